#include "reports/imports/tools/artillery.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "reports/foundation/user_error.hpp"
#include "reports/imports/csv_fields.hpp"
#include "reports/imports/json_document.hpp"

namespace rushhour::imports {
namespace {

using nlohmann::json;

constexpr Instant millisecond = std::chrono::milliseconds(1);
constexpr std::string_view scenario = "artillery";
constexpr std::string_view by_endpoint = "plugins.metrics-by-endpoint.response_time.";

// What is written of "p999" is the p99.9.
std::string figure_called(const std::string& name) {
  if (name == "p999") return "p99.9";
  if (name == "min" || name == "max" || name == "mean") return name;
  const bool percentile = name.size() > 1 && name[0] == 'p' && whole_number(std::string_view(name).substr(1));
  return percentile ? name : std::string();
}

void state(const std::string& step, const json& summary, std::uint64_t errors, Gathered& into) {
  if (!summary.is_object()) return;
  runs::StatedStep stated{std::string(scenario), step, count_at(summary, "count"), errors, {}};
  for (const auto& [name, value] : summary.items())
    if (const std::string figure = figure_called(name); !figure.empty() && value.is_number())
      if (const auto time = length_of(value.get<double>(), millisecond))
        stated.times_ns.emplace_back(figure, static_cast<double>(time->count()));
  std::stable_sort(stated.times_ns.begin(), stated.times_ns.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  into.stated.push_back(std::move(stated));
}

/// Errors by class: statuses from 400 on, and what Artillery counts under "errors.".
std::uint64_t add_errors(const json& counters, Counts* counts) {
  constexpr std::string_view code = "http.codes.", error = "errors.";
  std::uint64_t sum = 0;
  for (const auto& [name, value] : counters.items()) {
    const std::uint64_t n = count_at(counters, name.c_str());
    const std::string_view key = name;
    const auto status = key.starts_with(code) ? whole_number(key.substr(code.size())) : std::nullopt;
    if (n == 0 || !((status && *status >= 400) || key.starts_with(error))) continue;
    sum += n;
    if (counts != nullptr) counts->error(status ? fmt::format("http {}", *status) : std::string(key.substr(error.size()))) += n;
  }
  return sum;
}

void add_period(const json& period, Gathered& into) {
  const json counters = period.value("counters", json::object());
  const auto begin = wall_time_of(std::to_string(count_at(period, "firstMetricAt")), millisecond);
  const auto end = wall_time_of(std::to_string(count_at(period, "lastMetricAt")), millisecond);
  if (!counters.is_object() || !begin || !end || *end < *begin)
    throw UserError("a period of it has no counters, firstMetricAt or lastMetricAt");
  Counts* const counts = into.run.counts_over(*begin, *end - *begin + millisecond, scenario);
  if (counts == nullptr) throw UserError("its periods lie more than 31 days apart");
  counts->offered += count_at(counters, "vusers.created") + count_at(counters, "vusers.skipped");
  counts->done += count_at(counters, "vusers.completed") + count_at(counters, "vusers.failed");
  counts->dropped += count_at(counters, "vusers.skipped");
  counts->requests += count_at(counters, "http.requests");
  counts->bytes_in += count_at(counters, "http.downloaded_bytes");
  add_errors(counters, counts);
}

}  // namespace

bool is_like_artillery(std::string_view head) {
  return head.substr(0, 64).find('{') != std::string_view::npos && head.find("\"aggregate\"") != std::string_view::npos &&
         head.find("\"counters\"") != std::string_view::npos;
}

void read_artillery(Input& in, Gathered& into) {
  const json report = json_document(in);
  const json aggregate = report.value("aggregate", json());
  if (!aggregate.is_object() || !aggregate.contains("counters") || !aggregate["counters"].is_object())
    throw UserError(in.name() + ": it has no aggregate with counters, as reports of Artillery 2 do", Exit::settings);
  into.stated_precision = "Artillery keeps percentiles to one percent and writes them to 0.1 ms.";
  const json summaries = aggregate.value("summaries", json::object());
  state("(all requests)", summaries.value("http.response_time", json()), add_errors(aggregate["counters"], nullptr), into);
  for (const auto& [name, summary] : summaries.items())
    if (name.starts_with(by_endpoint))
      state(kept_text(std::string_view(name).substr(by_endpoint.size()), Names::longest), summary, 0, into);
  if (summaries.contains("vusers.session_length")) state("(session of a user)", summaries["vusers.session_length"], 0, into);
  try {
    const json periods = report.value("intermediate", json::array());
    for (const json& period : periods) add_period(period, into);
    if (periods.empty()) add_period(aggregate, into);
  } catch (const UserError& error) {
    throw UserError(fmt::format("{}: {}", in.name(), error.what()), Exit::settings);
  }
  in.accept();
}

}  // namespace rushhour::imports
