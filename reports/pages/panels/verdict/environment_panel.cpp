#include "reports/pages/panels/verdict/environment_panel.hpp"

#include <fmt/format.h>

#include "reports/foundation/units.hpp"
#include "reports/pages/html.hpp"
#include "reports/pages/words/figures.hpp"
#include "reports/pages/words/plain_text.hpp"
#include "reports/verdicts/threshold.hpp"

namespace rushhour::pages {
namespace {

using nlohmann::json;

std::string memory_text(std::int64_t bytes) {
  return bytes <= 0 ? std::string() : fmt::format("{:.1f} GiB", static_cast<double>(bytes) / (1 << 30));
}

// One word of a POSIX shell.
std::string shell_word(const std::string& word) {
  constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:=,@%+";
  if (!word.empty() && word.find_first_not_of(plain) == std::string::npos) return word;
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

std::string command_line(const json& meta) {
  std::string line;
  const auto words = meta.find("command_line");
  if (words == meta.end() || !words->is_array()) return line;
  for (const json& word : *words)
    if (word.is_string()) line += (line.empty() ? "" : " ") + shell_word(word.get<std::string>());
  return line;
}

std::string text_of(const json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string stages_text(const json& scenario) {
  const auto rate = [](double per_second) { return without_zeros(verdicts::format_rate(per_second)); };
  std::string text;
  for (const json& stage : scenario.value("stages", json::array())) {
    const double from = stage.value("rate_begin", 0.0);
    const double to = stage.value("rate_end", 0.0);
    const std::string length = without_zeros(format_duration(Instant(stage.value("length_ns", std::int64_t{0}))));
    if (!text.empty()) text += ", then ";
    text += from == to ? fmt::format("{} for {}", rate(from), length) : fmt::format("{} to {} in {}", rate(from), rate(to), length);
  }
  if (text.empty() && scenario.contains("vus")) text = counted(scenario.value("vus", std::uint64_t{0}), "user", "users");
  return text;
}

std::string plan_table(const json& meta) {
  const json::json_pointer at("/plan/scenarios");
  HtmlTable table("Plan", {{"scenario", false}, {"executor", false}, {"load", false}, {"arrivals", false}, {"users at most"}});
  if (!meta.contains(at) || !meta.at(at).is_array()) return {};
  for (const json& scenario : meta.at(at)) {
    if (!scenario.is_object()) continue;
    const std::uint64_t users = scenario.value("max_vus", scenario.value("vus", std::uint64_t{0}));
    table.add({clip(harmless(scenario.value("name", std::string())), 160), harmless(scenario.value("executor", std::string())),
               stages_text(scenario), harmless(scenario.value("arrivals", std::string())), format_count(users)});
  }
  return table.size() == 0 ? std::string() : table.html("plan-table");
}

std::string settings_table(const json& meta) {
  const auto settings = meta.find("settings");
  if (settings == meta.end() || !settings->is_object() || settings->empty()) return {};
  HtmlTable table("Settings", {{"setting", false}, {"value", false}, {"from", false}});
  for (const auto& [name, setting] : settings->items()) {
    if (!setting.is_object()) continue;
    table.add({clip(harmless(name), 160), clip(harmless(text_of(setting.value("value", json()))), 300),
               harmless(setting.value("source", std::string()))});
  }
  return table.html("settings-table");
}

std::string command_again(const runs::RunRecord& record) {
  std::string again = command_line(record.meta);
  const std::string seed = fact(record.meta, "/seed");
  if (!again.empty() && !seed.empty() && again.find("--seed") == std::string::npos) again += " --seed " + seed;
  return again;
}

std::string tables(const runs::RunRecord& record) {
  const json& meta = record.meta;
  HtmlTable table("Environment", {{"what", false}, {"value", false}});
  const auto add = [&](const char* what, const std::string& value) {
    if (!value.empty()) table.add({what, clip(harmless(value), 600)});
  };
  add("rushhour", fact(meta, "/version"));
  add("script", fact(meta, "/script/file"));
  add("script's sha256", fact(meta, "/script/sha256"));
  add("command line", command_line(meta));
  add("seed", fact(meta, "/seed"));
  add("target", fact(meta, "/target"));
  if (const json::json_pointer tags("/plan/tags"); meta.contains(tags) && meta.at(tags).is_object())
    for (const auto& [name, value] : meta.at(tags).items()) add(("tag " + clip(harmless(name), 100)).c_str(), text_of(value));
  add("threads", fact(meta, "/plan/threads"));
  add("kernel", fact(meta, "/host/kernel"));
  add("processor", fact(meta, "/host/cpu_model"));
  add("cores", fact(meta, "/host/cpus"));
  add("memory", memory_text(number_fact(meta, "/host/memory_bytes")));
  add("descriptors", fact(meta, "/host/descriptors"));
  return table.html("environment-table") + plan_table(meta) + settings_table(meta);
}

}  // namespace

std::optional<Panel> environment_panel(const Material& material) {
  const std::string again = command_again(material.record);
  Panel panel{.id = "environment", .title = "Environment", .finding = "The record does not say how the run was started."};
  if (!again.empty()) panel.finding = "The same load again:";
  if (!again.empty()) panel.body = fmt::format("<p><code>{}</code></p>\n", escape_html(again));
  panel.body += tables(material.record);
  return panel;
}

}  // namespace rushhour::pages
