#include "reports/pages/panels/verdict/generator_panel.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

#include "reports/pages/panels/verdict/generator_lines.hpp"
#include "tests/unit/reports/sample_material.hpp"
#include "tests/unit/reports/sample_run.hpp"

using namespace rushhour;
using namespace rushhour::pages;
using Catch::Contains;

namespace {

struct Sample : test::SampleMaterial {
  std::vector<GeneratorLine> lines() const { return generator_lines(material()); }
};

Sample sample(bool weak = false) {
  test::SampleRun wanted;
  wanted.weak_generator = weak;
  return {test::sample_run(wanted)};
}

const GeneratorLine& line_of(const std::vector<GeneratorLine>& lines, const std::string& title) {
  for (const GeneratorLine& line : lines)
    if (line.title == title) return line;
  FAIL("no line of " << title);
  return lines.front();
}

}  // namespace

TEST_CASE("each worker has its line, and the limits are those of the verdict") {
  const std::vector<GeneratorLine> lines = sample(true).lines();
  const GeneratorLine& cpu = line_of(lines, "CPU");
  REQUIRE(cpu.series.size() == 2);
  CHECK(cpu.limit == 0.95);
  CHECK(cpu.series[0].name == "worker 1");
  REQUIRE(cpu.series[0].values.size() == 70);
  CHECK(cpu.series[0].values[5] == 0.41);
  CHECK(cpu.series[0].values[20] == 0.98);
  CHECK(cpu.series[1].values[20] == 0.3);
  CHECK(line_of(lines, "users busy").limit == 5000);
}

TEST_CASE("lags come from the log, with a p99 only where the samples carry one") {
  const Sample run = sample();
  const std::vector<GeneratorLine> lines = run.lines();
  const GeneratorLine& send = line_of(lines, "send lag");
  REQUIRE(send.series.back().name == "max");
  double most = 0;
  for (const std::optional<double>& value : send.series.back().values) most = std::max(most, value.value_or(0));
  CHECK(most == static_cast<double>(run.conclusion.summary.generator.send_lag.max()));
  const GeneratorLine& loop = line_of(lines, "loop lag");
  CHECK(loop.series.size() == 1);  // fifty samples a second carry no p99
  for (const std::optional<double>& value : loop.series.back().values) CHECK(value.has_value());
}

TEST_CASE("the limit of a lag is the one it was judged by") {
  test::SampleRun few;
  few.length_s = 2;
  few.scale = 0.1;
  CHECK(line_of(Sample{test::sample_run(few)}.lines(), "send lag").limit == 1e6);  // fewer samples than any percentile needs
  test::SampleRun slow;
  slow.stalls = true;
  const Sample run{test::sample_run(slow)};
  const double p99 = static_cast<double>(run.conclusion.summary.totals.response.all.quantile(0.99));
  CHECK(p99 > 5e8);
  CHECK(*line_of(run.lines(), "send lag").limit == Approx(p99 / 10));
  CHECK_THAT(generator_panel(run.material())->note, Contains("for a lag, that of its p99"));
}

TEST_CASE("what the record does not tell has no line") {
  const std::vector<GeneratorLine> lines = sample().lines();
  for (const GeneratorLine& line : lines) {
    INFO(line.title);
    CHECK(line.title != "memory");
    CHECK(line.title != "steal");
    CHECK(line.title != "script errors in a second");
    for (const GeneratorSeries& series : line.series) CHECK(series.values.size() == line.begins_s.size());
    CHECK(line.lengths_s.size() == line.begins_s.size());
  }
  runs::RunRecord record = sample().record;
  record.ticks[3].update({{"resident_bytes", 5'000'000}, {"steal", 0.25}, {"descriptors", 40}, {"descriptor_limit", 1024}});
  const std::vector<GeneratorLine> more = Sample{record}.lines();
  CHECK(line_of(more, "memory").series[0].values[3] == 5'000'000);
  CHECK_FALSE(line_of(more, "memory").series[0].values[4].has_value());
  CHECK(line_of(more, "descriptors").limit == 1024);
}

TEST_CASE("a long run has few points, each the greatest of what it stands for, and many workers one line") {
  runs::RunRecord record = sample().record;
  record.ticks.clear();
  for (int i = 0; i < 1000; ++i)
    record.ticks.push_back({{"at_ns", std::int64_t{i + 1} * 1'000'000'000}, {"cpu", std::vector<double>(20, i == 777 ? 0.9 : 0.1)}});
  const std::vector<GeneratorLine> lines = Sample{record}.lines();
  const GeneratorLine& cpu = line_of(lines, "CPU");
  REQUIRE(cpu.series.size() == 1);
  CHECK(cpu.series[0].name == "busiest of 20");
  CHECK(cpu.begins_s.size() <= 200);
  CHECK(std::count(cpu.series[0].values.begin(), cpu.series[0].values.end(), std::optional<double>(0.9)) == 1);
  CHECK(cpu.begins_s.back() + cpu.lengths_s.back() == Approx(1000));
}

TEST_CASE("the finding says whether it kept up, and the table when it was at its worst") {
  const Panel good = *generator_panel(sample().material());
  CHECK_THAT(good.finding, Contains("It kept up: the busiest worker used 41 % of a core at most"));
  const Sample run = sample(true);
  const Panel bad = *generator_panel(run.material());
  CHECK_THAT(bad.finding, Contains("It did not keep up"));
  CHECK_THAT(bad.table, Contains(">CPU, worker 1</th>") && Contains(">98.0 %<") && Contains(">0:11<") && Contains(">95.0 %<"));
  CHECK(bad.data["lines"].size() == run.lines().size());
}

TEST_CASE("a generator that kept up is not blamed for a measurement that the script made invalid") {
  runs::RunRecord record = sample().record;
  for (latency::Interval& interval : record.intervals) interval.series.clear();
  const Sample run{record};
  REQUIRE_FALSE(run.conclusion.validity.valid);
  CHECK_THAT(generator_panel(run.material())->finding,
             Contains("the lines below show how the generator fared") && !Contains("did not keep up"));
}

TEST_CASE("of a generator that nobody watched there is no panel") {
  runs::RunRecord imported = sample().record;
  imported.meta["imported"] = {{"tool", "wrk"}, {"latency", "service"}, {"files", nlohmann::json::array()}};
  const Sample other{imported};
  CHECK_FALSE(generator_panel(other.material()).has_value());
  runs::RunRecord empty;
  empty.meta = {{"schema", 1}, {"run", "empty"}};
  const Sample none{empty};
  CHECK_FALSE(generator_panel(none.material()).has_value());
}

TEST_CASE("amounts are told in their units") {
  CHECK(amount_text("share", 0.951) == "95.1 %");
  CHECK(amount_text("ns", 1.5e6) == "1.50ms");
  CHECK(amount_text("bytes", 5e6) == "5.00 MB");
  CHECK(amount_text("", 12'000) == "12,000");
}
