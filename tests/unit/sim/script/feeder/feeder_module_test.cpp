// Feeders as a script meets them.

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <set>

#include "tests/unit/sim/script/feeder/data_folder.hpp"
#include "tests/unit/sim/script/script_stage.hpp"

using namespace rushhour;
using namespace rushhour::script;
using Kind = load::Action::Kind;
using Beyond = load::Action::Beyond;

namespace {

/// A host over a script that lies in a folder of data; `make` stands at its top, and main returns what `body` does.
struct Feeding {
  explicit Feeding(const std::string& make, const std::string& body = "return f:row()", FeederStore* shared = nullptr) : store(shared) {
    source = {folder.path / "s.lua", "s.lua", "local feeder = require 'rushhour.feeder'\n" + make + "\nfunction main(ctx) " + body + " end",
              ""};
  }
  Host& host() {
    if (!host_) {
      HostSettings settings;
      settings.source = &source;
      settings.seed = 7;
      settings.feeders = store;
      host_ = std::make_unique<Host>(settings, clock);
    }
    return *host_;
  }
  std::unique_ptr<LuaUser> user(std::uint64_t vu = 0) {
    auto made = std::make_unique<LuaUser>(host(), "s", "main", vu);
    made->keep_result();
    return made;
  }
  /// What main returns in the iteration of that index, or why it does not.
  std::string row(LuaUser& user, std::uint64_t index) {
    const load::Action action = user.begin(Stage::iteration(index));
    if (action.kind == Kind::failed) return "failed: " + user.failure();
    return action.beyond == Beyond::nothing ? user.result_json() : "ended: " + user.failure();
  }
  std::string first() { return row(*user(), 0); }

  DataFolder folder;
  Source source;
  FeederStore* store;
  HeldClock clock;
  std::unique_ptr<Host> host_;
};

}  // namespace

TEST_CASE("a row is a table of texts, a decoded value, a value of the list or a number, and # counts the rows") {
  Feeding csv("local f = feeder.csv('d.csv')", "return { f:row(), #f }");
  csv.folder.write("d.csv", "name,zone\nada,07\n");
  CHECK(csv.first() == R"([{"name":"ada","zone":"07"},1])");
  Feeding jsonl("local f = feeder.jsonl('d.jsonl')", "return { f:row(), #f }");
  jsonl.folder.write("d.jsonl", "{\"a\":[1,2.5,null]}\n7\n");
  CHECK(jsonl.first() == R"([{"a":[1,2.5,null]},2])");
  Feeding list("local f = feeder.list { { dish = 'soup' }, 'plain' }", "return { f:row(), #f }");
  CHECK(list.first() == R"([{"dish":"soup"},2])");
  Feeding range("local f = feeder.range(-3, 3)", "return { f:row(), #f }");
  CHECK(range.first() == "[-3,7]");
}

TEST_CASE("an iteration's row is the same however often it is asked for, and follows its index alone") {
  Feeding one("local f = feeder.range(1, 1000, { order = 'shuffle' })", "return { f:row(), f:row() }");
  Feeding other("local f = feeder.range(1, 1000, { order = 'shuffle' })", "return { f:row(), f:row() }");
  const auto first = one.user(), second = one.user(5), third = other.user();
  std::set<std::string> seen;
  for (std::uint64_t index = 0; index < 1000; ++index) {
    const std::string row = one.row(*first, index);
    const auto pair = nlohmann::json::parse(row);
    CHECK(pair[0] == pair[1]);
    CHECK(one.row(*second, index) == row);
    CHECK(other.row(*third, index) == row);
    seen.insert(row);
  }
  CHECK(seen.size() == 1000);
}

TEST_CASE("a script that lies elsewhere draws the same rows") {
  const std::string make = "local f = feeder.csv('d.csv', { order = 'random' })", text = "n\n1\n2\n3\n4\n5\n6\n7\n8\n9\n";
  Feeding one(make), other(make);
  one.folder.write("d.csv", text);
  other.folder.write("d.csv", text);
  const auto first = one.user(), second = other.user();
  std::set<std::string> seen;
  for (std::uint64_t index = 0; index < 40; ++index) {
    CHECK(one.row(*first, index) == other.row(*second, index));
    seen.insert(one.row(*first, index));
  }
  CHECK(seen.size() > 5);
}

TEST_CASE("two feeders of one script draw apart, even from the same file") {
  Feeding feeding("local f, g = feeder.range(1, 1000000, { order = 'random' }), feeder.range(1, 1000000, { order = 'random' })",
                  "return { f:row(), g:row() }");
  const auto rows = nlohmann::json::parse(feeding.first());
  CHECK(rows[0] != rows[1]);
}

TEST_CASE("rows that are used up stop the user or the run, without an error, and say which feeder it was") {
  const std::string on_end = GENERATE("stop_vu", "stop_test");
  const std::string order = GENERATE("sequential", "shuffle", "unique");
  Feeding feeding("local f = feeder.csv('d.csv', { order = '" + order + "', on_end = '" + on_end + "' })",
                  "local row = f:row() went_on = row return row");
  feeding.folder.write("d.csv", "n\n1\n2\n");
  const auto user = feeding.user();
  CHECK(user->begin(Stage::iteration(1)).beyond == Beyond::nothing);
  const load::Action action = user->begin(Stage::iteration(2));
  CHECK(action.kind == Kind::done);
  CHECK(action.beyond == (on_end == "stop_vu" ? Beyond::stop_user : Beyond::stop_run));
  CHECK(user->failure() == "s.lua:3: feeder.csv \"d.csv\" is used up: it has 2 rows");
  CHECK(user->result_json().empty());
  CHECK(user->begin(Stage::iteration(0)).beyond == Beyond::nothing);  // the coroutine is good for another iteration
}

TEST_CASE("unique rows end with their user unless something else is said, and others come again") {
  Feeding unique("local f = feeder.range(1, 2, { order = 'unique' })");
  CHECK(unique.user()->begin(Stage::iteration(2)).beyond == Beyond::stop_user);
  Feeding recycled("local f = feeder.range(1, 2)");
  CHECK(recycled.row(*recycled.user(), 2) == "1");
}

TEST_CASE("what is wrong with a feeder is said with the line of the script") {
  const auto row = GENERATE(table<std::string, std::string>({
      {"feeder.csv()", "s.lua:2: feeder.csv wants the name of a file"},
      {"feeder.csv('d.csv', 5)", "feeder.csv's table of options wants a table, not a number"},
      {"feeder.csv('d.csv', { ordr = 'unique' })", "feeder.csv's table of options has no 'ordr'; did you mean 'order'?"},
      {"feeder.jsonl('d.csv', { header = true })", "feeder.jsonl's table of options has no 'header'"},
      {"feeder.range(1, 2, { order = 'shufle' })", "order is one of sequential, random, shuffle, unique; did you mean 'shuffle'?"},
      {"feeder.range(1, 2, { on_end = 'stop' })", "on_end is one of recycle, stop_vu, stop_test"},
      {"feeder.range(1, 2, { order = 'unique', on_end = 'recycle' })", "order = \"unique\" gives each row once"},
      {"feeder.range(1, 2, { order = 'random', on_end = 'stop_vu' })", "order = \"random\" puts every row back"},
      {"feeder.csv('d.csv', { separator = ';;' })", "separator wants a text of one character"},
      {"feeder.csv('d.csv', { quote = ',' })", "separator and quote are the same character"},
      {"feeder.csv('d.csv', { header = false })", "header is true, where the first line"},
      {"feeder.csv('d.csv', { header = { 'a', 'a' } })", "header[2] wants a name"},
      {"feeder.csv('d.csv', { header = {} })", "header is an empty list"},
      {"feeder.range(2, 1)", "feeder.range wants two whole numbers"},
      {"feeder.range(1.5, 2)", "feeder.range wants two whole numbers"},
      {"feeder.range(math.mininteger, math.maxinteger)", "feeder.range holds no more than 2^63 numbers"},
      {"feeder.list(5)", "feeder.list wants a list, not a number"},
      {"feeder.list {}", "feeder.list wants a list that is not empty"},
      {"feeder.list { 1, nil, 3 }", "feeder.list wants a list that is not empty, with the keys 1, 2, 3"},
      {"feeder.list { 1, print }", "feeder.list: its row 2 holds a function"},
      {"feeder.range(1, 2):row()", "a row belongs to an iteration"},
      {"local _ = feeder.range(1, 2).rows", "a feeder has no 'rows'; it has row()"},
  }));
  Feeding feeding(std::get<0>(row));
  INFO(std::get<0>(row));
  CHECK_THAT(feeding.first(), Catch::StartsWith("failed: s.lua:2: "));
  CHECK_THAT(feeding.first(), Catch::Contains(std::get<1>(row)));
}

TEST_CASE("feeders are made where the script is loaded and nowhere else") {
  Feeding feeding("", "feeder.range(1, 2)");
  CHECK_THAT(feeding.first(), Catch::StartsWith("failed: s.lua:3: feeders are made once, while the script is loaded"));
}

TEST_CASE("where the rows are used up and nothing may end the iteration, that is an error with its line") {
  Feeding feeding("local f = feeder.range(1, 1, { on_end = 'stop_vu' })", "table.sort({ 1, 2, 3 }, function() return f:row() end)");
  CHECK_THAT(feeding.row(*feeding.user(), 1), Catch::StartsWith("failed: s.lua:3: f:row(), whose feeder is used up, cannot be"));
}

TEST_CASE("a file that will not do is known when the plan is read, and ends the program as a wrong setting") {
  const auto row = GENERATE(table<std::string, std::string>({
      {"feeder.csv('none.csv')", "s.lua:2: none.csv: cannot be read: No such file or directory"},
      {"feeder.csv('ragged.csv')", "s.lua:2: ragged.csv:3: has 1 field where 2 are wanted"},
      {"feeder.jsonl('ragged.csv')", "s.lua:2: ragged.csv:1: is not JSON"},
      {"feeder.csv('.')", "s.lua:2: .: is a folder"},
  }));
  Feeding feeding(std::get<0>(row));
  feeding.folder.write("ragged.csv", "a,b\n1,2\n3\n");
  CHECK_THAT(complaint([&] { feeding.host().read_plan(); }), Catch::StartsWith(std::get<1>(row)));
}

TEST_CASE("a mistake in the script's own words ends the program as a script that does not load") {
  Feeding feeding("feeder.csv('d.csv', { ordr = 1 })");
  CHECK_THAT(complaint([&] { feeding.host().read_plan(); }), Catch::StartsWith("with another exit: s.lua:2:"));
}

TEST_CASE("files that only the env of a scenario names are read with the plan, too") {
  const std::string options =
      "options = { scenarios = { s = { executor = 'constant-vus', exec = 'main', duration = 1, env = { FILE = 'none.csv' } } } }\n";
  Feeding feeding(options + "local f = feeder.csv(require('rushhour.env').FILE or 'there.csv')");
  feeding.folder.write("there.csv", "a\n1\n");
  CHECK_THAT(complaint([&] { feeding.host().read_plan(); }), Catch::StartsWith("s.lua:3: none.csv: cannot be read"));
}

TEST_CASE("hosts of one store share what is read, even when the file has gone meanwhile") {
  FeederStore store;
  Feeding one("local f = feeder.csv('d.csv')", "return f:row()", &store);
  const auto file = one.folder.write("d.csv", "a\n1\n");
  CHECK(one.first() == R"({"a":"1"})");
  std::filesystem::remove(file);
  Feeding other("local f = feeder.csv('d.csv')", "return f:row()", &store);
  CHECK(other.first() == R"({"a":"1"})");
}

TEST_CASE("all users of a state hold one object for a feeder, and a list is that of the first") {
  Feeding feeding("made = (made or 0) + 1\nlocal f, g = feeder.list { math.random(1000000) }, feeder.list { 'g' }",
                  "return { tostring(f), tostring(g), f:row() }");
  const std::string first = feeding.row(*feeding.user(0), 0);
  CHECK(feeding.row(*feeding.user(1), 0) == first);
  const auto parts = nlohmann::json::parse(first);
  CHECK(parts[0] != parts[1]);
}
