#include "tests/unit/reports/outputs/told_runs.hpp"

#include <catch2/catch.hpp>

#include "tests/unit/reports/sample_breakdown.hpp"
#include "tests/unit/reports/sample_run.hpp"

namespace rushhour::test {
namespace {

using nlohmann::json;

SampleRun stalled() {
  SampleRun wanted;
  wanted.stalls = true;
  return wanted;
}

SampleRun weak() {
  SampleRun wanted = stalled();
  wanted.weak_generator = true;
  return wanted;
}

runs::RunRecord with_thresholds(const SampleRun& wanted) {
  runs::RunRecord record = sample_run(wanted);
  add_threshold(record, "response_time{step:place order}", "p(99) < 250ms");
  add_threshold(record, "http_req_failed", "rate < 5%");
  return record;
}

// As an importer leaves it: nothing of the generator, one kind of time.
runs::RunRecord as_imported(runs::RunRecord record, const char* tool) {
  record.meta["imported"] = {{"tool", tool}, {"latency", "service"}, {"meaning", "service time"}, {"start_known", true}};
  record.meta["ended_by"] = "plan";
  for (latency::Interval& interval : record.intervals)
    std::erase_if(interval.series, [](const auto& entry) { return entry.first.kind != "service" && entry.first.kind != "service_bound"; });
  for (json& tick : record.ticks)
    for (const char* key : {"offered", "started", "censored", "cpu"}) tick.erase(key);
  return record;
}

}  // namespace

const std::string evil_name =
    "=<script>alert('x')</script> & \"q\", ]]> \x1b[31m\n\r::error::x | `code` @someone #12 $(id) \\ %0A "
    "\xE2\x80\xAE\xF0\x9F\x8D\x95 \xEF\xBF\xBF\xff";

Told told(runs::RunRecord record) {
  verdicts::Conclusion conclusion = verdicts::conclude(record);
  return {std::move(record), std::move(conclusion)};
}

Told passed_run() { return told(with_thresholds({})); }

Told failed_run() {
  runs::RunRecord record = with_thresholds(stalled());
  add_threshold(record, "response_time", "p(99.99999) < 1m");
  add_threshold(record, "service_time", "p(50) < 1s");
  add_breakdown(record);
  return told(std::move(record));
}

Told invalid_run() { return told(with_thresholds(weak())); }

Told tolerated_run() {
  runs::RunRecord record = with_thresholds(weak());
  record.meta["settings"]["on-invalid"] = {{"value", "warn"}, {"source", "flag"}};
  return told(std::move(record));
}

Told stopped_run() {
  runs::RunRecord record = with_thresholds({});
  record.meta["ended_by"] = "interrupt";
  return told(std::move(record));
}

Told empty_run() {
  runs::RunRecord record = with_thresholds({});
  record.intervals.clear();
  record.minutes.clear();
  record.ticks.clear();
  return told(std::move(record));
}

Told single_run() {
  SampleRun wanted;
  wanted.length_s = 1;
  wanted.warmup_s = 0;
  runs::RunRecord record = sample_run(wanted);
  record.intervals[0].series.clear();
  record.minutes.clear();
  for (const char* kind : {"response", "service"}) record.intervals[0].series[{"diners", "only", kind}].record(7'000'000);
  record.ticks[0].update({{"offered", 1}, {"started", 1}, {"done", 1}, {"requests", 1}, {"checks", json::object()}});
  return told(std::move(record));
}

Told imported_run() { return told(as_imported(sample_run({}), "JMeter")); }

Told stated_run() {
  runs::RunRecord record = as_imported(sample_run({}), "k6");
  record.intervals.clear();
  record.minutes.clear();
  json times = json::array();
  for (const auto& [name, ns] : {std::pair("mean", 12.5e6), {"p50", 11e6}, {"p95", 20e6}, {"max", 90e6}})
    times.push_back({{"name", name}, {"ns", ns}});
  record.meta["imported"]["stated"] = {
      {{"scenario", "k6"}, {"step", "(all requests)"}, {"count", 1000}, {"errors", 3}, {"times", std::move(times)}}};
  return told(std::move(record));
}

Told evil_run() {
  SampleRun wanted = stalled();
  wanted.step = evil_name;
  wanted.trouble = evil_name;
  runs::RunRecord record = with_thresholds(wanted);
  for (json& tick : record.ticks) {
    tick["checks"][evil_name] = {3, 1};
    tick["metrics"] = {{{"name", evil_name}, {"kind", "counter"}, {"scenario", "diners"}, {"count", 1}, {"sum", 2.0}}};
  }
  record.meta["target"] = "http://127.0.0.1/" + evil_name;
  return told(std::move(record));
}

Told crowded_run(std::size_t steps) {
  SampleRun wanted;
  wanted.length_s = 3;
  wanted.warmup_s = 0;
  runs::RunRecord record = sample_run(wanted);
  for (latency::Interval& interval : record.intervals) interval.series.clear();
  record.minutes.clear();
  for (std::size_t i = 0; i < steps; ++i)
    for (const char* kind : {"response", "service"})
      record.intervals[0].series[{"diners", "step " + std::to_string(i), kind}].record(static_cast<std::int64_t>(1'000'000 + i));
  return told(std::move(record));
}

std::vector<std::vector<std::string>> csv_records(const std::string& text) {
  std::vector<std::vector<std::string>> records;
  for (std::size_t at = 0; at < text.size();) {
    std::vector<std::string> record(1);
    for (bool ended = false; !ended;) {
      REQUIRE(at < text.size());
      if (text[at] == '"') {
        for (++at; text[at] != '"' || (at + 1 < text.size() && text[at + 1] == '"'); ++at) {
          REQUIRE(at + 1 < text.size());
          record.back() += text[at];
          if (text[at] == '"') ++at;
        }
        ++at;
        REQUIRE((text[at] == ',' || text[at] == '\r'));
      }
      if (text[at] == ',')
        record.emplace_back();
      else if (text.compare(at, 2, "\r\n") == 0)
        ended = true;
      else
        record.back() += text[at];
      at += ended ? 2 : 1;
    }
    records.push_back(std::move(record));
  }
  return records;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

std::size_t times_in(const std::string& text, const std::string& part) {
  std::size_t times = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++times;
  return times;
}

}  // namespace rushhour::test
