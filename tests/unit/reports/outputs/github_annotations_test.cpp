#include "reports/outputs/github_annotations.hpp"

#include <catch2/catch.hpp>

#include "tests/unit/reports/outputs/told_runs.hpp"

using namespace rushhour;
using outputs::github_annotations;
using test::Told;

namespace {

constexpr const char* script = R"(-- response_time = "p(99) < 1s" as a comment
options = {
  thresholds = {
    my_response_time = "p(99) < 1s",
    response_time = {"p(50) < 1s", "p(99) < 1s"},
    -- ["response_time{step:place order}"] = "p(99) < 250ms",
    ["response_time{step:place order}"] = {
      { threshold = "p(99) < 250ms", abort_on_fail = true },
    },
    ['http_req_failed'] = 'rate < 5%',
  },
}
)";

std::vector<std::string> lines_of(const Told& run, std::string_view text = script) {
  return test::lines_of(github_annotations(run.record, run.conclusion, text));
}

}  // namespace

TEST_CASE("a failed threshold is an error at its line of the scenario") {
  const std::vector<std::string> lines = lines_of(test::failed_run());
  REQUIRE(lines.size() >= 2);
  CHECK(lines[0].starts_with(
      "::error file=scenarios/lunch_rush.lua,line=8,title=Threshold failed%3A response_time{step%3Aplace order}::p(99) of "));
  CHECK(lines[0].find("the limit is < 250ms") != std::string::npos);
  // The other one does not stand in the script.
  CHECK(lines[1].starts_with("::error file=scenarios/lunch_rush.lua,title=Threshold failed%3A response_time::"));
  for (const std::string& line : lines_of(test::failed_run(), "")) CHECK(line.find("line=") == std::string::npos);
}

TEST_CASE("an invalid measurement is the one error, unless it is tolerated") {
  const std::vector<std::string> invalid = lines_of(test::invalid_run());
  REQUIRE_FALSE(invalid.empty());
  CHECK(invalid[0].starts_with("::error file=scenarios/lunch_rush.lua,title=Load test%3A invalid measurement::"));
  for (std::size_t i = 1; i < invalid.size(); ++i) CHECK(invalid[i].starts_with("::warning "));
  const std::vector<std::string> tolerated = lines_of(test::tolerated_run());
  CHECK(tolerated[0].starts_with("::warning file=scenarios/lunch_rush.lua,title=Load test%3A invalid measurement::"));
  CHECK(tolerated[1].starts_with("::error file=scenarios/lunch_rush.lua,line=8,title=Threshold failed"));
}

TEST_CASE("a run that passed has nothing to tell, and one that was stopped has") {
  for (const std::string& line : lines_of(test::passed_run())) CHECK(line.starts_with("::warning "));
  CHECK(lines_of(test::stopped_run())[0].starts_with(
      "::error file=scenarios/lunch_rush.lua,title=Load test%3A interrupted::Someone stopped"));
}

TEST_CASE("what ended a run stands at the line of the scenario that its message names") {
  struct Row {
    const char* because;
    const char* place;
  };
  const Row rows[] = {
      {"setup() failed: lunch_rush.lua:4: no city", "file=scenarios/lunch_rush.lua,line=4,title="},
      {"setup() failed: lunch_rush.lua:x", "file=scenarios/lunch_rush.lua,title="},
      {"setup() failed: lunch_rush.lua:", "file=scenarios/lunch_rush.lua,title="},
      {"setup() failed: other.lua:4: no city", "file=scenarios/lunch_rush.lua,title="},
      {"lunch_rush.lua: setup() took longer than a minute", "file=scenarios/lunch_rush.lua,title="},
      {"", "file=scenarios/lunch_rush.lua,title="},
  };
  for (const Row& row : rows) {
    Told run = test::empty_run();
    run.record.meta["ended_by"] = "script";
    run.record.meta["ended_because"] = row.because;
    run = test::told(std::move(run.record));
    const std::string first = lines_of(run)[0];
    CHECK(first.starts_with(std::string("::error ") + row.place + "Load test%3A the script failed::" + row.because));
  }
}

TEST_CASE("there are at most ten, and each is one line whatever stands in it") {
  Told run = test::evil_run();
  for (int i = 0; i < 40; ++i) run.conclusion.validity.warnings.push_back("of 100 % " + test::evil_name);
  const std::vector<std::string> lines = lines_of(run);
  CHECK(lines.size() == 10);
  for (const std::string& line : lines) {
    CHECK((line.starts_with("::error ") || line.starts_with("::warning ")));
    CHECK(line.find_first_of("\r\x1b") == std::string::npos);
  }
  CHECK(lines.back().find("of 100 %25 =<script>") != std::string::npos);
  CHECK(lines.back().find("%250A") != std::string::npos);
}

TEST_CASE("a file's name ends no property, and a run without a script names none") {
  Told run = test::stopped_run();
  run.record.meta["script"]["file"] = "a,line=1::b\n.lua";
  CHECK(lines_of(run)[0].starts_with("::error file=a%2Cline=1%3A%3Ab\\x0a.lua,title="));
  run.record.meta.erase("script");
  CHECK(lines_of(run)[0].starts_with("::error title=Load test%3A interrupted::"));
}
