#include "reports/outputs/script_lines.hpp"

#include <catch2/catch.hpp>

using namespace rushhour;
using namespace rushhour::outputs;

namespace {

constexpr const char* script = R"(-- response_time = "p(99) < 1s" as a comment
options = {
  thresholds = {
    my_response_time = "p(99) < 1s",
    response_time = {"p(50) < 1s", "p(99) < 1s"},
    -- ["response_time{step:place order}"] = "p(99) < 250ms",
    ["response_time{step:place order}"] = {
      { threshold = "p(99) < 250ms", abort_on_fail = true },
    },
    ['http_req_failed'] = 'rate < 5%',
  },
}
)";

verdicts::Threshold threshold(const char* metric, const char* expression) {
  verdicts::Threshold wanted;
  wanted.metric = metric;
  wanted.expression = expression;
  return wanted;
}

}  // namespace

TEST_CASE("a threshold is found behind its metric, on its own line") {
  struct Row {
    const char* metric;
    const char* expression;
    std::optional<std::size_t> line;
  };
  for (const auto& [metric, expression, line] : {
           Row{"response_time", "p(99) < 1s", 5},
           Row{"response_time", "p(50) < 1s", 5},
           Row{"my_response_time", "p(99) < 1s", 4},
           Row{"response_time{step:place order}", "p(99) < 250ms", 8},
           Row{"http_req_failed", "rate < 5%", 10},
           Row{"http_req_failed", "rate < 6%", std::nullopt},
           Row{"service_time", "p(99) < 1s", std::nullopt},
           Row{"", "p(99) < 1s", std::nullopt},
           Row{"http_req_failed", "p(99) < 1s", std::nullopt},
       }) {
    INFO(metric << ' ' << expression);
    CHECK(threshold_line(script, threshold(metric, expression)) == line);
  }
  CHECK_FALSE(threshold_line("", threshold("a", "b")));
  CHECK(threshold_line("a='b'", threshold("a", "b")) == 1);
}

TEST_CASE("a script is named as the command line named it, or by its name alone") {
  runs::RunRecord record;
  CHECK(script_path(record).empty());
  record.meta["script"]["file"] = "lunch.lua";
  CHECK(script_path(record) == "lunch.lua");
  const auto path_of = [&record](const nlohmann::json& words) {
    record.meta["command_line"] = words;
    return script_path(record);
  };
  CHECK(path_of({"rushhour", "run", "./load//lunch.lua"}) == "load/lunch.lua");
  CHECK(path_of({"rushhour", "run", "-e", "F=x/lunch.lua", "/w/load/lunch.lua"}) == "/w/load/lunch.lua");
  CHECK(path_of({"rushhour", "run", "load/dinner.lua", 4}) == "lunch.lua");
  CHECK(path_of("rushhour run load/lunch.lua") == "lunch.lua");
  CHECK(path_of({"rushhour", "run", "a\x1b[2J/lunch.lua"}) == "a\\x1b[2J/lunch.lua");
}

TEST_CASE("what ended a run names a line of its own script") {
  runs::RunRecord record;
  record.meta = {{"script", {{"file", "lunch.lua"}}}, {"ended_because", "setup() failed: lunch.lua:14: no city"}};
  CHECK(ending_line(record) == 14);
  for (const char* because : {"", "lunch.lua:x", "lunch.lua:0: a", "other.lua:4: b", "lunch.lua took too long"}) {
    record.meta["ended_because"] = because;
    CHECK_FALSE(ending_line(record));
  }
}
