#include "reports/outputs/csv.hpp"

#include <fmt/format.h>

#include <iterator>

#include "reports/outputs/over_time.hpp"
#include "reports/pages/words/figures.hpp"
#include "reports/pages/words/plain_text.hpp"

namespace rushhour::outputs {
namespace {

// A spreadsheet computes what begins like a formula; behind an apostrophe it shows it. Names may begin so, figures never do.
std::string name_field(std::string_view name) {
  std::string text = pages::harmless(name);
  if (!text.empty() && std::string_view("=+-@").find(text.front()) != std::string_view::npos) text.insert(text.begin(), '\'');
  if (text.find_first_of(",\"") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + '"';
}

void append_times(std::string& to, const Times& times) {
  std::string at_least;
  for (std::size_t i = 0; i < time_figures.size(); ++i) {
    to += ',';
    if (times.ms[i]) fmt::format_to(std::back_inserter(to), "{}", *times.ms[i]);
    if (times.at_least[i]) at_least += (at_least.empty() ? "" : " ") + std::string(time_figures[i]);
  }
  to += ',' + at_least;
}

std::string head() {
  std::string head = "run,scope,phase,begin_s,length_s,time,scenario,step,outcome,count,errors";
  for (const char* kind : {"response", "service"}) {
    for (const std::string_view name : time_figures) head += fmt::format(",{}_{}_ms", kind, name);
    head += fmt::format(",{}_at_least", kind);
  }
  return head + ",bytes_out,bytes_in\r\n";
}

}  // namespace

std::string csv_rows(const runs::RunRecord& record, const verdicts::Conclusion& conclusion) {
  std::string text = head();
  const std::string run = name_field(pages::fact(record.meta, "/run"));
  each_row(record, conclusion, [&](const TimeRow& row) {
    fmt::format_to(std::back_inserter(text), "{},{},{},{},{},{},{},{},{},{},{}", run, row.scope, row.phase, seconds(row.begin),
                   seconds(row.length), wall_time_of(record, row.begin), name_field(row.scenario), name_field(row.step), row.outcome,
                   row.count, row.errors);
    append_times(text, row.response);
    append_times(text, row.service);
    for (const auto& size : {row.bytes_out, row.bytes_in}) text += size ? fmt::format(",{}", *size) : ",";
    text += "\r\n";
  });
  return text;
}

}  // namespace rushhour::outputs
