#include "reports/pages/panels/time/telemetry_panel.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>

#include "reports/pages/panels/time/telemetry_lines.hpp"

using namespace rushhour;
using namespace rushhour::pages;
using namespace std::chrono_literals;
using Catch::Contains;
using nlohmann::json;

namespace {

struct Series {
  const char* name;
  const char* labels;
  const char* type;
};

/// A source that tells of `series` once a second; `value(series, second)`.
void tell(runs::RunRecord& record, const char* source, std::uint64_t first, const std::vector<Series>& series, int seconds,
          const std::function<double(std::size_t, int)>& value) {
  json list = json::array();
  for (std::size_t i = 0; i < series.size(); ++i)
    list.push_back({{"id", first + i}, {"name", series[i].name}, {"labels", series[i].labels}, {"type", series[i].type}});
  REQUIRE(record.telemetry.add({{"source", source}, {"series", list}}));
  for (int s = 0; s <= seconds; ++s) {
    json values = json::array();
    for (std::size_t i = 0; i < series.size(); ++i) values.push_back({first + i, value(i, s)});
    REQUIRE(record.telemetry.add({{"at_ns", s * 1'000'000'000LL}, {"source", source}, {"values", values}}));
  }
}

std::optional<Panel> panel_of(const runs::RunRecord& record) {
  const verdicts::Conclusion conclusion;
  const Course course("response");
  return telemetry_panel({record, conclusion, course});
}

const std::vector<Series> process{{"process_cpu_seconds_total", "", "counter"}, {"process_resident_memory_bytes", "", "gauge"}};

/// CPU at a third of a core until 31 s and nearly all of one from then on; memory that grows by a megabyte a second.
double busy_from_31(std::size_t series, int s) { return series == 1 ? 40e6 + s * 1e6 : s <= 31 ? s / 3.0 : 31 / 3.0 + (s - 31) * 0.97; }

}  // namespace

TEST_CASE("a run that scraped nothing has no panel for it") { CHECK_FALSE(panel_of({})); }

TEST_CASE("a process that was busy to the end is said to be, with its share and since when") {
  runs::RunRecord record;
  tell(record, "target process", 0, process, 60, busy_from_31);
  const auto panel = panel_of(record);
  REQUIRE(panel);
  CHECK_THAT(panel->finding, Contains("The target's process used 97 % of a core from 0:31 on."));
  CHECK_THAT(panel->finding, Contains("40 MB at the beginning and 100 MB at most"));
  CHECK(panel->id == "telemetry");
  CHECK_THAT(panel->table, Contains("process_resident_memory_bytes"));
}

TEST_CASE("a process that was busy for a while is said to have been until then, and one that never was has its mean") {
  runs::RunRecord some, none;
  tell(some, "target process", 0, process, 60, [](std::size_t i, int s) { return i == 1 ? 1e6 : s < 10 ? 0.0 : s < 20 ? s - 10.0 : 10.0; });
  CHECK_THAT(panel_of(some)->finding, Contains("used 100 % of a core from 0:10 to 0:20."));
  tell(none, "target process", 0, process, 60, [](std::size_t i, int s) { return i == 1 ? 1e6 : s * 0.25; });
  CHECK_THAT(panel_of(none)->finding, Contains("used 25 % of a core on average, 25 % of a core at most."));
}

TEST_CASE("more than one core is told in cores") {
  runs::RunRecord record;
  tell(record, "process 4711", 0, process, 20, [](std::size_t i, int s) { return i == 1 ? 1e6 : s * 1.8; });
  CHECK_THAT(panel_of(record)->finding, Contains("process 4711") && Contains("1.8 cores from 0:00 on"));
}

TEST_CASE("looks without an answer are counted with their reason, and a source that never answered has a panel that says so") {
  runs::RunRecord record;
  REQUIRE(record.telemetry.add({{"at_ns", 1}, {"source", "http://h/metrics"}, {"gap", "answered 404"}}));
  const auto panel = panel_of(record);
  REQUIRE(panel);
  CHECK_THAT(panel->finding,
             Contains("Nothing came of what was to be scraped.") && Contains("1 look of http://h/metrics") && Contains("answered 404"));
  CHECK(panel->data.at("charts").empty());
}

TEST_CASE("names and labels of others are harmless in words and table") {
  runs::RunRecord record;
  tell(record, "<b>\x1b[31m", 0, {{"evil_<script>", "a=\"</script><img>\"", "gauge"}}, 2, [](std::size_t, int) { return 1.0; });
  const auto panel = panel_of(record);
  CHECK_THAT(panel->table, !Contains("<script>") && !Contains("<img>") && !Contains("\x1b"));
}

TEST_CASE("a target that is watched in two ways is drawn once, CPU in cores and memory in megabytes") {
  runs::RunRecord record;
  tell(record, "target", 0, process, 5, [](std::size_t i, int s) { return i == 1 ? 2e6 : s * 0.5; });
  tell(record, "target process", 10, process, 5, [](std::size_t i, int s) { return i == 1 ? 3e6 : s * 0.5; });
  const auto charts = telemetry_charts(record.telemetry);
  REQUIRE(charts.size() == 2);
  CHECK(charts[0].title == "CPU");
  REQUIRE(charts[0].lines.size() == 1);
  CHECK(charts[0].lines[0].label == "target process");
  CHECK(charts[0].lines[0].values.back() == Approx(0.5));
  CHECK(charts[1].lines[0].values.back() == Approx(3));
}

TEST_CASE("counters of one name are added up as rates, the busiest first, and those that never grew are not drawn") {
  runs::RunRecord record;
  tell(record, "target", 0,
       {{"rushhour_target_http_requests_total", "code=\"200\"", "counter"},
        {"rushhour_target_http_requests_total", "code=\"500\"", "counter"},
        {"idle_total", "", "counter"},
        {"bytes_total", "", "counter"},
        {"rushhour_target_http_requests_in_flight", "", "gauge"},
        {"rushhour_target_http_requests_in_flight_limit", "", "gauge"}},
       5, [](std::size_t i, int s) {
         return i == 0 ? s * 100.0 : i == 1 ? s * 20.0 : i == 2 ? 7.0 : i == 3 ? s * 1e6 : 12.0;
       });
  const auto charts = telemetry_charts(record.telemetry);
  REQUIRE(charts.size() == 2);
  CHECK(charts[0].title == "Waiting or under way");
  REQUIRE(charts[0].lines.size() == 1);
  CHECK(charts[0].lines[0].label == "http requests in flight");
  CHECK(charts[1].title == "Counters");
  REQUIRE(charts[1].lines.size() == 1);
  CHECK(charts[1].lines[0].label == "http requests");
  CHECK(charts[1].lines[0].values.back() == Approx(120));
}

TEST_CASE("a long run is drawn with a point for each pixel or so, at its peaks, and a gap stays one") {
  runs::RunRecord record;
  tell(record, "process 1", 0, {{"queue_depth", "", "gauge"}}, 3000, [](std::size_t, int s) { return s == 1234 ? 50.0 : 1.0; });
  const json line = panel_of(record)->data.at("charts")[0].at("lines")[0];
  CHECK(line.at("at_s").size() <= 600);
  CHECK(line.at("at_s").size() == line.at("values").size());
  CHECK(std::count(line.at("values").begin(), line.at("values").end(), json(50.0)) == 1);
}

TEST_CASE("series beyond what a table holds are counted below it") {
  const auto table_of = [](int count) {
    std::vector<std::string> names;
    for (int i = 0; i < count; ++i) names.push_back("series_" + std::to_string(i));
    std::vector<Series> series;
    for (const std::string& name : names) series.push_back({name.c_str(), "", "gauge"});
    runs::RunRecord record;
    tell(record, "shop", 0, series, 2, [](std::size_t, int) { return 1.0; });
    tell(record, "kitchen", 1000, series, 2, [](std::size_t, int) { return 1.0; });
    return panel_of(record)->table;
  };
  CHECK_THAT(table_of(100), !Catch::Contains("left out"));
  CHECK_THAT(table_of(120), Catch::Contains("40 series are left out; telemetry.jsonl has all."));
}
