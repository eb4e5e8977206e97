#include "reports/latency/series.hpp"

#include <catch2/catch.hpp>

#include "reports/foundation/random_stream.hpp"

using namespace rushhour::latency;

TEST_CASE("a tag names all that a series is, without commas, blanks and bars inside names") {
  struct Row {
    const char* says;
    Series series;
    std::string tag;
  };
  const Row row = GENERATE(values<Row>({
      {"plain names stand as they are", {"diners", "menu", "response"}, "diners|menu|response|ok|main"},
      {"a path keeps its slashes", {"diners", "GET/api/orders", "service"}, "diners|GET/api/orders|service|ok|main"},
      {"blanks and commas are encoded", {"a,b", "place order", "response"}, "a%2Cb|place%20order|response|ok|main"},
      {"a bar cannot split a name", {"a|b", "", "iteration"}, "a%7Cb||iteration|ok|main"},
      {"bytes beyond ASCII are encoded one by one", {"d\xC3\xAEner", "s", "response"}, "d%C3%AEner|s|response|ok|main"},
      {"outcome and phase stand last", {"d", "s", "response", false, true}, "d|s|response|error|warmup"},
      {"what belongs to the generator has neither scenario nor step", {"", "", "send_lag"}, "||send_lag|ok|main"},
      {"the step of arrivals that never started",
       {"d", std::string(not_started_step), "response"},
       "d|%28not%20started%29|response|ok|main"},
      {"tags stand behind all that, by name",
       {"d", "pay", "service", true, false, {{"zone", "north east"}, {"group", "checkout/payment"}}},
       "d|pay|service|ok|main|group=checkout/payment|zone=north%20east"},
      {"neither a bar nor an equals sign splits a tag",
       {"d", "s", "response", true, false, {{"a=b|", ""}}},
       "d|s|response|ok|main|a%3Db%7C="},
  }));
  INFO(row.says);
  CHECK(to_tag(row.series) == row.tag);
  CHECK(from_tag(row.tag) == row.series);
}

TEST_CASE("names of any bytes come back from their tag") {
  rushhour::RandomStream random(3, "test", "tags", 0);
  const auto name = [&] {
    std::string text;
    for (std::uint64_t n = random.below(12); n > 0; --n) text += static_cast<char>(random.below(256));
    return text;
  };
  for (int round = 0; round < 500; ++round) {
    const Series series{name(), name(), "k" + name(), random.below(2) == 0, random.below(2) == 0, {{"t" + name(), name()}}};
    const std::string tag = to_tag(series);
    REQUIRE(tag.find_first_of(", \r\n\t") == std::string::npos);
    REQUIRE(from_tag(tag) == series);
  }
}

TEST_CASE("what is not such a tag is told apart") {
  const std::string tag =
      GENERATE(values<std::string>({"", "GC", "a|b|c|ok", "a|b|c|ok|main|more", "a|b|c|ok|main|", "a|b|c|ok|main|=b",
                                    "a|b|c|ok|main|a=1|a=2", "a|b|c|ok|main|a=%2", "a|b||ok|main", "a|b|c|fine|main", "a|b|c|ok|cooldown",
                                    "a%2|b|c|ok|main", "a%GG|b|c|ok|main", "a b|b|c|ok|main", "a%|b|c|ok|main"}));
  INFO(tag);
  CHECK_FALSE(from_tag(tag));
}

TEST_CASE("phases and parts are told from other kinds, and a part's name may hold anything") {
  for (const char* kind : {"blocked", "dns", "connect", "tls", "send", "wait", "receive"}) {
    CHECK(is_phase(kind));
    CHECK_FALSE(is_part(kind));
  }
  for (const char* kind : {"response", "service", "send_lag", "loop_lag", "iteration", "waiting", ""}) {
    CHECK_FALSE(is_phase(kind));
    CHECK_FALSE(is_part(kind));
  }
  const Series series{"diners", "menu", "part:wait | 50 %", true, false};
  CHECK(is_part(series.kind));
  CHECK(to_tag(series) == "diners|menu|part%3Await%20%7C%2050%20%25|ok|main");
  CHECK(from_tag(to_tag(series)) == series);
}
