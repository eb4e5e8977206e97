#include "sim/annotations/annotation_page.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "reports/foundation/random_stream.hpp"

using namespace rushhour;
using namespace rushhour::sim;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

json stall() {
  return {{"number", 7},
          {"kind", "fault"},
          {"name", "stall"},
          {"text", "requests wait until the fault ends"},
          {"began_at", "1970-01-01T00:00:10Z"},
          {"ended_at", "1970-01-01T00:00:15.5Z"}};
}

std::string page_of(const json& entry) { return json{{"annotations", json::array({entry})}, {"next", 8}}.dump(); }

json with(const char* key, const json& value) {
  json entry = stall();
  entry[key] = value;
  return entry;
}

json without(const char* key) {
  json entry = stall();
  entry.erase(key);
  return entry;
}

}  // namespace

TEST_CASE("an annotation is read with its times") {
  const auto page = read_annotations(page_of(stall()));
  REQUIRE(page);
  CHECK(page->next == 8);
  CHECK(page->unreadable == 0);
  REQUIRE(page->annotations.size() == 1);
  const Annotation& annotation = page->annotations[0];
  CHECK(annotation.number == 7);
  CHECK(annotation.kind == "fault");
  CHECK(annotation.name == "stall");
  CHECK(annotation.text == "requests wait until the fault ends");
  CHECK(annotation.began_at == WallTime(10s));
  CHECK(annotation.ended_at == WallTime(15500ms));
}

TEST_CASE("an annotation without an end lasts") {
  for (const json& entry : {with("ended_at", nullptr), without("ended_at")}) {
    const auto page = read_annotations(page_of(entry));
    REQUIRE(page);
    REQUIRE(page->annotations.size() == 1);
    CHECK_FALSE(page->annotations[0].ended_at);
  }
}

TEST_CASE("members that a later target adds are passed over") {
  json page = json::parse(page_of(with("severity", "high")));
  page["more"] = true;
  const auto read = read_annotations(page.dump());
  REQUIRE(read);
  CHECK(read->annotations.size() == 1);
}

TEST_CASE("a page without annotations is one") {
  const auto page = read_annotations(R"({"annotations":[],"next":0})");
  REQUIRE(page);
  CHECK(page->annotations.empty());
  CHECK(page->next == 0);
}

TEST_CASE("what is no page of annotations is none") {
  for (const std::string body :
       {"", "null", "7", "[]", "{}", R"({"annotations":[]})", R"({"next":1})", R"({"annotations":{},"next":1})",
        R"({"annotations":[],"next":-1})", R"({"annotations":[],"next":1.5})", R"({"annotations":[],"next":"1"})",
        R"({"annotations":[],"next":18446744073709551616})", R"({"annotations":[],"next":1)", R"({"annotations":[],"next":1}})",
        "<html>annotations</html>", "{\"annotations\":[],\"next\":1,\"x\":\"\xff\"}"}) {
    INFO(body);
    CHECK_FALSE(read_annotations(body));
  }
}

TEST_CASE("an entry that is no annotation is counted and left out, and the others stand") {
  const std::vector<json> wrong{
      json(7),
      json::array(),
      json(nullptr),
      json("stall"),
      without("number"),
      with("number", 0),
      with("number", -1),
      with("number", 1.5),
      with("number", "7"),
      without("kind"),
      with("kind", 1),
      without("name"),
      with("name", nullptr),
      without("text"),
      with("text", json::array({"a"})),
      without("began_at"),
      with("began_at", 10),
      with("began_at", "yesterday"),
      with("began_at", "1969-12-31T23:59:59Z"),
      with("began_at", "9999-12-31T23:59:59Z"),
      with("ended_at", 15),
      with("ended_at", "later"),
      with("ended_at", "1960-01-01T00:00:00Z"),
  };
  for (const json& entry : wrong) {
    INFO(entry.dump());
    const auto page = read_annotations(json{{"annotations", {stall(), entry, stall()}}, {"next", 8}}.dump());
    REQUIRE(page);
    CHECK(page->annotations.size() == 2);
    CHECK(page->unreadable == 1);
  }
}

TEST_CASE("a text that is too long is cut at a character's end") {
  std::string umlauts;
  for (int i = 0; i < 1000; ++i) umlauts += "\xc3\xa4";
  const auto page = read_annotations(page_of(with("text", "x" + umlauts)));
  REQUIRE(page);
  CHECK(page->annotations[0].text == "x" + umlauts.substr(0, 498));
  const auto named = read_annotations(page_of(with("name", std::string(5000, 'n'))));
  REQUIRE(named);
  CHECK(named->annotations[0].name == std::string(100, 'n'));
}

TEST_CASE("a deep nesting is read without a deep stack") {
  const std::string deep(200'000, '[');
  CHECK_FALSE(read_annotations(deep));
  const std::string whole = R"({"annotations":[)" + deep + std::string(200'000, ']') + R"(],"next":1})";
  const auto page = read_annotations(whole);
  REQUIRE(page);
  CHECK(page->unreadable == 1);
}

TEST_CASE("whatever bytes a target sends, nothing that is read breaks the bounds") {
  const std::string sound = json{{"annotations", {stall(), with("ended_at", nullptr)}}, {"next", 9}}.dump();
  RandomStream random(1, "annotations", "", 0);
  const auto pick = [&random](std::size_t below) { return static_cast<std::size_t>(random.below(below)); };
  std::size_t read = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string bytes = sound;
    for (std::size_t changes = 1 + pick(4); changes > 0; --changes) {
      const std::size_t at = pick(bytes.size());
      switch (pick(4)) {
        case 0:
          bytes[at] = static_cast<char>(pick(256));
          break;
        case 1:
          bytes.erase(at, 1 + pick(20));
          break;
        case 2:
          bytes.insert(at, bytes.substr(pick(bytes.size()), 1 + pick(20)));
          break;
        default:
          bytes[at] = "0123456789-+.eE{}[]\",:"[pick(22)];
      }
      if (bytes.empty()) bytes = "{";
    }
    const auto page = read_annotations(bytes);
    if (!page) continue;
    ++read;
    for (const Annotation& annotation : page->annotations) {
      REQUIRE(annotation.number > 0);
      REQUIRE(annotation.name.size() <= 100);
      REQUIRE(annotation.text.size() <= 500);
      REQUIRE(annotation.began_at >= WallTime{});
      REQUIRE(annotation.began_at < WallTime(std::chrono::hours(24 * 366 * 231)));
    }
  }
  CHECK(read > 100);  // else the changes were too rude to tell anything
}
