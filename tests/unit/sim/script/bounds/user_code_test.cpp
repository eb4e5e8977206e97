#include "sim/script/bounds/user_code.hpp"

#include <signal.h>
#include <sys/time.h>

#include <catch2/catch.hpp>

#include "tests/unit/sim/script/script_stage.hpp"

using namespace rushhour;
using namespace rushhour::script;
using Kind = load::Action::Kind;
using Beyond = load::Action::Beyond;

namespace {

load::Turns* interrupted = nullptr;

/// Interrupts the turns of a host, as the watchdog does: from a signal handler, every few milliseconds of CPU time that the process spends.
class Interruption {
 public:
  explicit Interruption(Host& host) {
    interrupted = host.turns();
    struct sigaction action {};
    action.sa_handler = [](int) {
      if (interrupted != nullptr && interrupted->number() % 2 == 1) interrupted->interrupt();
    };
    sigaction(SIGVTALRM, &action, &before_);
    beat(5000);
  }
  ~Interruption() {
    beat(0);
    interrupted = nullptr;
    sigaction(SIGVTALRM, &before_, nullptr);
  }

 private:
  static void beat(long microseconds) {
    const itimerval every{{0, microseconds}, {0, microseconds}};
    setitimer(ITIMER_VIRTUAL, &every, nullptr);
  }
  struct sigaction before_ {};
};

/// How the first iteration of `main` ended that was interrupted all the time.
std::string interrupted_failure(const std::string& text) {
  const Stage stage(text);
  const auto user = stage.user("main");
  const Interruption interruption(*stage.host);
  const load::Action action = user->begin(Stage::iteration());
  CHECK(action.kind == Kind::failed);
  CHECK(action.beyond == Beyond::runaway);
  return user->failure();
}

constexpr const char* too_long = " ran for longer than 1s without waiting (options.limits.script)";

}  // namespace

TEST_CASE("a turn is odd while a user's code runs, and even before and after") {
  const Stage stage("function main() end");
  load::Turns* const turns = stage.host->turns();
  REQUIRE(turns != nullptr);
  CHECK(turns->number() % 2 == 0);
  const auto user = stage.user("main");  // its chunk is a turn too
  const std::uint64_t before = turns->number();
  CHECK(before > 0);
  CHECK(user->begin(Stage::iteration()).kind == Kind::done);
  CHECK(turns->number() == before + 2);
}

TEST_CASE("a loop without end is ended at its line, wherever it hides") {
  const auto row = GENERATE(table<std::string, std::string>({
      {"function main()\n  while true do\n  end\nend", "s.lua:2:"},
      {"function main()\n  while true do pcall(function()\n    while true do end\n  end) end\nend", "s.lua:3:"},
      {"function main()\n  pcall(table.sort, { 1, 2, 3 }, function(a, b)\n    while true do end\n  end)\nend", "s.lua:3:"},
      {"function main()\n  local x = string.gsub('aaa', 'a', function()\n    while true do end\n  end)\nend", "s.lua:3:"},
      {"local check = require 'rushhour.check'\nfunction main()\n  check(1, { holds = function()\n    while true do end\n  end })\nend",
       "s.lua:4:"},
      {"local t = setmetatable({}, { __index = function()\n  while true do end\nend })\nfunction main()\n  return t.x\nend", "s.lua:2:"},
      {"local t = setmetatable({}, { __lt = function()\n  while true do end\nend })\nfunction main()\n"
       "  while true do pcall(table.sort, { t, t, t }) end\nend",
       "s.lua:2:"},
      {"function main()\n  local x <close> = setmetatable({}, { __close = function()\n    while true do end\n  end })\nend", "s.lua:3:"},
      {"function main()\n  xpcall(function() while true do end end,\n    function() while true do end end)\nend", "s.lua:2:"},
      {"function main() return main() end", "s.lua:1:"},
      {"function main()\n  error(setmetatable({}, { __tostring = function()\n    while true do end\n  end }))\nend", "s.lua:3:"},
      {"function main()\n  local x <close> = setmetatable({}, { __close = function()\n    while true do end\n  end })\n  error('x')\nend",
       "s.lua:3:"},
      {"while true do\nend\nfunction main() end", "s.lua:1:"},
      {"while true do pcall(function()\n  while true do end\nend) end\nfunction main() end", "s.lua:2:"},
  }));
  INFO(std::get<0>(row));
  const std::string text = std::get<0>(row);
  if (text.starts_with("while")) {
    // The chunk itself: it runs when the user is made.
    const Stage stage(text);
    const Interruption interruption(*stage.host);
    const auto user = stage.user("main");
    const load::Action action = user->begin(Stage::iteration());
    CHECK(action.beyond == Beyond::runaway);
    CHECK(user->failure() == std::get<1>(row) + too_long);
  } else {
    CHECK(interrupted_failure(text) == std::get<1>(row) + too_long);
  }
}

TEST_CASE("a turn that was ended leaves nothing behind for the next") {
  const Stage stage("n = 0\nfunction main() n = n + 1 while n == 1 do end local s = 0 for i = 1, 100 do s = s + i end return s end");
  const auto user = stage.user("main");
  {
    const Interruption interruption(*stage.host);
    CHECK(user->begin(Stage::iteration()).beyond == Beyond::runaway);
  }
  const load::Action second = user->begin(Stage::iteration());
  CHECK(second.kind == Kind::done);
  CHECK(second.beyond == Beyond::nothing);
  CHECK(user->result_json() == "5050");
}

TEST_CASE("an error that a pcall swallowed does not save the iteration, even if it waits next") {
  const Stage stage(
      "local sleep = require 'rushhour.sleep'\n"
      "function main()\n  pcall(table.sort, { 1, 2 }, function() while true do end end) sleep(1)\nend");
  const auto user = stage.user("main");
  const Interruption interruption(*stage.host);
  CHECK(user->begin(Stage::iteration()).kind == Kind::failed);
  CHECK(user->failure() == std::string("s.lua:3:") + too_long);
}

TEST_CASE("a user that takes too much memory is ended at its line, whatever it swallows") {
  const auto row = GENERATE(table<std::string, std::string>({
      {"function main()\n  local t = {}\n  for i = 1, 1e9 do\n    t[i] = { i }\n  end\nend", "s.lua:4:"},
      {"function main()\n  local s = 'x'\n  while true do\n    s = s .. s\n  end\nend", "s.lua:4:"},
      {"function main()\n  return #string.rep('x', 1 << 30)\nend", "s.lua:2:"},
      {"function main()\n  while true do\n    pcall(string.rep, 'x', 1 << 30)\n  end\nend", "s.lua:3:"},
      {"function main()\n  local t = {}\n  while true do\n    pcall(function() t[#t + 1] = string.rep('x', 1 << 20) end)\n  end\nend",
       "s.lua:4:"},
      {"function main()\n  local t = {}\n  table.sort({ 1, 2, 3 }, function()\n    while true do t[#t + 1] = {} end\n  end)\nend",
       "s.lua:4:"},
      {"function main()\n  table.concat({ string.rep('x', 1 << 25), string.rep('x', 1 << 25), string.rep('x', 1 << 25) })\nend",
       "s.lua:2:"},
  }));
  INFO(std::get<0>(row));
  const Stage stage(std::get<0>(row));
  const auto user = stage.user("main");
  const load::Action action = user->begin(Stage::iteration());
  CHECK(action.kind == Kind::failed);
  CHECK(action.beyond == Beyond::runaway);
  CHECK(user->failure() == std::get<1>(row) + " took more than 64 MB (options.limits.memory)");
}

TEST_CASE("garbage is no overrun, however much of it an iteration makes") {
  const Stage stage("function main()\n  local n = 0\n  for i = 1, 300 do n = n + #string.rep('x', 1 << 20) end\n  return n >> 20\nend");
  const auto user = stage.user("main");
  REQUIRE(user->begin(Stage::iteration()).kind == Kind::done);
  CHECK(user->result_json() == "300");
}

TEST_CASE("memory is charged to the user that takes it, over all turns of its iteration") {
  const Stage stage(
      "local sleep = require 'rushhour.sleep'\n"
      "function hoard() kept = {} while true do kept[#kept + 1] = string.rep('x', 1 << 24) .. #kept\n sleep(1) end end\n"
      "function modest() return 1 end");
  const auto hoarder = stage.user("hoard");
  const auto modest = stage.user("modest");
  load::Action action = hoarder->begin(Stage::iteration());
  int turns = 0;
  for (; action.kind == Kind::sleep; ++turns) {
    CHECK(modest->begin(Stage::iteration()).kind == Kind::done);
    action = hoarder->after_sleep();
  }
  CHECK(turns == 3);  // of 16 MB each
  CHECK(action.beyond == Beyond::runaway);
  CHECK(hoarder->failure() == "s.lua:2: took more than 64 MB (options.limits.memory)");
  CHECK(modest->begin(Stage::iteration()).kind == Kind::done);
}
