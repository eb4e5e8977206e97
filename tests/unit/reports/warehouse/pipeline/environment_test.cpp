#include "reports/warehouse/pipeline/environment.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>

#include "reports/foundation/user_error.hpp"
#include "tests/unit/scratch_folder.hpp"

using namespace rushhour;
using namespace rushhour::warehouse;

namespace {

/// A variable for the length of a test.
struct Variable {
  Variable(const char* called, const char* value) : name(called) { setenv(name, value, 1); }
  ~Variable() { unsetenv(name); }
  const char* name;
};

std::filesystem::path file_with(const ScratchFolder& scratch, const std::string& text) {
  const auto file = scratch.path() / "settings.env";
  std::ofstream(file) << text;
  return file;
}

}  // namespace

TEST_CASE("the environment wins over the file, and our own name over the bare one") {
  const ScratchFolder scratch;
  const auto file = file_with(scratch, "TEST_A=file\nRUSHHOUR_TEST_B=ours in the file\nTEST_B=file\n");
  CHECK(Environment(file).text("TEST_A", "default") == "file");
  CHECK(Environment(file).text("TEST_B", "default") == "ours in the file");
  CHECK(Environment(file).text("TEST_C", "default") == "default");
  const Variable bare("TEST_A", "environment");
  CHECK(Environment(file).text("TEST_A", "default") == "environment");
  const Variable ours("RUSHHOUR_TEST_A", "ours");
  CHECK(Environment(file).text("TEST_A", "default") == "ours");
}

TEST_CASE("lines of a settings file may be comments, exports and quoted, and nothing in them is replaced") {
  const ScratchFolder scratch;
  const Environment environment(
      file_with(scratch, "# comment\n\n  export ONE = 1 \nTWO=\"a b # c\"\nTHREE='$ONE'\r\nFOUR=x # why\nFIVE=\nONE_MORE=a=b\n"));
  CHECK(environment.text("ONE", "") == "1");
  CHECK(environment.text("TWO", "") == "a b # c");
  CHECK(environment.text("THREE", "") == "$ONE");
  CHECK(environment.text("FOUR", "") == "x");
  CHECK(environment.text("FIVE", "default") == "default");
  CHECK(environment.text("ONE_MORE", "") == "a=b");
}

TEST_CASE("a line that is no setting is named by file and line") {
  const ScratchFolder scratch;
  for (const char* text : {"A=1\nno setting\n", "A=1\n1A=2\n", "A=1\nB=\"open\n", "A=1\n=x\n"}) {
    INFO(text);
    CHECK_THROWS_WITH(Environment(file_with(scratch, text)), Catch::Contains("settings.env:2"));
  }
  CHECK_THROWS_AS(Environment(scratch.path() / "none", true), UserError);
  CHECK_NOTHROW(Environment(scratch.path() / "none"));
}

TEST_CASE("a number outside its bounds is named with them") {
  const ScratchFolder scratch;
  const Environment environment(file_with(scratch, "RETRIES=3\nMANY=3000\nWORD=three\nPART=3x\n"));
  CHECK(environment.number("RETRIES", 1, 0, 10) == 3);
  CHECK(environment.number("NONE", 7, 0, 10) == 7);
  for (const char* name : {"MANY", "WORD", "PART"})
    CHECK_THROWS_WITH(environment.number(name, 1, 0, 10), Catch::Contains(name) && Catch::Contains("from 0 to 10"));
}
