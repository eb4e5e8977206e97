#include "reports/runs/annotations.hpp"

#include <catch2/catch.hpp>

#include "reports/foundation/user_error.hpp"

using namespace rushhour;
using namespace rushhour::runs;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

json event(std::uint64_t number, Instant at, const json& ended) {
  return {{"event", "annotation"}, {"at_ns", at.count()}, {"number", number}, {"kind", "fault"},
          {"name", "stall"},       {"text", "all wait"},  {"ended_ns", ended}};
}

Annotations read(std::vector<json> events) {
  RunRecord record;
  record.directory = "runs/r";
  record.events = std::move(events);
  return annotations_of(record);
}

}  // namespace

TEST_CASE("annotations are read from among other events, in the order in which they began") {
  const Annotations all = read({{{"event", "stage"}, {"at_ns", 0}}, event(1, 9s, nullptr), event(2, 4s, 6'000'000'000), json(7)});
  REQUIRE(all.list.size() == 2);
  CHECK(all.list[0].number == 2);
  CHECK(all.list[0].at == 4s);
  CHECK(all.list[0].ended == 6s);
  CHECK(all.list[0].kind == "fault");
  CHECK(all.list[0].name == "stall");
  CHECK(all.list[0].text == "all wait");
  CHECK_FALSE(all.list[1].ended);
  CHECK(all.left_out == 0);
}

TEST_CASE("of an annotation that was told of twice the last word stands") {
  const Annotations all = read({event(1, 4s, nullptr), event(2, 5s, nullptr), event(1, 4s, 8'000'000'000)});
  REQUIRE(all.list.size() == 2);
  CHECK(all.list[0].ended == 8s);
  CHECK_FALSE(all.list[1].ended);
}

TEST_CASE("what was left out is summed up") {
  CHECK(read({{{"event", "annotations_left_out"}, {"at_ns", 1}, {"unreadable", 2}, {"beyond_limit", 5}}}).left_out == 7);
}

TEST_CASE("an annotation of another make is a damaged run directory") {
  for (const auto& [key, value] : std::vector<std::pair<const char*, json>>{
           {"number", "one"}, {"name", 7}, {"text", nullptr}, {"at_ns", "now"}, {"ended_ns", 1.5}, {"kind", json::array()}}) {
    INFO(key);
    json broken = event(1, 4s, nullptr);
    broken[key] = value;
    CHECK_THROWS_AS(read({broken}), UserError);
  }
}
