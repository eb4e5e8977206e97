#include "reports/outputs/jsonl.hpp"

#include "reports/foundation/json_text.hpp"
#include "reports/outputs/over_time.hpp"
#include "reports/pages/words/figures.hpp"

namespace rushhour::outputs {
namespace {

using nlohmann::ordered_json;

ordered_json json_of(const Times& times) {
  ordered_json json = ordered_json::object();
  for (std::size_t i = 0; i < time_figures.size(); ++i)
    json[std::string(time_figures[i])] = times.ms[i] ? ordered_json(*times.ms[i]) : ordered_json();
  return json;
}

ordered_json lower_bounds(const Times& times) {
  ordered_json names = ordered_json::array();
  for (std::size_t i = 0; i < time_figures.size(); ++i)
    if (times.at_least[i]) names.push_back(time_figures[i]);
  return names;
}

}  // namespace

std::string json_lines(const runs::RunRecord& record, const verdicts::Conclusion& conclusion) {
  std::string text;
  const std::string run = pages::fact(record.meta, "/run");
  each_row(record, conclusion, [&](const TimeRow& row) {
    const std::string time = wall_time_of(record, row.begin);
    const ordered_json line{{"run", run},
                            {"scope", row.scope},
                            {"phase", row.phase},
                            {"begin_s", seconds(row.begin)},
                            {"length_s", seconds(row.length)},
                            {"time", time.empty() ? ordered_json() : ordered_json(time)},
                            {"scenario", row.scenario},
                            {"step", row.step},
                            {"outcome", row.outcome},
                            {"count", row.count},
                            {"errors", row.errors},
                            {"response_ms", json_of(row.response)},
                            {"response_at_least", lower_bounds(row.response)},
                            {"service_ms", json_of(row.service)},
                            {"service_at_least", lower_bounds(row.service)},
                            {"bytes_out", row.bytes_out ? ordered_json(*row.bytes_out) : ordered_json()},
                            {"bytes_in", row.bytes_in ? ordered_json(*row.bytes_in) : ordered_json()}};
    text += shown_json(line, -1) + '\n';
  });
  return text;
}

}  // namespace rushhour::outputs
