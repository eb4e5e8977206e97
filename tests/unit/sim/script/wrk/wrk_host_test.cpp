#include "sim/script/wrk/wrk_host.hpp"

#include <catch2/catch.hpp>
#include <fstream>

#include "reports/foundation/user_error.hpp"
#include "tests/unit/scratch_folder.hpp"

using namespace rushhour;
using namespace rushhour::script;
using namespace std::chrono_literals;

namespace {

const HeldClock clock_at_zero;

/// A host with the source that it reads, and one user of it.
struct Scripted {
  explicit Scripted(std::string text, std::size_t worker = 0, std::vector<std::string> arguments = {},
                    std::vector<load::Header> headers = {}, const std::filesystem::path& folder = "scripts")
      : source{folder / "s.lua", "s.lua", std::move(text), ""},
        host(settings(worker, std::move(arguments), std::move(headers)), clock_at_zero),
        user(host.make_user(0, 0)) {}

  WrkSettings settings(std::size_t worker, std::vector<std::string> arguments, std::vector<load::Header> headers) const {
    WrkSettings made;
    made.source = &source;
    made.url = "http://shop.example:8080/menu?day=1";
    made.scheme = "http";
    made.host = "shop.example";
    made.port = "8080";
    made.path = "/menu?day=1";
    made.headers = std::move(headers);
    made.arguments = std::move(arguments);
    made.timeout = 2s;
    made.seed = 7;
    made.started = WallTime(1'700'000'000s);
    made.worker = worker;
    return made;
  }

  /// What the user's next iteration sends, or why it failed.
  std::string next() {
    const load::Action action = user->begin({0, iteration, RandomStream(1, "", "", iteration)});
    ++iteration;
    return action.kind == load::Action::Kind::send ? user->call(0).request.message : "failed: " + user->failure();
  }

  /// Tells the user of an answer; why that failed, or nothing.
  std::string answer(int status, const std::string& body = "", load::Trouble trouble = load::Trouble::none) {
    load::Outcome outcome;
    outcome.status = status;
    outcome.trouble = trouble;
    outcome.body = body;
    outcome.headers.add("X-Token", "abc");
    outcome.headers.add("Content-Type", "text/plain");
    return user->after_outcome(0, std::move(outcome), true).kind == load::Action::Kind::done ? "" : user->failure();
  }

  Source source;
  WrkHost host;
  std::unique_ptr<load::User> user;
  std::uint64_t iteration = 0;
};

std::string refusal(const std::string& text) {
  try {
    Scripted scripted(text);
  } catch (const UserError& error) {
    CHECK(error.exit() == Exit::script);
    return error.what();
  }
  return "was taken";
}

const std::string host_line = "Host: shop.example:8080\r\n";

}  // namespace

TEST_CASE("without request() the table wrk says what is sent, again and again") {
  struct Row {
    std::string script, message;
  };
  const Row row = GENERATE(values<Row>({
      {"", "GET /menu?day=1 HTTP/1.1\r\nHost: shop.example:8080\r\n\r\n"},
      {"#!/usr/bin/wrk\nwrk.path = '/a'", "GET /a HTTP/1.1\r\nHost: shop.example:8080\r\n\r\n"},
      {"wrk.method = 'POST' wrk.body = 'a=b' wrk.headers['Content-Type'] = 'text/plain'",
       "POST /menu?day=1 HTTP/1.1\r\nContent-Length: 3\r\nContent-Type: text/plain\r\nHost: shop.example:8080\r\n\r\na=b"},
      {"wrk.headers.Host = 'other'", "GET /menu?day=1 HTTP/1.1\r\nHost: other\r\n\r\n"},
      {"wrk.path = '/' .. wrk.scheme .. wrk.host .. wrk.port", "GET /httpshop.example8080 HTTP/1.1\r\nHost: shop.example:8080\r\n\r\n"},
      {"function init(args) wrk.path = '/' .. #args .. args[1] .. '/' .. args[0] end",
       "GET /1x/http://shop.example:8080/menu?day=1 HTTP/1.1\r\nHost: shop.example:8080\r\n\r\n"},
  }));
  INFO(row.script);
  Scripted scripted(row.script, 0, {"x"});
  CHECK(scripted.next() == row.message);
  CHECK(scripted.next() == row.message);
  CHECK(scripted.user->call(0).request.body_use == load::BodyUse::discard);
  CHECK(scripted.user->call(0).request.timeout == 2s);
}

TEST_CASE("headers of the command line stand in wrk.headers") {
  Scripted scripted("wrk.path = '/' .. wrk.headers['X-One']", 0, {}, {{"X-One", "1"}});
  CHECK(scripted.next() == "GET /1 HTTP/1.1\r\n" + host_line + "X-One: 1\r\n\r\n");
}

TEST_CASE("wrk.format fills in what it is not told") {
  struct Row {
    std::string call, message;
  };
  const Row row = GENERATE(values<Row>({
      {"wrk.format()", "GET /menu?day=1 HTTP/1.1\r\nHost: shop.example:8080\r\n\r\n"},
      {"wrk.format('PUT', '/x')", "PUT /x HTTP/1.1\r\nHost: shop.example:8080\r\n\r\n"},
      {"wrk.format(nil, nil, {})", "GET /menu?day=1 HTTP/1.1\r\nHost: shop.example:8080\r\n\r\n"},
      {"wrk.format('POST', '/x', { Host = 'h', A = 1, B = 2.5, ['c-d'] = 'e' }, 'xy')",
       "POST /x HTTP/1.1\r\nA: 1\r\nB: 2.5\r\nContent-Length: 2\r\nHost: h\r\nc-d: e\r\n\r\nxy"},
      {"wrk.format('POST', '/x', nil, '')", "POST /x HTTP/1.1\r\nContent-Length: 0\r\nHost: shop.example:8080\r\n\r\n"},
      {"wrk.format('GET', 7)", "GET 7 HTTP/1.1\r\nHost: shop.example:8080\r\n\r\n"},
      {"wrk.format('GET', '/', { X = -9007199254740993 })", "GET / HTTP/1.1\r\nHost: shop.example:8080\r\nX: -9007199254740993\r\n\r\n"},
  }));
  INFO(row.call);
  Scripted scripted("function request() return " + row.call + " end");
  CHECK(scripted.next() == row.message);
}

TEST_CASE("wrk.format writes Host and Content-Length into the table that it is given, as wrk's does") {
  Scripted scripted(
      "local h = {}\nfunction request() wrk.format('POST', '/', h, 'abc')\n"
      "return wrk.format('GET', '/' .. h.Host .. h['Content-Length'], h) end");
  CHECK(scripted.next() == "GET /shop.example:80803 HTTP/1.1\r\n" + host_line + "\r\n");
}

TEST_CASE("request() is asked each time, and once more by the first worker before anything is sent") {
  const std::string counter = "n = 0\nfunction request() n = n + 1 return wrk.format(nil, '/' .. n) end";
  Scripted first(counter, 0);
  CHECK(first.next() == "GET /2 HTTP/1.1\r\n" + host_line + "\r\n");
  CHECK(first.next() == "GET /3 HTTP/1.1\r\n" + host_line + "\r\n");
  Scripted second(counter, 1);
  CHECK(second.next() == "GET /1 HTTP/1.1\r\n" + host_line + "\r\n");
}

TEST_CASE("users of a worker share its globals, each with its own message under way") {
  Scripted scripted("n = 0\nfunction request() n = n + 1 return wrk.format(nil, '/' .. n) end", 1);
  const auto other = scripted.host.make_user(0, 1);
  CHECK(scripted.next() == "GET /1 HTTP/1.1\r\n" + host_line + "\r\n");
  REQUIRE(other->begin({1, 0, RandomStream(1, "", "", 0)}).kind == load::Action::Kind::send);
  CHECK(other->call(0).request.message == "GET /2 HTTP/1.1\r\n" + host_line + "\r\n");
  CHECK(scripted.user->call(0).request.message == "GET /1 HTTP/1.1\r\n" + host_line + "\r\n");
}

TEST_CASE("response() is told what it takes") {
  Scripted scripted(
      "seen = '-'\nfunction request() return wrk.format(nil, '/' .. seen) end\n"
      "function response(status, headers, body) seen = status .. headers['X-Token'] .. body end");
  CHECK(scripted.user->call(0).request.body_use == load::BodyUse::keep);
  scripted.next();
  CHECK(scripted.answer(201, "body") == "");
  CHECK(scripted.next() == "GET /201abcbody HTTP/1.1\r\n" + host_line + "\r\n");
  CHECK(scripted.answer(0, "", load::Trouble::reset) == "");  // no answer, nothing to tell
  CHECK(scripted.next() == "GET /201abcbody HTTP/1.1\r\n" + host_line + "\r\n");
}

TEST_CASE("a body that response() does not take is not kept") {
  const auto use = [](const std::string& script) { return Scripted(script).user->call(0).request.body_use; };
  CHECK(use("function response(status) end") == load::BodyUse::discard);
  CHECK(use("function response(status, headers) end") == load::BodyUse::discard);
  CHECK(use("function response(...) end") == load::BodyUse::keep);
  CHECK(use("function response(status, headers, body) end") == load::BodyUse::keep);
}

TEST_CASE("the headers of an answer are a table, read at once or later, whole or by name") {
  Scripted scripted(R"(
    kept, last, seen = nil, nil, {}
    function request()
      if last then seen = { tostring(last['X-Token']) } end
      return wrk.format(nil, '/' .. table.concat(seen, ','))
    end
    function response(status, headers)
      seen = {}
      if status == 1 then for k, v in pairs(headers) do seen[#seen + 1] = k .. '=' .. v end table.sort(seen) end
      if status == 2 then headers['X-Token'] = 'mine' seen = { headers['X-Token'], headers['Content-Type'] } end
      if status == 3 then kept = headers seen = { headers['Content-Type'] } end
      if status == 4 then seen = { kept['X-Token'], headers.absent == nil and 'absent' } end
      if status == 5 then last = headers end
    end)");
  const std::string wanted[] = {"Content-Type=text/plain,X-Token=abc", "mine,text/plain", "text/plain", "abc,absent", "nil"};
  for (int status = 1; status <= 5; ++status) {
    CHECK(scripted.answer(status) == "");
    INFO(status);
    CHECK(scripted.next() == "GET /" + wanted[status - 1] + " HTTP/1.1\r\n" + host_line + "\r\n");
  }
}

TEST_CASE("mistakes while it runs are the script's, with their line") {
  struct Row {
    std::string script, says;
  };
  const Row row = GENERATE(values<Row>({
      {"n = 0\nfunction request() n = n + 1\nif n > 1 then error('no more') end\nreturn wrk.format() end", "s.lua:3: no more"},
      {"n = 0\nfunction request() n = n + 1\nif n > 1 then return nil end\nreturn wrk.format() end", "request() returned a nil"},
      {"n = 0\nfunction request() n = n + 1\nif n > 1 then return 'GET' end\nreturn wrk.format() end", "does not end"},
      {"n = 0\nfunction request() n = n + 1\nif n > 1 then error({}) end\nreturn wrk.format() end", "no text"},
  }));
  Scripted scripted(row.script);
  const std::string failure = scripted.next();
  CHECK_THAT(failure, Catch::StartsWith("failed: s.lua") && Catch::Contains(row.says));
  CHECK_THAT(scripted.next(), Catch::StartsWith("failed: "));
}

TEST_CASE("an error in response() is the script's") {
  Scripted scripted("function response(status)\nerror('bad ' .. status)\nend");
  scripted.next();
  CHECK(scripted.answer(500) == "s.lua:2: bad 500");
  CHECK(scripted.next() != "");
}

TEST_CASE("a script that cannot be played is refused before anything is sent") {
  struct Row {
    std::string script, says;
  };
  const Row row = GENERATE(values<Row>({
      {"function f( end", "s.lua:1:"},
      {"\nerror('no menu')", "s.lua:2: no menu"},
      {"error({})", "no text"},
      {"function init() error('no start') end", "no start"},
      {"function request() return nil end", "request() returned a nil"},
      {"function request() return 7 end", "request() returned a number"},
      {"function request() return wrk.format() .. wrk.format() end", "several messages"},
      {"function request() return 'GET / HTTP/1.1\\r\\nContent-Length: 5\\r\\n\\r\\nabc' end", "shorter"},
      {"function request() return wrk.format('GET', '/a b') end", "first line"},
      {"function request() return wrk.format({}) end", "string expected"},
      {"function request() return wrk.format('GET', '/', { 'x' }) end", "name is a number"},
      {"wrk.headers = 'x'", "must stay tables"},
      {"wrk = nil", "must stay tables"},
  }));
  INFO(row.script);
  CHECK_THAT(refusal(row.script), Catch::Contains(row.says) && Catch::StartsWith("s.lua"));
}

TEST_CASE("the parts of wrk's script API that come later are refused by name") {
  const std::string part = GENERATE("setup", "delay", "done");
  CHECK_THAT(refusal("function " + part + "() end"), Catch::Contains(part + "()") && Catch::Contains("comes later"));
  const std::string field = GENERATE("connect", "lookup", "thread", "addrs", "resolve", "time_us");
  CHECK_THAT(refusal("local x = wrk." + field), Catch::Contains("wrk." + field) && Catch::Contains("comes later"));
}

TEST_CASE("what Lua 5.1 had is there where it is cheap, and refused by name where not") {
  Scripted scripted(R"(
    assert(unpack({ 1, 2 }) == 1 and table.getn({ 1, 2 }) == 2 and math.pow(2, 3) == 8 and math.log10(100) == 2)
    assert(os.time() == 1700000000 and os.clock() == 0 and os.date("!%Y") == "2023")
    assert(os.time({ year = 2000, month = 1, day = 1, hour = 12 }) > 900000000)
    for _, name in ipairs({ "execute", "exit", "remove", "rename", "tmpname" }) do assert(os[name] == nil, name) end
    for _, name in ipairs({ "loadstring", "setfenv", "getfenv", "module", "load", "loadfile", "dofile" }) do
      local fine, message = pcall(_G[name], "x")
      assert(not fine and message:find(name, 1, true), name)
    end
    assert(debug == nil and io.popen == nil and collectgarbage == nil)
    assert(not pcall(io.open, "x", "w") and not pcall(io.open, "x", "r+"))
    math.randomseed(1.5)
  )");
  CHECK(scripted.next() != "");
}

TEST_CASE("chance comes from the seed and the worker, unless the script seeds it") {
  const std::string script = "function request() return wrk.format(nil, '/' .. math.random(1, 1000000000)) end";
  CHECK(Scripted(script, 1).next() == Scripted(script, 1).next());
  CHECK(Scripted(script, 1).next() != Scripted(script, 2).next());
}

TEST_CASE("a script reads files, and requires those beside it") {
  const ScratchFolder folder;
  std::ofstream(folder.path() / "paths.lua") << "return { '/from/a/module' }";
  std::ofstream(folder.path() / "paths.txt") << "/from/a/file\n";
  Scripted scripted("local file = io.open('" + (folder.path() / "paths.txt").string() +
                        "')\nlocal line = file:read('l')\nfile:close()\nwrk.path = require('paths')[1] .. line",
                    0, {}, {}, folder.path());
  CHECK(scripted.next() == "GET /from/a/module/from/a/file HTTP/1.1\r\n" + host_line + "\r\n");
  CHECK_THAT(refusal("require 'nowhere'"), Catch::Contains("nowhere"));
}

TEST_CASE("a scenario is told from a wrk script by its options or its modules") {
  struct Row {
    const char* text;
    bool scenario;
  };
  const Row row = GENERATE(values<Row>({
      {"", false},
      {"wrk.method = 'POST'", false},
      {"local options = {}", false},
      {"-- options = {}", false},
      {"myoptions = {}", false},
      {"options == nil", false},
      {"local json = require 'json'", false},
      {"-- require 'rushhour.http'", false},
      {"options = { scenarios = {} }", true},
      {"  options={}", true},
      {"options.scenarios = {}", true},
      {"a = 1\noptions =\n{}", true},
      {"local http = require \"rushhour.http\"", true},
      {"local http, check = require('rushhour.http'), require( 'rushhour.check' )", true},
  }));
  INFO(row.text);
  CHECK(is_scenario(row.text) == row.scenario);
}
