#include "reports/pages/panels/shape/comparison_panel.hpp"

#include <catch2/catch.hpp>

#include "reports/pages/panels/shape/spectrum_panel.hpp"
#include "tests/unit/reports/sample_material.hpp"
#include "tests/unit/reports/sample_run.hpp"

using namespace rushhour;
using namespace rushhour::pages;
using Catch::Contains;

namespace {

using Whole = test::SampleMaterial;

runs::RunRecord slow_run() {
  test::SampleRun wanted;
  wanted.stalls = true;
  return test::sample_run(wanted);
}

}  // namespace

TEST_CASE("without a baseline nothing is compared, and the spectrum has no line for one") {
  const Whole here{test::sample_run({})};
  CHECK_FALSE(comparison_panel(here.material()));
  CHECK_FALSE(spectrum_panel(here.material())->data.contains("baseline"));
}

TEST_CASE("a run beside its baseline: steps side by side, differences in words, no verdict") {
  const Whole here{slow_run()};
  const Whole there{test::sample_run({})};
  const Material baseline = there.material();
  const Panel panel = comparison_panel(here.material(&baseline)).value();
  CHECK_THAT(panel.finding, Contains("p99 of the response time is 927ms here and 10.6ms in the baseline (88 x, 916ms longer)") &&
                                Contains("is no verdict: that needs several runs of each"));
  CHECK_THAT(panel.body, Contains("comparison-load-table") && Contains("comparison-table") && Contains("place order"));
  CHECK_THAT(panel.body, Contains("12,110") && Contains("170.1/s") && Contains("0.98 x"));
  CHECK_THAT(panel.body, !Contains("class=\"warning\"") && !Contains("Only in"));
}

TEST_CASE("the baseline's spectrum is drawn on the same axis, and no further than its own samples carry it") {
  test::SampleRun short_run;
  short_run.length_s = 20;
  const Whole here{slow_run()};
  const Whole there{test::sample_run(short_run)};
  const Material baseline = there.material();
  const nlohmann::json data = spectrum_panel(here.material(&baseline))->data;
  const auto samples = static_cast<double>(baseline.summary().totals.count);
  REQUIRE(data["baseline"].size() == data["x"].size());
  bool ended = false;
  for (std::size_t i = 0; i < data["x"].size(); ++i) {
    const bool beyond = data["x"][i].get<double>() > samples / 10;
    CHECK(data["baseline"][i].is_null() == beyond);
    ended = ended || beyond;
    if (data["x"][i] == 2.0) CHECK(data["baseline"][i] == baseline.summary().totals.response.all.quantile(0.5));
  }
  CHECK(ended);
}

TEST_CASE("steps that only one of the two has are named, and so is what makes the two hard to compare") {
  test::SampleRun other;
  other.step = "<b>track order</b>";
  runs::RunRecord there_record = test::sample_run(other);
  there_record.meta["target"] = "http://elsewhere";
  const Whole here{test::sample_run({})};
  const Whole there{std::move(there_record)};
  const Material baseline = there.material();
  const Panel panel = comparison_panel(here.material(&baseline)).value();
  CHECK_THAT(panel.body, Contains("Only in this run: follow order.") && Contains("Only in the baseline: &lt;b&gt;track order&lt;/b&gt;.") &&
                             !Contains("<b>track"));
  CHECK_THAT(panel.body, Contains("class=\"warning\"") && Contains("http://elsewhere in the baseline"));
}

TEST_CASE("percentiles that one of the two does not carry, or knows as lower bounds only, have no difference") {
  test::SampleRun small;
  small.length_s = 2;
  small.scale = 0.1;
  small.warmup_s = 0;
  const Whole here{slow_run()};
  const Whole there{test::sample_run(small)};
  const Material baseline = there.material();
  CHECK_THAT(comparison_panel(here.material(&baseline))->finding, !Contains("p99"));

  runs::RunRecord bounded = slow_run();
  for (latency::Interval& interval : bounded.intervals) {
    auto bounds = interval.series;
    for (const auto& [series, histogram] : bounds)
      if (series.kind == "response") {
        latency::Series bound = series;
        bound.kind = "response_bound";
        interval.series[bound].merge(histogram);
      }
  }
  const Whole lower{std::move(bounded)};
  const Material bounds_only = lower.material();
  CHECK_THAT(comparison_panel(here.material(&bounds_only))->body, Contains("not known: a lower bound"));
}
