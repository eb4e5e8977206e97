#include "sim/commands/settings/dashboard_flag.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "reports/foundation/user_error.hpp"
#include "sim/commands/settings/run_settings.hpp"
#include "tests/unit/scratch_folder.hpp"

using namespace rushhour;
using namespace rushhour::sim;

namespace {

using Words = std::vector<std::string>;

// A folder with "lunch.lua" in it, in which the words are read.
class Here {
 public:
  Here() : before_(std::filesystem::current_path()) {
    std::filesystem::current_path(folder_.path());
    put("lunch.lua");
  }
  ~Here() { std::filesystem::current_path(before_); }
  void put(const char* name) { std::ofstream(name) << "return {}\n"; }

 private:
  ScratchFolder folder_;
  std::filesystem::path before_;
};

RunSettings settings_of(Words words) {
  words.insert(words.begin(), "run");
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  return read_run_settings(static_cast<int>(argv.size()), argv.data()).value();
}

std::string refusal_of(const Words& words) {
  try {
    settings_of(words);
  } catch (const UserError& error) {
    CHECK(error.exit() == Exit::flags);
    return error.what();
  }
  return "it was accepted";
}

}  // namespace

TEST_CASE("what follows --dashboard is its address if it is one, and else the scenario") {
  Here here;
  struct Row {
    Words words;
    const char* address;
  };
  const Row rows[] = {
      {{"lunch.lua"}, ""},
      {{"lunch.lua", "--dashboard"}, "127.0.0.1:0"},
      {{"--dashboard", "lunch.lua"}, "127.0.0.1:0"},
      {{"--dashboard", "--seed", "7", "lunch.lua"}, "127.0.0.1:0"},
      {{"--dashboard", "--", "lunch.lua"}, "127.0.0.1:0"},
      {{"--dashboard=127.0.0.1:9000", "lunch.lua"}, "127.0.0.1:9000"},
      {{"--dashboard", "127.0.0.1:9000", "lunch.lua"}, "127.0.0.1:9000"},
      {{"lunch.lua", "--dashboard", "127.0.0.1:9000"}, "127.0.0.1:9000"},
      {{"lunch.lua", "--dashboard", "9000"}, "9000"},
      {{"--dashboard", "0.0.0.0", "lunch.lua"}, "0.0.0.0"},
      {{"--dashboard", "[::1]:9000", "lunch.lua"}, "[::1]:9000"},
      {{"--dashboard", "::1", "lunch.lua"}, "::1"},
      {{"--dashboard", "localhost", "lunch.lua"}, "localhost"},
      {{"--dashboard", "load-box:9000", "lunch.lua"}, "load-box:9000"},
      {{"--dashboard=load-box", "lunch.lua"}, "load-box"},
  };
  for (const Row& row : rows) {
    INFO(row.words.front() << " " << row.words.back());
    const RunSettings settings = settings_of(row.words);
    CHECK(settings.file == "lunch.lua");
    CHECK(settings.dashboard == row.address);
  }
}

TEST_CASE("a scenario behind --dashboard is one whatever its name, where it is a file and no address") {
  Here here;
  here.put("lunch");
  CHECK(settings_of({"--dashboard", "lunch"}).file == "lunch");
  CHECK(settings_of({"--dashboard", "./9000"}).file == "./9000");
  CHECK(settings_of({"--dashboard", "absent.lua"}).file == "absent.lua");
  CHECK(settings_of({"--dashboard", "scenarios/absent"}).file == "scenarios/absent");
}

TEST_CASE("what would be a guess is refused, with what to write instead") {
  Here here;
  here.put("9000");
  CHECK_THAT(refusal_of({"--dashboard", "9000"}), Catch::Contains("--dashboard 9000: is an address, and a file here as well"));
  CHECK_THAT(refusal_of({"--dashboard", "load-box", "lunch.lua"}),
             Catch::Contains("--dashboard load-box: there is no scenario of that name here") && Catch::Contains("load-box:8089") &&
                 Catch::Contains("--dashboard=load-box"));
  CHECK_THAT(refusal_of({"lunch.lua", "--dashboard="}), Catch::Contains("--dashboard wants an address behind its sign of equality"));
  CHECK_THAT(refusal_of({"--dashboard", "127.0.0.1:9000"}), Catch::Contains("FILE"));
  CHECK_THAT(refusal_of({"--dashboard", "lunch.lua", "127.0.0.1:9000"}), Catch::Contains("127.0.0.1:9000"));
}

TEST_CASE("words behind a double dash, and all that are not the flag, stay as they are") {
  const Words words{"run", "--", "--dashboard", "9000", "--dashboards", "x"};
  CHECK(with_dashboard_joined(words) == words);
  CHECK(with_dashboard_joined({"run", "a", "--dashboard", "9000", "b"}) == Words{"run", "a", "--dashboard=9000", "b"});
  CHECK(with_dashboard_joined({"run", "--dashboard"}) == Words{"run", "--dashboard=127.0.0.1:0"});
}

TEST_CASE("run.json names the address and who gave it, however it was written") {
  Here here;
  for (const Words& words : {Words{"--dashboard", "9000", "lunch.lua"}, Words{"--dashboard=9000", "lunch.lua"}}) {
    const RunSettings settings = settings_of(words);
    CHECK(to_json(settings)["dashboard"] == nlohmann::json{{"value", "9000"}, {"source", "flag"}});
    CHECK(settings.words == [&] {
      Words whole = words;
      whole.insert(whole.begin(), "run");
      return whole;
    }());
  }
}
