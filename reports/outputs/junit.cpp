#include "reports/outputs/junit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include "reports/outputs/over_time.hpp"
#include "reports/outputs/run_facts.hpp"
#include "reports/outputs/script_lines.hpp"
#include "reports/pages/html.hpp"
#include "reports/pages/words/figures.hpp"
#include "reports/pages/words/trust.hpp"
#include "reports/runs/beside/kept_script.hpp"

namespace rushhour::outputs {
namespace {

using verdicts::Conclusion;

// What XML has no way to hold is written out: control characters by harmless(), and two code points that are none.
std::string xml(std::string_view text) {
  std::string escaped = pages::escape_html(text);
  for (const auto& [bytes, shown] : {std::pair("\xEF\xBF\xBE", "\\ufffe"), {"\xEF\xBF\xBF", "\\uffff"}})
    for (auto at = escaped.find(bytes); at != std::string::npos; at = escaped.find(bytes, at)) escaped.replace(at, 3, shown);
  return escaped;
}

struct Case {
  enum class State { passed, skipped, failure, error } state = State::passed;
  std::string name;
  std::string type;                  ///< what kind of trouble, a word or two
  std::vector<std::string> lines{};  ///< why; of a case that passed what is worth knowing
  Instant took{0};
};
using State = Case::State;

std::string case_xml(const Case& one, const std::string& classname) {
  constexpr std::string_view elements[] = {"system-out", "skipped", "failure", "error"};
  std::string out =
      fmt::format("    <testcase name=\"{}\" classname=\"{}\" time=\"{:.3f}\"", xml(one.name), xml(classname), seconds(one.took));
  if (one.lines.empty()) return out + "/>\n";
  std::string body;
  for (const std::string& line : one.lines) body += xml(line) + "\n";
  const std::string_view element = elements[static_cast<std::size_t>(one.state)];
  out += fmt::format(">\n      <{}", element);
  if (one.state != State::passed) out += fmt::format(" type=\"{}\" message=\"{}\"", xml(one.type), xml(one.lines.front()));
  return out + fmt::format(">{}</{}>\n    </testcase>\n", body, element);
}

// Viewers that mark the place in the script look for the suite's file and a number behind it.
void note_place(Case& one, const runs::RunRecord& record, std::optional<std::size_t> line) {
  if (line && one.state != State::passed) one.lines.push_back(fmt::format("at {}:{}", script_path(record), *line));
}

Case ending_case(const runs::RunRecord& record, const Conclusion& conclusion) {
  Case one{State::passed, "the run reached its end", "", {}, conclusion.summary.actual};
  one.lines = ending_troubles(record, conclusion);
  const verdicts::Ending ending = verdicts::ending_of(record);
  if (ending == verdicts::Ending::threshold) one.lines = {"a threshold ended the run early", pages::fact(record.meta, "/ended_because")};
  if (ending == verdicts::Ending::lost) one.lines = {"a worker of the generator was lost", pages::fact(record.meta, "/ended_because")};
  if (one.lines.empty()) return one;
  one.state = State::error;
  one.type = one.lines.front();
  note_place(one, record, ending_line(record));
  return one;
}

Case measurement_case(const Conclusion& conclusion) {
  Case one{State::passed, "the measurement is valid", "invalid measurement", {}};
  const verdicts::Validity& validity = conclusion.validity;
  if (!validity.judged) {
    one.state = State::skipped;
    one.type = "not judged";
    one.lines.emplace_back("Another tool made this run, and nothing tells whether its load generator kept up.");
    return one;
  }
  if (!validity.valid) one.state = validity.tolerated ? State::skipped : State::error;
  one.lines = validity.reasons;
  if (!validity.valid && validity.tolerated) one.lines.emplace_back("It was asked to be a warning only (--on-invalid warn).");
  if (!validity.valid && one.lines.empty()) one.lines.emplace_back("The measurement is invalid.");
  if (conclusion.summary.load.offered > 0) one.lines.push_back(pages::trust_line(conclusion));
  for (const std::string& warning : validity.warnings) one.lines.push_back("WARNING " + warning);
  return one;
}

Case threshold_case(const verdicts::ThresholdResult& result, bool means_nothing) {
  Case one{State::passed, threshold_name(result), "threshold", {threshold_words(result)}};
  if (result.has_figure()) one.lines.push_back(fmt::format("over {}", pages::counted(result.samples, "sample", "samples")));
  if (means_nothing) {
    one.state = State::skipped;
    one.type = "invalid measurement";
    one.lines.front().insert(0, "the measurement is invalid, so nothing follows from this: ");
  } else if (result.state == verdicts::Judgement::State::failed) {
    one.state = State::failure;
  } else if (!result.passed()) {
    one.state = State::error;
    one.type = verdicts::to_string(result.state);
  }
  return one;
}

// Where a threshold says how many may fail, some that do are no failure by themselves.
Case check_case(const std::string& name, const runs::CheckFigures& figures, const Conclusion& conclusion) {
  const std::uint64_t all = figures.passes + figures.fails;
  Case one{State::passed, "check: " + name, "check", {}};
  one.lines.push_back(figures.fails == 0 ? fmt::format("{} passed", pages::counted(all, "time", "times"))
                                         : fmt::format("{} of {} failed ({})", figures.fails, pages::counted(all, "time", "times"),
                                                       pages::share_text(figures.fails, all)));
  const bool bounded = std::any_of(conclusion.thresholds.begin(), conclusion.thresholds.end(), [&](const auto& result) {
    const verdicts::Threshold& t = result.threshold;
    return t.kind == verdicts::Threshold::Metric::checks && (t.check.empty() || t.check == name);
  });
  if (figures.fails > 0 && bounded) one.lines.emplace_back("a threshold says how many may");
  if (figures.fails > 0 && !bounded) one.state = State::failure;
  return one;
}

std::vector<Case> cases_of(const runs::RunRecord& record, const Conclusion& conclusion) {
  std::vector<Case> cases{ending_case(record, conclusion), measurement_case(conclusion)};
  const std::string script = runs::kept_script(record, longest_script);
  for (const verdicts::ThresholdResult& result : conclusion.thresholds) {
    cases.push_back(threshold_case(result, measurement_decides(conclusion)));
    note_place(cases.back(), record, threshold_line(script, result.threshold));
  }
  for (const auto& [name, figures] : conclusion.summary.checks) cases.push_back(check_case(name, figures, conclusion));
  return cases;
}

std::string properties(const runs::RunRecord& record, const Conclusion& conclusion) {
  std::string out = "    <properties>\n";
  const auto add = [&](std::string_view name, const std::string& value) {
    out += fmt::format("      <property name=\"{}\" value=\"{}\"/>\n", name, xml(value));
  };
  add("verdict", pages::verdict_words(conclusion));
  add("measurement", std::string(measurement_word(conclusion)));
  add("exit_code", std::to_string(static_cast<int>(conclusion.exit)));
  for (const char* name : {"run", "seed", "target", "version"}) add(name, pages::fact(record.meta, ("/" + std::string(name)).c_str()));
  add("length", pages::length_words(conclusion));
  return out + "    </properties>\n";
}

}  // namespace

std::string junit_xml(const runs::RunRecord& record, const Conclusion& conclusion) {
  const std::vector<Case> cases = cases_of(record, conclusion);
  const auto count = [&](State state) {
    return std::count_if(cases.begin(), cases.end(), [state](const Case& one) { return one.state == state; });
  };
  const std::string stem = scenario_stem(record);
  const std::string counts = fmt::format("tests=\"{}\" failures=\"{}\" errors=\"{}\" time=\"{:.3f}\"", cases.size(), count(State::failure),
                                         count(State::error), seconds(conclusion.summary.actual));
  const std::string started = wall_time_of(record, Instant(0)).substr(0, 19);  // the format has no place for fractions and zones
  std::string out = fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"rushhour\" {}>\n", counts);
  out += fmt::format("  <testsuite name=\"{}\" {} skipped=\"{}\"", xml(stem), counts, count(State::skipped));
  if (const std::string script = script_path(record); !script.empty()) out += fmt::format(" file=\"{}\"", xml(script));
  if (!started.empty()) out += fmt::format(" timestamp=\"{}\"", started);
  out += ">\n" + properties(record, conclusion);
  for (const Case& one : cases) out += case_xml(one, stem);
  return out + "  </testsuite>\n</testsuites>\n";
}

}  // namespace rushhour::outputs
