#include "target/faults/annotations.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace rushhour;
using namespace rushhour::faults;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

const WallTime noon{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1} + 12h};

std::vector<std::uint64_t> numbers(const std::string& text) {
  std::vector<std::uint64_t> all;
  const json told = json::parse(text);
  for (const json& one : told["annotations"]) all.push_back(one["number"]);
  return all;
}

}  // namespace

TEST_CASE("without annotations there is nothing, and the next one is the first") {
  CHECK(Annotations().json(0) == R"({"annotations":[],"next":1})");
}

TEST_CASE("a fault is told with its beginning and without an end, until it has one") {
  Annotations annotations;
  CHECK(annotations.begin(Annotation::Kind::fault, "stall", "all requests wait", noon) == 1);
  CHECK(annotations.json(1) == R"({"annotations":[{"number":1,"kind":"fault","name":"stall","text":"all requests wait",)"
                               R"("began_at":"2026-03-01T12:00:00.000000000Z","ended_at":null}],"next":2})");
  annotations.end(1, noon + 5s);
  CHECK(json::parse(annotations.json(1))["annotations"][0]["ended_at"] == "2026-03-01T12:00:05.000000000Z");
}

TEST_CASE("an end is news under the annotation's old number") {
  Annotations annotations;
  annotations.begin(Annotation::Kind::fault, "stall", "", noon);
  annotations.begin(Annotation::Kind::fault, "reset", "", noon + 1s);
  CHECK(json::parse(annotations.json(0))["next"] == 3);
  CHECK(numbers(annotations.json(3)).empty());
  annotations.end(1, noon + 2s);
  CHECK(numbers(annotations.json(3)) == std::vector<std::uint64_t>{1});
  CHECK(json::parse(annotations.json(3))["next"] == 4);
  CHECK(numbers(annotations.json(0)) == std::vector<std::uint64_t>{2, 1});
  CHECK(numbers(annotations.json(4)).empty());
}

TEST_CASE("whoever follows sees every begin and every end once, however often it asks") {
  Annotations annotations;
  std::uint64_t next = 1;
  int begins = 0;
  int ends = 0;
  for (int i = 0; i < 50; ++i) {
    const auto number = annotations.begin(Annotation::Kind::fault, "stall", "", noon);
    if (i % 3 == 0) {
      annotations.end(number, noon + 1s);
      ++ends;
    }
    const json told = json::parse(annotations.json(next));
    for (const json& one : told["annotations"]) {
      ++begins;
      CHECK(one["ended_at"].is_null() == (i % 3 != 0));
    }
    next = told["next"];
  }
  CHECK(begins == 50);
  CHECK(ends == 17);
}

TEST_CASE("a note ends where it begins") {
  Annotations annotations;
  annotations.note("the kitchen of 7 burns", noon);
  const json told = json::parse(annotations.json(0))["annotations"][0];
  CHECK(told["kind"] == "note");
  CHECK(told["text"] == "the kitchen of 7 burns");
  CHECK(told["began_at"] == told["ended_at"]);
}

TEST_CASE("an annotation ends once, and one that never was does not") {
  Annotations annotations;
  const auto number = annotations.begin(Annotation::Kind::fault, "stall", "", noon);
  annotations.end(number, noon + 1s);
  annotations.end(number, noon + 2s);
  annotations.end(99, noon + 2s);
  annotations.end(0, noon + 2s);
  const json told = json::parse(annotations.json(0));
  CHECK(told["annotations"][0]["ended_at"] == "2026-03-01T12:00:01.000000000Z");
  CHECK(told["next"] == 3);
}

TEST_CASE("the oldest annotations are forgotten beyond a thousand, and their ends do no harm") {
  Annotations annotations;
  for (std::size_t i = 0; i < Annotations::kept_max + 10; ++i) annotations.begin(Annotation::Kind::fault, "stall", "", noon);
  const auto all = numbers(annotations.json(0));
  CHECK(all.size() == Annotations::kept_max);
  CHECK(all.front() == 11);
  CHECK(all.back() == Annotations::kept_max + 10);
  annotations.end(10, noon);
  CHECK(numbers(annotations.json(0)) == all);
  annotations.end(11, noon);
  CHECK(numbers(annotations.json(0)).back() == 11);
}

TEST_CASE("a text is cut at the end of a character, and bytes that are none still make JSON") {
  Annotations annotations;
  std::string umlauts;
  for (int i = 0; i < 300; ++i) umlauts += "ö";
  annotations.note("x" + umlauts, noon);
  annotations.note("\xff\"\n", noon);
  const json told = json::parse(annotations.json(0))["annotations"];
  CHECK(told[0]["text"].get<std::string>() == "x" + umlauts.substr(0, 498));
  CHECK(told[1]["text"] == "\xef\xbf\xbd\"\n");
}
