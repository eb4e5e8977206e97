#include "target/faults/schedule_file.hpp"

#include <catch2/catch.hpp>
#include <fstream>

#include "reports/foundation/user_error.hpp"
#include "tests/unit/scratch_folder.hpp"

using namespace rushhour;
using namespace rushhour::faults;
using namespace std::chrono_literals;

namespace {

std::string refusal(const std::string& text) {
  try {
    read_schedule_text(text, "bad_day.json", {});
  } catch (const UserError& error) {
    CHECK(error.exit() == Exit::flags);
    return error.what();
  }
  return "no refusal";
}

}  // namespace

TEST_CASE("a schedule is a list of faults, whose times count from the start") {
  const auto faults = read_schedule_text(
      R"({"faults":[{"kind":"stall","after":"10s","for":"5s"},{"kind":"lost_store","after":"1m","for":"2s"}]})", "bad_day.json", {});
  REQUIRE(faults.size() == 2);
  CHECK(faults[0].begin == 10s);
  CHECK(faults[0].end == 15s);
  CHECK(faults[1].begin == 60s);
  CHECK(read_schedule_text(R"({"faults":[]})", "quiet_day.json", {}).empty());
}

TEST_CASE("a schedule is read from its file") {
  const ScratchFolder folder;
  const auto file = folder.path() / "bad_day.json";
  std::ofstream(file) << R"({"faults":[{"kind":"pause_matcher","for":"5s"}]})";
  CHECK(read_schedule(file, {}).size() == 1);
}

TEST_CASE("what is wrong with a schedule is told with its file and its place") {
  CHECK(refusal("{\"faults\":[\n{\"kind\":}]}").find("--faults bad_day.json: is not JSON, at line 2, column 9") == 0);
  CHECK(refusal("[]") == "--faults bad_day.json: must be a JSON object");
  CHECK_THAT(refusal("{}"), Catch::StartsWith("--faults bad_day.json: faults must be an array"));
  CHECK_THAT(refusal(R"({"faults":{}})"), Catch::StartsWith("--faults bad_day.json: faults must be an array"));
  CHECK(refusal(R"({"fault":[],"faults":[]})") == "--faults bad_day.json: fault is not known here; did you mean 'faults'?");
  CHECK(refusal(R"({"faults":[{"kind":"stall"},7]})") == "--faults bad_day.json: faults[1] must be an object");
  CHECK(refusal(R"({"faults":[{"kind":"stall"},{"kind":"stall","for":"soon"}]})") ==
        "--faults bad_day.json: faults[1].for must be a duration: \"250ms\", \"5s\", or a number of seconds");
  CHECK(refusal(R"({"faults":[{"kind":"stall","for":"5s","for":"6s"}]})") == "--faults bad_day.json: 'for' is given twice in one object");
}

TEST_CASE("a schedule holds no more faults than a target") {
  std::string text = R"({"faults":[{"kind":"reset"})";
  for (std::size_t i = 1; i < faults_max; ++i) text += R"(,{"kind":"reset"})";
  CHECK(read_schedule_text(text + "]}", "bad_day.json", {}).size() == faults_max);
  CHECK(refusal(text + R"(,{"kind":"reset"}]})") == "--faults bad_day.json: faults holds 65, and 64 is the most");
}

TEST_CASE("a file that is not there, or is no schedule for its size, is refused") {
  const ScratchFolder folder;
  CHECK_THROWS_WITH(read_schedule(folder.path() / "none.json", {}), Catch::Contains("none.json: cannot be read"));
  const auto file = folder.path() / "huge.json";
  std::ofstream(file) << std::string((1 << 20) + 1, ' ');
  CHECK_THROWS_WITH(read_schedule(file, {}), Catch::Contains("larger than 1 MiB"));
}
