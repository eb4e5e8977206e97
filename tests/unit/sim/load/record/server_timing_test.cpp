#include "sim/load/record/server_timing.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <utility>
#include <vector>

using namespace rushhour;
using namespace rushhour::load;
using namespace std::chrono_literals;

namespace {

using Parts = std::vector<std::pair<std::string, Instant>>;

Parts parts_of(std::string_view value) {
  Parts parts;
  ServerTiming timing(value);
  while (const auto part = timing.next()) parts.emplace_back(part->name, part->length);
  return parts;
}

}  // namespace

TEST_CASE("Server-Timing names parts with their time in milliseconds") {
  struct Row {
    const char* says;
    const char* value;
    Parts parts;
  };
  const Row row = GENERATE(values<Row>({
      {"one part", "db;dur=1.5", {{"db", 1500us}}},
      {"several, blanks or none between them", "queue;dur=0.25, app;dur=3,db;dur=12", {{"queue", 250us}, {"app", 3ms}, {"db", 12ms}}},
      {"a description before the time", R"(db;desc="the orders, all of them";dur=2)", {{"db", 2ms}}},
      {"a description behind it, with a quote in it", R"(db;dur=2;desc="say \"db;dur=9\", 7", app;dur=1)", {{"db", 2ms}, {"app", 1ms}}},
      {"a quoted time", R"(db;dur="2.5")", {{"db", 2500us}}},
      {"blanks wherever they may be", " db \t; dur = 2 ; desc = x , app ; dur=1 ", {{"db", 2ms}, {"app", 1ms}}},
      {"the name of the parameter in any case", "db;DUR=2", {{"db", 2ms}}},
      {"of two times the first counts", "db;dur=2;dur=9", {{"db", 2ms}}},
      {"no time at all", "miss, db;desc=x, hit;dur", {}},
      {"zero is a time", "cache;dur=0", {{"cache", 0ns}}},
      {"an exponent", "db;dur=1.5e1", {{"db", 15ms}}},
      {"the same name twice", "db;dur=1, db;dur=2", {{"db", 1ms}, {"db", 2ms}}},
      {"names of odd but lawful letters", "a-b.c_d!;dur=1", {{"a-b.c_d!", 1ms}}},
      {"what is longer than a day counts as one", "db;dur=1e300", {{"db", 24h}}},
      {"nothing", "", {}},
  }));
  INFO(row.says);
  CHECK(parts_of(row.value) == row.parts);
}

TEST_CASE("what is no Server-Timing is passed over up to the next comma") {
  struct Row {
    const char* says;
    const char* value;
  };
  const Row row = GENERATE(values<Row>({
      {"a time that is no number", "x;dur=fast"},
      {"a number with a tail", "x;dur=1ms"},
      {"a negative time", "x;dur=-1"},
      {"infinity", "x;dur=inf"},
      {"no number at all", "x;dur=nan"},
      {"beyond every number", "x;dur=1e999"},
      {"no name", ";dur=3"},
      {"a name in quotes", R"("x, y";dur=3)"},
      {"letters that no name has", "\xff\xfe;;==;"},
      {"commas alone", ",,, ,"},
      {"a time in an escaped quote", R"(x;dur="\1")"},
  }));
  INFO(row.says);
  CHECK(parts_of(row.value).empty());
  CHECK(parts_of(std::string(row.value) + ", db;dur=2") == Parts{{"db", 2ms}});
}

TEST_CASE("a quote that is never closed reaches to the end, wherever the text breaks off") {
  const std::string whole = R"(a;dur=1, b;desc="x\" y, z";dur=2, c;dur="3")";
  CHECK(parts_of(whole) == Parts{{"a", 1ms}, {"b", 2ms}, {"c", 3ms}});
  for (std::size_t length = 0; length <= whole.size(); ++length) {
    INFO(whole.substr(0, length));
    CHECK(parts_of(whole.substr(0, length)).size() <= 3);
  }
  CHECK(parts_of(R"(b;desc="x, c;dur=3)").empty());
  CHECK(parts_of("b;desc=\"x\\").empty());
}

TEST_CASE("the header is known in any case, and by its whole name") {
  CHECK(is_server_timing("server-timing"));
  CHECK(is_server_timing("Server-Timing"));
  CHECK(is_server_timing("SERVER-TIMING"));
  CHECK_FALSE(is_server_timing("server-timings"));
  CHECK_FALSE(is_server_timing("server_timing"));
  CHECK_FALSE(is_server_timing("content-type!"));
  CHECK_FALSE(is_server_timing(""));
}
