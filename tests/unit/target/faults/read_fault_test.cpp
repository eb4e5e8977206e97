#include "target/faults/read_fault.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "target/faults/fault_text.hpp"

using namespace rushhour;
using namespace rushhour::faults;
using namespace std::chrono_literals;

namespace {

const WallTime noon{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1} + 12h};
constexpr std::array<std::string_view, 3> routes{"POST /api/orders", "GET /api/orders/{id}", "GET /health"};
const Reading at_100s{100s, noon, routes};

Fault sound(const std::string& text) {
  INFO(text);
  auto read = read_fault(text, at_100s);
  if (const auto* wrong = std::get_if<Complaints>(&read)) {
    for (const auto& complaint : *wrong) UNSCOPED_INFO(complaint.field << " " << complaint.detail);
  }
  REQUIRE(std::holds_alternative<Fault>(read));
  return std::get<Fault>(read);
}

Complaints complaints(const std::string& text) {
  INFO(text);
  auto read = read_fault(text, at_100s);
  REQUIRE(std::holds_alternative<Complaints>(read));
  return std::get<Complaints>(read);
}

}  // namespace

TEST_CASE("each kind is read with all of its members") {
  struct Row {
    const char* text;
    Effect effect;
  };
  const Lateness fixed{50ms, Lateness::Law::fixed, 0s, 0};
  for (const auto& [text, effect] : {
           Row{R"({"kind":"delay","delay":"50ms"})", Delay{fixed}},
           Row{R"({"kind":"delay","delay":0.05,"law":"fixed"})", Delay{fixed}},
           Row{R"({"kind":"delay","law":"uniform","spread":"20ms"})", Delay{{0s, Lateness::Law::uniform, 20ms, 0}}},
           Row{R"({"kind":"delay","delay":"1ms","law":"exponential","spread":"20ms"})", Delay{{1ms, Lateness::Law::exponential, 20ms, 0}}},
           Row{R"({"kind":"delay","law":"lognormal","spread":"20ms","sigma":0.8})", Delay{{0s, Lateness::Law::lognormal, 20ms, 0.8}}},
           Row{R"({"kind":"stall"})", Stall{}},
           Row{R"({"kind":"errors"})", Errors{503}},
           Row{R"({"kind":"errors","status":429})", Errors{429}},
           Row{R"({"kind":"reset"})", Reset{}},
           Row{R"({"kind":"drip","bytes_per_s":100})", Drip{100}},
           Row{R"({"kind":"drip","bytes_per_s":"2KB"})", Drip{2000}},
           Row{R"({"kind":"slow_database","delay":"50ms"})", SlowDatabase{fixed}},
           Row{R"({"kind":"pool","size":1,"hold":"0.5ms"})", Pool{1, 500us}},
           Row{R"({"kind":"lock","restaurant":7,"timeout":"2s"})", Lock{2s}},
           Row{R"({"kind":"lock","restaurant":7})", Lock{5s}},
           Row{R"({"kind":"leak","bytes_per_s":"1MB","most":"64MiB"})", Leak{1'000'000, 64 << 20}},
           Row{R"({"kind":"leak","bytes_per_s":1000})", Leak{1000, 256'000'000}},
           Row{R"({"kind":"pause_matcher"})", PauseMatcher{}},
           Row{R"({"kind":"lost_store"})", LostStore{}},
       }) {
    CHECK(sound(text).effect == effect);
    CHECK(sound(text).begin == 100s);
    CHECK(sound(text).end == never);
    CHECK(sound(text).probability == 1);
  }
}

TEST_CASE("filters, chance and a name are read") {
  const Fault fault = sound(
      R"({"kind":"errors","name":"deploy","routes":["POST /api/orders","/api/orders/{id}","GET /*"],"restaurant":7,"probability":0.25})");
  CHECK(fault.name == "deploy");
  CHECK(fault.restaurant == 7);
  CHECK(fault.probability == 0.25);
  CHECK(fault.routes.size() == 3);
}

TEST_CASE("instants are of the calendar, since the start, or from now on") {
  struct Row {
    const char* members;
    Instant begin;
    Instant end;
  };
  for (const auto& [members, begin, end] : {
           Row{R"("for":"5s")", 100s, 105s},
           Row{R"("for":5)", 100s, 105s},
           Row{R"("after":"10s","for":"5s")", 110s, 115s},
           Row{R"("after":"10s")", 110s, never},
           Row{R"("begin":"200s","end":"3m")", 200s, 180s + 0s},
           Row{R"("begin":"150s","end":"3m")", 150s, 180s},
           Row{R"("begin":"2026-03-01T12:10:00Z","end":"2026-03-01T13:11:00+01:00")", 600s, 660s},
           Row{R"("begin":"2026-03-01T12:10:00Z","for":"1m")", 600s, 660s},
           Row{R"("end":"160s")", 100s, 160s},
           Row{R"("begin":"50s","end":"160s")", 100s, 160s},
       }) {
    const std::string text = std::string(R"({"kind":"stall",)") + members + "}";
    if (end <= begin) {
      CHECK(complaints(text).front().field == "end");
      continue;
    }
    CHECK(sound(text).begin == begin);
    CHECK(sound(text).end == end);
  }
}

TEST_CASE("what is wrong is told by its field") {
  struct Row {
    const char* text;
    const char* field;
    const char* says;
  };
  for (const auto& [text, field, says] : {
           Row{R"({})", "kind", "is missing"},
           Row{R"({"kind":7})", "kind", "must be one of delay, stall"},
           Row{R"({"kind":"stal"})", "kind", "did you mean 'stall'?"},
           Row{R"({"kind":"stall","probability":0})", "probability", "above 0 and at most 1"},
           Row{R"({"kind":"stall","probability":1.5})", "probability", "above 0 and at most 1"},
           Row{R"({"kind":"stall","probability":"half"})", "probability", "must be a number"},
           Row{R"({"kind":"stall","routs":["/health"]})", "routs", "did you mean 'routes'?"},
           Row{R"({"kind":"stall","routes":[]})", "routes", "array of 1 to 16"},
           Row{R"({"kind":"stall","routes":"/health"})", "routes", "array of 1 to 16"},
           Row{R"({"kind":"stall","routes":[1]})", "routes", "array of 1 to 16"},
           Row{R"({"kind":"stall","routes":["health"]})", "routes[0]", "must be a path"},
           Row{R"({"kind":"stall","routes":["GET  /health"]})", "routes[0]", "must be a path"},
           Row{R"({"kind":"stall","routes":["/health","GET /helth"]})", "routes[1]", "did you mean 'GET /health'?"},
           Row{R"({"kind":"stall","restaurant":0})", "restaurant", "must be an integer"},
           Row{R"({"kind":"stall","restaurant":1.5})", "restaurant", "must be an integer"},
           Row{R"({"kind":"stall","restaurant":18446744073709551615})", "restaurant", "must be an integer"},
           Row{R"({"kind":"stall","name":""})", "name", "1 to 60 bytes"},
           Row{R"({"kind":"stall","for":"soon"})", "for", "must be a duration"},
           Row{R"({"kind":"stall","for":0})", "for", "must be above 0"},
           Row{R"({"kind":"stall","for":-1})", "for", "must be a duration"},
           Row{R"({"kind":"stall","for":1e300})", "for", "must be a duration"},
           Row{R"({"kind":"stall","begin":"yesterday"})", "begin", "RFC 3339"},
           Row{R"({"kind":"stall","begin":"110s","after":"10s"})", "after", "beside begin"},
           Row{R"({"kind":"stall","end":"110s","for":"10s"})", "for", "beside end"},
           Row{R"({"kind":"stall","end":"100s"})", "end", "be over already"},
           Row{R"({"kind":"stall","status":503})", "status", "is not known here"},
           Row{R"({"kind":"errors","status":399})", "status", "from 400 to 599"},
           Row{R"({"kind":"errors","status":600})", "status", "from 400 to 599"},
           Row{R"({"kind":"errors","status":"503"})", "status", "from 400 to 599"},
           Row{R"({"kind":"delay"})", "delay", "must be above 0"},
           Row{R"({"kind":"delay","delay":"2m"})", "delay", "at most 1m"},
           Row{R"({"kind":"delay","law":"normal","spread":"1s"})", "law", "must be one of fixed"},
           Row{R"({"kind":"delay","law":"uniform"})", "spread", "is missing"},
           Row{R"({"kind":"delay","law":"uniform","spread":"2m"})", "spread", "at most 1m"},
           Row{R"({"kind":"delay","delay":"1s","spread":"1s"})", "spread", "is not known here"},
           Row{R"({"kind":"delay","law":"lognormal","spread":"1s","sigma":0})", "sigma", "above 0"},
           Row{R"({"kind":"drip"})", "bytes_per_s", "is missing"},
           Row{R"({"kind":"drip","bytes_per_s":0})", "bytes_per_s", "from 1"},
           Row{R"({"kind":"drip","bytes_per_s":"fast"})", "bytes_per_s", "from 1"},
           Row{R"({"kind":"drip","bytes_per_s":-5})", "bytes_per_s", "from 1"},
           Row{R"({"kind":"pool"})", "size", "is missing"},
           Row{R"({"kind":"pool","size":0})", "size", "from 1 to 1024"},
           Row{R"({"kind":"pool","size":1,"hold":"11s"})", "hold", "at most 10s"},
           Row{R"({"kind":"pool","size":1,"probability":0.5})", "probability", "is not known here"},
           Row{R"({"kind":"lock"})", "restaurant", "is missing"},
           Row{R"({"kind":"lock","restaurant":7,"timeout":"2m"})", "timeout", "at most 1m"},
           Row{R"({"kind":"lock","restaurant":7,"routes":["/health"]})", "routes", "is not known here"},
           Row{R"({"kind":"leak"})", "bytes_per_s", "is missing"},
           Row{R"({"kind":"leak","bytes_per_s":1,"most":"5GiB"})", "most", "from 1 to 4294967296"},
       }) {
    const auto wrong = complaints(text);
    CHECK(wrong.front().field == field);
    CHECK_THAT(wrong.front().detail, Catch::Contains(says));
    CHECK(wrong.size() == 1);
  }
}

TEST_CASE("all that is wrong is told at once, up to ten complaints") {
  CHECK(complaints(R"({"kind":"stall","probability":2,"for":"x","begin":"y"})").size() == 3);
  std::string text = R"({"kind":"stall")";
  for (int i = 0; i < 30; ++i) text += ",\"member" + std::to_string(i) + "\":1";
  CHECK(complaints(text + "}").size() == 10);
}

TEST_CASE("a text that is no JSON object is told from one that is wrong") {
  struct Row {
    const char* text;
    const char* says;
  };
  for (const auto& [text, says] :
       {Row{"", "line 1"}, Row{"{\"kind\":\"stall\"", "line 1"}, Row{"{\n\"kind\":stall}", "line 2"}, Row{"[]", "must be a JSON object"},
        Row{"null", "must be a JSON object"}, Row{R"({"kind":"stall","kind":"reset"})", "'kind' is given twice"},
        Row{"{\"kind\":\"\xff\"}", "is not JSON"}, Row{"{\"kind\":1e999}", "is not JSON"}}) {
    INFO(text);
    const auto read = read_fault(text, at_100s);
    REQUIRE(std::holds_alternative<Malformed>(read));
    CHECK_THAT(std::get<Malformed>(read).detail, Catch::Contains(says));
  }
}

TEST_CASE("an answer about what is wrong is UTF-8 and short, whatever came") {
  const std::string long_name(5'000, 'k');
  const auto wrong = complaints("{\"kind\":\"stall\",\"" + long_name + "\":1}");
  CHECK(wrong.front().field.size() <= 40);
  const auto read = read_fault("{\"kind\":\"\xc3\x28\"}", at_100s);
  for (const char c : std::get<Malformed>(read).detail) CHECK(static_cast<unsigned char>(c) < 0x80);
}

TEST_CASE("nesting of any depth is refused without harm") {
  std::string deep = R"({"kind":)";
  for (int i = 0; i < 100'000; ++i) deep += '[';
  CHECK(std::holds_alternative<Malformed>(read_fault(deep, at_100s)));
  for (int i = 0; i < 100'000; ++i) deep += ']';
  CHECK(complaints(deep + "}").front().field == "kind");
}

TEST_CASE("a fault as it is told can be read again, without its id and its words") {
  for (const char* text :
       {R"({"kind":"delay","delay":"1ms","law":"lognormal","spread":"20ms","sigma":0.8,"for":"5s"})",
        R"({"kind":"stall","after":"7s","routes":["/health"],"restaurant":3,"probability":0.5})",
        R"({"kind":"pool","size":3,"hold":"2ms"})", R"({"kind":"lock","restaurant":7})", R"({"kind":"drip","bytes_per_s":10})",
        R"({"kind":"leak","bytes_per_s":10,"most":100})", R"({"kind":"errors","status":500})", R"({"kind":"lost_store"})",
        R"({"kind":"slow_database","law":"exponential","spread":"3ms"})", R"({"kind":"reset","name":"cable"})"}) {
    const Fault fault = sound(text);
    auto told = nlohmann::json::parse(fault_json(fault, noon));
    CHECK(told["id"] == 0);
    CHECK(told["text"] == words_of(fault));
    told.erase("id");
    told.erase("text");
    if (told["end"].is_null()) told.erase("end");
    if (told["kind"] == "pool" || told["kind"] == "leak") told.erase("probability");
    Fault again = sound(told.dump());
    if (fault.name.empty()) again.name.clear();
    CHECK(again == fault);
  }
}

TEST_CASE("a list of faults is told in order, with no end where none is known") {
  Fault a;
  a.id = 3;
  a.effect = Stall{};
  Fault b;
  b.id = 4;
  b.effect = PauseMatcher{};
  b.end = 9s;
  const auto told = nlohmann::json::parse(faults_json(std::array{a, b}, noon));
  REQUIRE(told["faults"].size() == 2);
  CHECK(told["faults"][0]["id"] == 3);
  CHECK(told["faults"][0]["end"].is_null());
  CHECK(told["faults"][0]["begin"] == "2026-03-01T12:00:00.000000000Z");
  CHECK(told["faults"][1]["kind"] == "pause_matcher");
  CHECK(told["faults"][1]["end"] == "2026-03-01T12:00:09.000000000Z");
  CHECK(faults_json({}, noon) == R"({"faults":[]})");
}
