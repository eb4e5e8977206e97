#include "sim/load/record/tag_values.hpp"

#include <catch2/catch.hpp>

using namespace rushhour;
using namespace rushhour::load;

namespace {

const std::vector<std::string> three{"zone", "plan", "device"};

std::vector<Tag> tags(std::initializer_list<Tag> list) { return list; }

}  // namespace

TEST_CASE("only series tags tell apart, whatever their order") {
  TagValues values(three);
  CHECK(values.key_of(tags({})) == 0);
  CHECK(values.key_of(tags({{"customer", "c7"}})) == 0);
  const auto north = values.key_of(tags({{"zone", "north"}, {"plan", "gold"}}));
  CHECK(values.key_of(tags({{"plan", "gold"}, {"customer", "c8"}, {"zone", "north"}})) == north);
  CHECK(values.key_of(tags({{"plan", "north"}, {"zone", "gold"}})) != north);
  CHECK(values.tags_of(north) == latency::Tags{{"zone", "north"}, {"plan", "gold"}});
  CHECK(values.warnings().empty());
}

TEST_CASE("a request's tags go over those of its scenario, the last of one name over the others") {
  TagValues values(three);
  const auto base = values.key_of(tags({{"zone", "north"}, {"device", "phone"}}));
  CHECK(values.tags_of(values.key_of({}, base)) == latency::Tags{{"zone", "north"}, {"device", "phone"}});
  CHECK(values.tags_of(values.key_of(tags({{"zone", "south"}}), base)) == latency::Tags{{"zone", "south"}, {"device", "phone"}});
  CHECK(values.tags_of(values.key_of(tags({{"zone", "south"}, {"zone", "west"}}))) == latency::Tags{{"zone", "west"}});
}

TEST_CASE("an empty value is a value, too") {
  TagValues values(three);
  CHECK(values.tags_of(values.key_of(tags({{"zone", ""}}))) == latency::Tags{{"zone", ""}});
}

TEST_CASE("beyond fifty values of a tag the rest share one, and the others stay what they were") {
  TagValues values(three);
  std::vector<TagValues::Key> keys;
  for (int i = 0; i < 60; ++i) keys.push_back(values.key_of(tags({{"zone", "z" + std::to_string(i)}})));
  for (int i = 0; i < 60; ++i)
    CHECK(values.tags_of(keys[static_cast<std::size_t>(i)]).at("zone") == (i < 50 ? "z" + std::to_string(i) : "(other)"));
  CHECK(values.key_of(tags({{"zone", "z3"}})) == keys[3]);
  REQUIRE(values.warnings().size() == 1);
  CHECK(values.warnings()[0].find("'zone' has more than 50 values") != std::string::npos);
}

TEST_CASE("beyond a thousand combinations each value of a new one is the other") {
  TagValues values(three);
  const auto key = [&](int i, int j) { return values.key_of(tags({{"zone", std::to_string(i)}, {"plan", std::to_string(j)}})); };
  for (int i = 0; i < 40; ++i)
    for (int j = 0; j < 25; ++j)
      CHECK(values.tags_of(key(i, j)) == latency::Tags{{"zone", std::to_string(i)}, {"plan", std::to_string(j)}});
  CHECK(values.warnings().empty());
  CHECK(values.tags_of(key(40, 0)) == latency::Tags{{"zone", "(other)"}, {"plan", "(other)"}});
  CHECK(values.tags_of(key(40, 0)) == latency::Tags{{"zone", "(other)"}, {"plan", "(other)"}});
  CHECK(values.tags_of(key(3, 3)) == latency::Tags{{"zone", "3"}, {"plan", "3"}});
  REQUIRE(values.warnings().size() == 1);
  CHECK(values.warnings()[0].find("1000 combinations") != std::string::npos);
}

TEST_CASE("without series tags every request is alike") {
  TagValues values({});
  CHECK(values.key_of(tags({{"zone", "north"}})) == 0);
  CHECK(values.tags_of(0).empty());
}
