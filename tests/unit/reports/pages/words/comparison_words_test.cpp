#include "reports/pages/words/comparison_words.hpp"

#include <catch2/catch.hpp>

#include "tests/unit/reports/sample_run.hpp"

using namespace rushhour;
using namespace rushhour::pages;
using Catch::Contains;

namespace {

constexpr std::int64_t ms = 1'000'000;

std::vector<std::string> warnings_of(const runs::RunRecord& here, const runs::RunRecord& there) {
  return comparison_warnings(here, verdicts::conclude(here), there, verdicts::conclude(there));
}

}  // namespace

TEST_CASE("differences are said as ratio and length, and none where a histogram could not tell") {
  CHECK(difference_text(142 * ms, 100 * ms) == "1.42 x, 42.0ms longer");
  CHECK(difference_text(81 * ms, 100 * ms) == "0.81 x, 19.0ms shorter");
  CHECK(difference_text(2000 * ms, 100 * ms) == "20 x, 1.90s longer");
  CHECK(difference_text(100 * ms + 200'000, 100 * ms) == "the same");
  CHECK(difference_text(100 * ms, 100 * ms) == "the same");
  CHECK(difference_text(5 * ms, 0) == "5.00ms longer");
  CHECK(difference_text(0, 0) == "the same");
  CHECK(difference_text(std::nullopt, 100 * ms) == "-");
  CHECK(difference_text(100 * ms, std::nullopt) == "-");
}

TEST_CASE("ratios of nothing are none") {
  CHECK(ratio_text(3, 2) == "1.50 x");
  CHECK(ratio_text(30, 2) == "15 x");
  CHECK(ratio_text(0, 2) == "-");
  CHECK(ratio_text(2, 0) == "-");
}

TEST_CASE("two runs of one plan on one machine compare without a warning") {
  test::SampleRun slow;
  slow.stalls = true;
  CHECK(warnings_of(test::sample_run({}), test::sample_run(slow)).empty());
}

TEST_CASE("whatever else differs is said, with both values") {
  struct Row {
    const char* pointer;
    nlohmann::json value;
    const char* said;
  };
  for (const Row& row :
       {Row{"/script/sha256", "b", "hashes differ"},
        Row{"/script/file", "other.lua", "scenarios/lunch_rush.lua here, other.lua in the baseline"},
        Row{"/target", "http://other", "http://127.0.0.1:8080 here, http://other in the baseline"},
        Row{"/seed", 7, "42 here, 7 in the baseline"}, Row{"/version", "0.2.0", "0.1.0 here, 0.2.0 in the baseline"},
        Row{"/host/cpu_model", "Example 4000", "Example 3000 here, Example 4000 in the baseline"}, Row{"/host/cpus", 8, "2 here, 8 in"},
        Row{"/plan/warmup_ns", 0, "5s here, 0"}, Row{"/plan/length_ns", 60'000'000'000, "1m10s here, 1m in"},
        Row{"/ended_by", "interrupt", "The plan of the baseline was not carried through"}}) {
    runs::RunRecord there = test::sample_run({});
    there.meta[nlohmann::json::json_pointer(row.pointer)] = row.value;
    const std::vector<std::string> warnings = warnings_of(test::sample_run({}), there);
    INFO(row.pointer);
    REQUIRE_FALSE(warnings.empty());
    std::string all;
    for (const std::string& warning : warnings) all += warning + "\n";
    CHECK_THAT(all, Contains(row.said));
  }
}

TEST_CASE("other loads and invalid measurements are warned of, whichever of the two it is") {
  test::SampleRun weak;
  weak.weak_generator = true;
  weak.stalls = true;
  test::SampleRun half;
  half.scale = 0.5;
  const auto joined = [](const std::vector<std::string>& warnings) {
    std::string all;
    for (const std::string& warning : warnings) all += warning + "\n";
    return all;
  };
  CHECK_THAT(joined(warnings_of(test::sample_run(weak), test::sample_run({}))), Contains("of this run is invalid"));
  CHECK_THAT(joined(warnings_of(test::sample_run({}), test::sample_run(weak))), Contains("baseline is invalid"));
  CHECK_THAT(joined(warnings_of(test::sample_run({}), test::sample_run(half))), Contains("latencies at different loads do not compare"));
}

TEST_CASE("what stands in a warning does nothing to a terminal, and has an end") {
  runs::RunRecord there = test::sample_run({});
  there.meta["target"] = "http://\x1b[31m" + std::string(500, 'x');
  for (const std::string& warning : warnings_of(test::sample_run({}), there)) {
    CHECK(warning.find('\x1b') == std::string::npos);
    CHECK(warning.size() < 300);
  }
}
