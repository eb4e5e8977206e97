#include "reports/runs/beside/telemetry.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "reports/runs/run_record.hpp"
#include "reports/runs/run_writer.hpp"
#include "tests/unit/scratch_folder.hpp"

using namespace rushhour;
using namespace rushhour::runs;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

json declaration(std::uint64_t id, const char* name, const char* type = "gauge", const char* source = "t") {
  return {{"source", source}, {"series", {{{"id", id}, {"name", name}, {"labels", ""}, {"type", type}}}}};
}

json sample(Instant at, std::vector<std::pair<std::uint64_t, double>> values, const char* source = "t") {
  json list = json::array();
  for (const auto& [id, value] : values) list.push_back({id, value});
  return {{"at_ns", at.count()}, {"source", source}, {"values", list}};
}

}  // namespace

TEST_CASE("a series has a value for each sample of its source, and none where a sample lacks it") {
  Telemetry telemetry;
  REQUIRE(telemetry.add(declaration(0, "a")));
  REQUIRE(telemetry.add(sample(1s, {{0, 5}})));
  REQUIRE(telemetry.add(declaration(1, "late")));
  REQUIRE(telemetry.add(sample(2s, {{1, 7}})));
  REQUIRE(telemetry.add(sample(3s, {{0, 6}, {1, 8}})));
  const TelemetrySource* source = telemetry.find("t");
  REQUIRE(source != nullptr);
  CHECK(source->at == std::vector<Instant>{1s, 2s, 3s});
  const TelemetrySeries* a = source->find("a");
  const TelemetrySeries* late = source->find("late");
  REQUIRE(a != nullptr);
  REQUIRE(late != nullptr);
  CHECK(a->values[0] == 5);
  CHECK(std::isnan(a->values[1]));
  CHECK(a->values[2] == 6);
  CHECK(std::isnan(late->values[0]));
  CHECK(late->values[2] == 8);
  CHECK(source->find("b") == nullptr);
  CHECK(source->find("a", "x=\"1\"") == nullptr);
  CHECK(telemetry.find("u") == nullptr);
}

TEST_CASE("a counter is told as growth per second, begins anew when it falls back, and leaves gaps open") {
  Telemetry telemetry;
  REQUIRE(telemetry.add(declaration(0, "c", "counter")));
  REQUIRE(telemetry.add(declaration(1, "g")));
  REQUIRE(telemetry.add(sample(1s, {{0, 10}, {1, 3}})));
  REQUIRE(telemetry.add(sample(3s, {{0, 30}, {1, 4}})));
  REQUIRE(telemetry.add(sample(4s, {{0, 5}})));
  REQUIRE(telemetry.add(sample(5s, {})));
  REQUIRE(telemetry.add(sample(6s, {{0, 9}})));
  const TelemetrySource& source = *telemetry.find("t");
  const std::vector<double> rates = over_time(source, *source.find("c"));
  REQUIRE(rates.size() == 5);
  CHECK(std::isnan(rates[0]));
  CHECK(rates[1] == 10);
  CHECK(rates[2] == 5);  // the process began anew
  CHECK(std::isnan(rates[3]));
  CHECK(std::isnan(rates[4]));
  CHECK(over_time(source, *source.find("g"))[1] == 4);
}

TEST_CASE("a look that got no answer is counted with its reason and is no sample") {
  Telemetry telemetry;
  REQUIRE(telemetry.add({{"at_ns", 1'000'000'000}, {"source", "t"}, {"gap", "read timeout"}}));
  REQUIRE(telemetry.add({{"at_ns", 2'000'000'000}, {"source", "t"}, {"gap", "answered 503"}}));
  CHECK(telemetry.find("t")->gaps == 2);
  CHECK(telemetry.find("t")->gap == "answered 503");
  CHECK(telemetry.find("t")->at.empty());
}

TEST_CASE("what is no line of telemetry is refused") {
  Telemetry telemetry;
  REQUIRE(telemetry.add(declaration(0, "a")));
  REQUIRE(telemetry.add(sample(5s, {{0, 1}})));
  REQUIRE(telemetry.add(declaration(9, "other", "gauge", "u")));
  const json line = GENERATE(values<json>({
      json(),
      json(7),
      json::array(),
      json::object(),
      {{"source", ""}},
      {{"source", 7}, {"at_ns", 1}, {"values", json::array()}},
      {{"source", "t"}},
      {{"source", "t"}, {"at_ns", "soon"}, {"values", json::array()}},
      {{"source", "t"}, {"at_ns", 6'000'000'000}},
      {{"source", "t"}, {"at_ns", 6'000'000'000}, {"values", 7}},
      {{"source", "t"}, {"at_ns", 6'000'000'000}, {"gap", 7}},
      {{"source", "t"}, {"at_ns", 5'000'000'000}, {"values", json::array()}},  // not later than the last
      {{"source", "t"}, {"series", 7}},
      {{"source", "t"}, {"series", {7}}},
      {{"source", "t"}, {"series", {{{"id", 1}}}}},
      {{"source", "t"}, {"series", {{{"id", 0}, {"name", "again"}}}}},
  }));
  CAPTURE(line.dump());
  CHECK_FALSE(telemetry.add(line));
  CHECK(telemetry.find("t")->at.size() == 1);
}

TEST_CASE("values of a sample that are damaged, unknown or another source's are left out of it") {
  Telemetry telemetry;
  REQUIRE(telemetry.add(declaration(0, "a")));
  REQUIRE(telemetry.add(declaration(1, "theirs", "gauge", "u")));
  CHECK_FALSE(telemetry.add(sample(1s, {{0, 1}, {1, 2}})));
  CHECK_FALSE(telemetry.add(sample(2s, {{7, 1}, {0, 3}})));
  const TelemetrySource& source = *telemetry.find("t");
  CHECK(source.find("a")->values == std::vector<double>{1, 3});
  CHECK(telemetry.find("u")->at.empty());
}

TEST_CASE("a day of samples keeps its shape in bounded memory: counters to the last, gauges at their peaks") {
  Telemetry telemetry;
  REQUIRE(telemetry.add(declaration(0, "c", "counter")));
  REQUIRE(telemetry.add(declaration(1, "g")));
  constexpr int day = 86'400;
  for (int i = 1; i <= day; ++i) REQUIRE(telemetry.add(sample(std::chrono::seconds(i), {{0, 3.0 * i}, {1, i == 40'000 ? 99 : 1}})));
  const TelemetrySource& source = *telemetry.find("t");
  CHECK(source.at.size() <= Telemetry::samples_at_most);
  CHECK(source.at.size() >= Telemetry::samples_at_most / 2);
  CHECK(std::is_sorted(source.at.begin(), source.at.end()));
  const std::vector<double>& gauge = source.find("g")->values;
  CHECK(*std::max_element(gauge.begin(), gauge.end()) == 99);
  const std::vector<double> rates = over_time(source, *source.find("c"));
  for (std::size_t i = 1; i < rates.size(); ++i) REQUIRE(rates[i] == Approx(3));
}

TEST_CASE("series and sources beyond the bounds are counted and harm nobody") {
  Telemetry telemetry;
  for (std::uint64_t i = 0; i < Telemetry::series_at_most + 5; ++i) REQUIRE(telemetry.add(declaration(i, "a")));
  CHECK(telemetry.left_out() == 5);
  CHECK(telemetry.add(sample(1s, {{0, 1}, {Telemetry::series_at_most + 1, 2}})));
  for (std::size_t i = 0; i < Telemetry::sources_at_most + 3; ++i) {
    const std::string name = "s" + std::to_string(i);
    CHECK(telemetry.add(sample(1s, {}, name.c_str())));
  }
  CHECK(telemetry.sources().size() == Telemetry::sources_at_most);
  CHECK(telemetry.left_out() > 5);
}

TEST_CASE("a run directory gives its telemetry back, without what a kill or a bad disk left of it") {
  const ScratchFolder folder;
  const auto directory = folder.path() / "run";
  {
    RunWriter writer(directory, {{"schema", 1}, {"run", "run"}}, {});
    writer.append_telemetry(declaration(0, "a"));
    writer.append_telemetry(sample(1s, {{0, 5}}));
  }
  CHECK(read_run(directory).telemetry.find("t")->find("a")->values == std::vector<double>{5});
  {
    std::ofstream out(directory / "telemetry.jsonl", std::ios::app);
    out << "nonsense\n" << sample(2s, {{0, 6}}).dump() << "\n{\"at_ns\":3000000000,\"sour";
  }
  const RunRecord record = read_run(directory);
  CHECK(record.telemetry.find("t")->find("a")->values == std::vector<double>{5, 6});
  REQUIRE(record.warnings.size() == 1);
  CHECK_THAT(record.warnings[0], Catch::StartsWith("telemetry.jsonl:3 is cut short or damaged") && Catch::Contains("1 further"));
}

TEST_CASE("a run that scraped nothing has no such file and no warning") {
  const ScratchFolder folder;
  { RunWriter writer(folder.path() / "run", {{"schema", 1}, {"run", "run"}}, {}); }
  const RunRecord record = read_run(folder.path() / "run");
  CHECK(record.telemetry.empty());
  CHECK(record.warnings.empty());
  CHECK_FALSE(std::filesystem::exists(folder.path() / "run" / "telemetry.jsonl"));
}
