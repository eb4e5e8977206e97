#include "reports/foundation/nearest_name.hpp"

#include <catch2/catch.hpp>
#include <vector>

using rushhour::did_you_mean;
using rushhour::nearest_name;

TEST_CASE("a slip finds the name that was meant") {
  struct Row {
    const char* says;
    std::string_view name, nearest;
  };
  const std::vector<std::string_view> names{"rate", "stages", "start_rate", "max_vus", "executor", "exec", "arrivals"};
  const Row row = GENERATE(values<Row>({
      {"a letter too many", "ratee", "rate"},
      {"a letter too few", "exector", "executor"},
      {"another letter", "stagez", "stages"},
      {"two letters swapped", "arrivlas", "arrivals"},
      {"another case counts as other letters", "maxVus", "max_vus"},
      {"a long name may be three edits away", "start_reties", "start_rate"},
      {"the nearest of two wins", "exe", "exec"},
      {"nothing is near", "temperature", ""},
      {"nothing was written", "", ""},
      {"a name far too long is no slip", "raterateraterateraterateraterateraterateraterateraterateraterateraterate", ""},
  }));
  INFO(row.says);
  CHECK(nearest_name(row.name, names) == row.nearest);
}

TEST_CASE("short names are not taken for every other short name") {
  const std::vector<std::string_view> names{"p", "ok"};
  CHECK(nearest_name("x", names).empty());
  CHECK(nearest_name("zz", names).empty());
}

TEST_CASE("the end of a message asks, or says nothing") {
  const std::vector<std::string_view> names{"rate"};
  CHECK(did_you_mean("rat", names) == "; did you mean 'rate'?");
  CHECK(did_you_mean("something", names).empty());
  CHECK(did_you_mean("rat", {}).empty());
}
