#include "reports/pages/panels/verdict/environment_panel.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "reports/foundation/units.hpp"
#include "reports/pages/html.hpp"
#include "reports/pages/words/breakdown_words.hpp"
#include "reports/pages/words/command_line.hpp"
#include "reports/pages/words/figures.hpp"
#include "reports/pages/words/plain_text.hpp"
#include "reports/runs/beside/kept_script.hpp"

namespace rushhour::pages {
namespace {

using nlohmann::json;

constexpr std::size_t longest_script = 64 << 10;  // bytes; of a longer one the beginning is shown

std::string memory_text(std::int64_t bytes) {
  return bytes <= 0 ? std::string() : fmt::format("{:.1f} GiB", static_cast<double>(bytes) / (1 << 30));
}

std::string text_of(const json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string stages_text(const json& scenario) {
  std::string text;
  for (const json& stage : scenario.value("stages", json::array())) {
    runs::StageFigures goal;
    goal.of_users = stage.contains("users_begin");
    goal.from = stage.value(goal.of_users ? "users_begin" : "rate_begin", 0.0);
    goal.to = stage.value(goal.of_users ? "users_end" : "rate_end", 0.0);
    const std::string length = without_zeros(format_duration(Instant(stage.value("length_ns", std::int64_t{0}))));
    if (!text.empty()) text += ", then ";
    text += fmt::format("{} {} {}", stage_load(goal), goal.from == goal.to ? "for" : "in", length);
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

// Line by line, so that what is harmless on one line stays the line that it is.
std::string script_source(const runs::RunRecord& record) {
  const std::string script = runs::kept_script(record, longest_script);
  if (script.empty()) return {};
  std::string lines;
  for (std::size_t at = 0; at < script.size();) {
    const std::size_t end = std::min(script.find('\n', at), script.size());
    std::string line = script.substr(at, end - at);
    if (!line.empty() && line.back() == '\r') line.pop_back();
    for (std::size_t tab = line.find('\t'); tab != std::string::npos; tab = line.find('\t', tab)) line.replace(tab, 1, "    ");
    lines += text_html(line) + "\n";
    at = end + 1;
  }
  const char* cut = script.size() >= longest_script ? "; the first 64 KB of it" : "";
  return fmt::format(
      "<details id=\"script-source\"><summary>The script as it was run ({}){}</summary>\n<pre tabindex=\"0\">{}</pre></details>\n",
      counted(static_cast<std::uint64_t>(std::count(lines.begin(), lines.end(), '\n')), "line", "lines"), cut, lines);
}

}  // namespace

std::optional<Panel> environment_panel(const Material& material) {
  const runs::RunRecord& record = material.record;
  const std::string again = command_again(record.meta);
  Panel panel{
      .id = "environment", .title = "Environment, and how to do it again", .finding = "The record does not say how the run was started."};
  if (!again.empty()) {
    panel.finding = "The same load again, from the folder in which it was started:";
    panel.body = fmt::format("<p class=\"again\"><code id=\"command-again\" class=\"copied\">{}</code></p>\n", escape_html(again));
  }
  panel.body += tables(record) + script_source(record);
  return panel;
}

}  // namespace rushhour::pages
