#include "reports/pages/live/live_board.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace rushhour::pages {
namespace {

using nlohmann::json;

Panel panel(const std::string& id, const std::string& finding) { return {.id = id, .title = id, .finding = finding}; }

json since(const LiveBoard& board, std::uint64_t version) {
  const std::string text = board.since(version);
  return text.empty() ? json() : json::parse(text);
}

bool says(const json& change, const char* id, const char* words) {
  return change["panels"][id]["html"].get<std::string>().find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("a board says nothing before anything was shown", "[reports][pages][live]") {
  const LiveBoard board;
  CHECK(board.version() == 0);
  CHECK(board.since(0).empty());
}

TEST_CASE("who is new to a board is told everything", "[reports][pages][live]") {
  LiveBoard board;
  board.show({panel("load", "a"), panel("errors", "b")}, {{"end_s", 3}});
  board.tell({{"state", "running"}});
  const json all = since(board, 0);
  CHECK(all["order"] == json({"load", "errors"}));
  CHECK(says(all, "load", ">a<"));
  CHECK(says(all, "errors", ">b<"));
  CHECK(all["frame"]["end_s"] == 3);
  CHECK(all["now"]["state"] == "running");
}

TEST_CASE("who has seen a board is told only what changed since", "[reports][pages][live]") {
  LiveBoard board;
  board.show({panel("load", "a"), panel("errors", "b")}, {{"end_s", 3}});
  const std::uint64_t seen = board.version();
  CHECK(board.since(seen).empty());
  board.show({panel("load", "a"), panel("errors", "c")}, {{"end_s", 3}});
  const json change = since(board, seen);
  CHECK(change.size() == 1);
  CHECK(change["panels"].size() == 1);
  CHECK(says(change, "errors", ">c<"));
  const std::uint64_t later = board.version();
  board.tell({{"rate", 7}});
  CHECK(since(board, later) == json::parse(R"({"now":{"rate":7}})"));
  CHECK(since(board, seen).contains("panels"));  // one who was away longer gets both
}

TEST_CASE("what is shown again unchanged is no change", "[reports][pages][live]") {
  LiveBoard board;
  board.show({panel("load", "a")}, {{"end_s", 3}});
  const std::uint64_t seen = board.version();
  board.show({panel("load", "a")}, {{"end_s", 3}});
  CHECK(board.version() == seen);
}

TEST_CASE("a panel that is gone leaves the order", "[reports][pages][live]") {
  LiveBoard board;
  board.show({panel("load", "a"), panel("errors", "b")}, {});
  const std::uint64_t seen = board.version();
  board.show({panel("load", "a")}, {});
  CHECK(since(board, seen)["order"] == json({"load"}));
  CHECK_FALSE(since(board, 0)["panels"].contains("errors"));
}

TEST_CASE("a number that no change of the board has gets everything", "[reports][pages][live]") {
  LiveBoard board;
  board.show({panel("load", "a")}, {});
  CHECK(since(board, 1'000'000) == since(board, 0));
}

TEST_CASE("a board is one line whatever a name holds", "[reports][pages][live]") {
  LiveBoard board;
  board.show({panel("load", "two\nlines\r\n\xff</script>")}, {});
  const std::string text = board.since(0);
  CHECK(text.find_first_of("\r\n") == std::string::npos);
  const std::string html = json::parse(text)["panels"]["load"]["html"];
  CHECK(html.find("two") != std::string::npos);
  CHECK(html.find("</script>") == std::string::npos);
}

}  // namespace rushhour::pages
