#include "reports/pages/words/figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

#include "reports/foundation/units.hpp"
#include "reports/pages/words/plain_text.hpp"

namespace rushhour::pages {

using verdicts::ThresholdResult;

std::string time_text(double ns) { return format_duration(Instant(std::llround(ns))); }

std::string percentile_text(const runs::Latency& latency, double percentile) {
  const double q = verdicts::quantile_of(percentile);
  const std::optional<std::int64_t> ns = latency.at(q);
  return ns ? (latency.at_least(q) ? "> " : "") + format_duration(Instant(*ns)) : "-";
}

std::string without_zeros(std::string figure) {
  const auto point = figure.find('.');
  if (point == std::string::npos) return figure;
  auto end = figure.find_first_not_of("0123456789", point + 1);
  if (end == std::string::npos) end = figure.size();
  auto keep = figure.find_last_not_of('0', end - 1) + 1;
  if (keep == point + 1) keep = point;
  return figure.erase(keep, end - keep);
}

std::string share_text(std::uint64_t count, std::uint64_t of) {
  return of == 0 ? "-" : verdicts::format_share(static_cast<double>(count) / static_cast<double>(of));
}

std::string size_text(double bytes) {
  constexpr std::array<const char*, 5> units{"B", "kB", "MB", "GB", "TB"};
  std::size_t unit = 0;
  while (bytes >= 999.5 && unit + 1 < units.size()) {
    bytes /= 1000;
    ++unit;
  }
  return fmt::format("{:.{}f} {}", bytes, unit == 0 || bytes >= 99.95 ? 0 : bytes >= 9.995 ? 1 : 2, units[unit]);
}

std::string counted(std::uint64_t n, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", format_count(n), n == 1 ? one : many);
}

std::string step_label(const runs::Summary& summary, const runs::StepFigures& step) {
  const bool several = std::any_of(summary.steps.begin(), summary.steps.end(),
                                   [&](const runs::StepFigures& other) { return other.scenario != summary.steps.front().scenario; });
  return harmless(several ? step.scenario + ": " + step.step : step.step);
}

namespace {

std::string note_of(const ThresholdResult& result) {
  switch (result.state) {
    case ThresholdResult::State::passed:
    case ThresholdResult::State::failed:
      return {};
    case ThresholdResult::State::no_data:
      return "no data";
    case ThresholdResult::State::unsupported:
      break;
  }
  if (result.at_least) return "only a lower bound is known";
  if (result.samples_needed == 0) return "the run was too short for a window";
  return fmt::format("needs {}, had {}", counted(result.samples_needed, "sample", "samples"), format_count(result.samples));
}

std::string window_of(const verdicts::Threshold& t) {
  std::string window;
  if (t.over > Instant(0)) window = "over " + without_zeros(format_duration(t.over));
  if (t.hold > Instant(0)) window += fmt::format("{}for {}", window.empty() ? "" : " ", without_zeros(format_duration(t.hold)));
  return window;
}

// As a clock shows it: 00:31, 1:02:03.
std::string first_of(const ThresholdResult& result) {
  if (!result.first_crossing) return {};
  const auto s = std::chrono::duration_cast<std::chrono::seconds>(*result.first_crossing).count();
  if (s >= 3600) return fmt::format("first at {}:{:02}:{:02}", s / 3600, s % 3600 / 60, s % 60);
  return fmt::format("first at {:02}:{:02}", s / 60, s % 60);
}

std::string margin_text(double margin) {
  if (!std::isfinite(margin)) return "-";
  const double percent = margin * 100;
  if (std::abs(percent) < 999.5 || std::abs(percent) > 1e15) return fmt::format("{:.{}f} %", percent, std::abs(percent) < 1 ? 2 : 0);
  return fmt::format("{}{} %", percent < 0 ? "-" : "", format_count(static_cast<std::uint64_t>(std::llround(std::abs(percent)))));
}

}  // namespace

ThresholdWords words_of(const ThresholdResult& result) {
  const verdicts::Threshold& t = result.threshold;
  ThresholdWords words;
  words.state = result.passed() ? "ok" : "FAIL";
  words.limit = fmt::format("{} {}", verdicts::sign(t.comparison), without_zeros(verdicts::format_figure(t, t.limit)));
  words.observed = result.has_figure() ? (result.at_least ? "> " : "") + verdicts::format_figure(t, result.observed) : "-";
  words.margin = margin_text(result.margin());
  words.note = note_of(result);
  words.window = window_of(t);
  words.first = first_of(result);
  for (const std::string& part : {words.window, words.first, words.note})
    if (!part.empty()) words.remark += (words.remark.empty() ? "" : ", ") + part;
  return words;
}

std::vector<std::string> stated_names(const std::vector<runs::StatedStep>& stated) {
  const auto rank = [](const std::string& name) {
    if (name == "min") return -2.0;
    if (name == "mean") return -1.0;
    return name == "max" || name.size() < 2 ? 1000.0 : std::strtod(name.c_str() + 1, nullptr);
  };
  std::vector<std::string> names;
  for (const runs::StatedStep& step : stated)
    for (const auto& [name, ns] : step.times_ns)
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  std::stable_sort(names.begin(), names.end(), [&](const std::string& a, const std::string& b) { return rank(a) < rank(b); });
  return names;
}

std::string stated_text(const runs::StatedStep& step, const std::string& name) {
  for (const auto& [stated, ns] : step.times_ns)
    if (stated == name) return time_text(ns);
  return "-";
}

std::string fact(const nlohmann::json& meta, const char* pointer) {
  const nlohmann::json::json_pointer at(pointer);
  if (!meta.contains(at)) return {};
  const nlohmann::json& value = meta.at(at);
  if (value.is_null()) return {};
  if (value.is_string()) return harmless(value.get_ref<const std::string&>());
  return harmless(value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

std::string script_name(const nlohmann::json& meta) {
  const std::string file = fact(meta, "/script/file");
  return file.substr(file.find_last_of('/') + 1);
}

std::int64_t number_fact(const nlohmann::json& meta, const char* pointer) {
  const nlohmann::json::json_pointer at(pointer);
  return meta.contains(at) && meta.at(at).is_number_integer() ? meta.at(at).get<std::int64_t>() : 0;
}

std::string verdict_words(const verdicts::Conclusion& conclusion) {
  const auto failed = static_cast<std::size_t>(std::count_if(conclusion.thresholds.begin(), conclusion.thresholds.end(),
                                                             [](const ThresholdResult& result) { return !result.passed(); }));
  const std::string invalid = conclusion.validity.valid     ? ""
                              : !conclusion.validity.judged ? "measurement not judged; "
                                                            : "invalid measurement, which was asked to be a warning only; ";
  switch (conclusion.exit) {
    case Exit::script:
      return "the script failed";
    case Exit::setup_timeout:
      return "setup took too long";
    case Exit::teardown_timeout:
      return "teardown took too long";
    case Exit::trouble:
    case Exit::flags:
    case Exit::settings:
      return "the run came to nothing";
    case Exit::interrupted:
      return "interrupted";
    case Exit::aborted:
      return "aborted by the script";
    case Exit::invalid:
      return "invalid measurement";
    case Exit::thresholds:
      return invalid + fmt::format("failed: {} of {}", failed, counted(conclusion.thresholds.size(), "threshold", "thresholds"));
    default:
      break;
  }
  if (!invalid.empty()) return invalid + (conclusion.thresholds.empty() ? "no thresholds to pass" : "all thresholds kept");
  return conclusion.thresholds.empty() ? "valid, no thresholds to pass" : "passed";
}

std::string length_words(const verdicts::Conclusion& conclusion) {
  const runs::Summary& summary = conclusion.summary;
  const auto text = [](Instant length) { return format_duration(std::max(length, Instant(0))); };
  const Instant whole = std::max(summary.planned, summary.actual);
  const std::string length = without_zeros(text(whole));
  const bool of_more = conclusion.cut_short && whole > Instant(0);  // what iterations bound has no planned length
  const std::string lasted = of_more ? fmt::format("{} of {}", text(summary.actual), length) : length;
  return summary.warmup.count() == 0 ? lasted
                                     : fmt::format("{}, of which {} warm-up", lasted, without_zeros(format_duration(summary.warmup)));
}

}  // namespace rushhour::pages
