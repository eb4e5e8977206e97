#include "tests/unit/tidy/rules.hpp"

#include <catch2/catch.hpp>

using namespace rushhour::tidy;

namespace {

struct Row {
  const char* says;
  Findings (*rule)(const Tree&);
  Tree tree;
  std::vector<std::string> found;  // "path:line" of each finding, in order
};

std::vector<std::string> places(const Findings& findings) {
  std::vector<std::string> out;
  for (const Finding& finding : findings) out.push_back(finding.path + ":" + std::to_string(finding.line));
  return out;
}

void check(const Row& row) {
  const Findings found = row.rule(row.tree);
  INFO(row.says << "\n" << to_string(found));
  CHECK(places(found) == row.found);
}

std::string lines(std::size_t n, const std::string& line = "x") {
  std::string out;
  for (std::size_t i = 0; i < n; ++i) out += line + "\n";
  return out;
}

Tree room(const std::string& folder, std::size_t units) {
  Tree tree;
  for (std::size_t i = 0; i < units; ++i) {
    const std::string stem = folder + "/unit" + std::to_string(i);
    tree.push_back({stem + ".hpp", ""});
    tree.push_back({stem + ".cpp", ""});
  }
  return tree;
}

}  // namespace

TEST_CASE("a floor includes itself and what stands below it") {
  check(GENERATE(values<Row>({
      {"its own floor", includes_that_climb, {{"target/a/x.cpp", "#include \"target/b/y.hpp\"\n"}}, {}},
      {"a floor below", includes_that_climb, {{"sim/a/x.cpp", "#include \"reports/b/y.hpp\"\n"}}, {}},
      {"main stands on all", includes_that_climb, {{"main.cpp", "#include \"sim/b/y.hpp\"\n"}}, {}},
      {"tests stand on all", includes_that_climb, {{"tests/unit/x_test.cpp", "#include \"sim/b/y.hpp\"\n"}}, {}},
      {"one floor up", includes_that_climb, {{"reports/a/x.hpp", "#pragma once\n#include \"target/b/y.hpp\"\n"}}, {"reports/a/x.hpp:2"}},
      {"two floors up", includes_that_climb, {{"reports/a/x.cpp", "#include \"sim/b/y.hpp\"\n"}}, {"reports/a/x.cpp:1"}},
      {"the house on the tests", includes_that_climb, {{"sim/a/x.cpp", "#include \"tests/unit/y.hpp\"\n"}}, {"sim/a/x.cpp:1"}},
      {"not from the root", includes_that_climb, {{"sim/a/x.cpp", "#include \"y.hpp\"\n"}}, {"sim/a/x.cpp:1"}},
      {"a comment that names one", includes_that_climb, {{"reports/a/x.cpp", "// #include \"sim/b/y.hpp\"\n"}}, {}},
  })));
}

TEST_CASE("network and Lua stay in their rooms") {
  check(GENERATE(values<Row>({
      {"Asio in the wire",
       libraries_out_of_their_room,
       {{"sim/wire/x.cpp", "#include <boost/asio.hpp>\nboost::asio::io_context c;\n"}},
       {}},
      {"Beast in the server", libraries_out_of_their_room, {{"target/server/x.cpp", "#include <boost/beast/http.hpp>\n"}}, {}},
      {"Lua in the script", libraries_out_of_their_room, {{"sim/script/x.cpp", "#include <lua.hpp>\nvoid f(lua_State*);\n"}}, {}},
      {"Asio in a report",
       libraries_out_of_their_room,
       {{"reports/a/x.cpp", "\n#include <boost/asio/ip/tcp.hpp>\n"}},
       {"reports/a/x.cpp:2"}},
      {"listening in a report", libraries_out_of_their_room, {{"reports/a/x.cpp", "#include <sys/socket.h>\n"}}, {"reports/a/x.cpp:1"}},
      {"Beast in the load",
       libraries_out_of_their_room,
       {{"sim/load/x.cpp", "int a;\nboost::beast::flat_buffer b;\n"}},
       {"sim/load/x.cpp:2"}},
      {"Lua in the wire", libraries_out_of_their_room, {{"sim/wire/x.cpp", "lua_State* l;\n"}}, {"sim/wire/x.cpp:1"}},
      {"Lua in the target", libraries_out_of_their_room, {{"target/a/x.cpp", "#include <lua.hpp>\n"}}, {"target/a/x.cpp:1"}},
      {"a comment that names it", libraries_out_of_their_room, {{"sim/load/x.cpp", "// knows nothing of boost::asio\n"}}, {}},
  })));
}

TEST_CASE("files, rooms and lines have a size") {
  const std::string wide(141, 'x');
  std::string umlauts;
  for (int i = 0; i < 140; ++i) umlauts += "\xC3\xBC";
  check(GENERATE_COPY(values<Row>({
      {"400 lines", long_files, {{"a/x.cpp", lines(400)}}, {}},
      {"401 lines", long_files, {{"a/x.cpp", lines(401)}}, {"a/x.cpp:0"}},
      {"a long page of SQL", long_files, {{"a/x.sql", lines(401)}}, {"a/x.sql:0"}},
      {"a long document is no source", long_files, {{"docs/x.md", lines(900)}}, {}},
      {"main keeps to 120", long_files, {{"main.cpp", lines(121)}}, {"main.cpp:0"}},
      {"a README keeps to 60", long_files, {{"sim/README.md", lines(61)}}, {"sim/README.md:0"}},
      {"a floor says what it is", long_files, {{"sim/a/x.cpp", ""}, {"sim/README.md", ""}}, {}},
      {"what is written by the program itself", long_files, {{"share/x.d.lua", lines(401)}}, {}},
      {"a floor that does not", long_files, {{"sim/a/x.cpp", ""}}, {"sim/README.md:0"}},
      {"14 units", crowded_or_empty_folders, room("sim/a", 14), {}},
      {"15 units", crowded_or_empty_folders, room("sim/a", 15), {"sim/a:0"}},
      {"3 units", crowded_or_empty_folders, room("sim/a", 3), {}},
      {"2 units", crowded_or_empty_folders, room("sim/a", 2), {"sim/a:0"}},
      {"1 verb", crowded_or_empty_folders, room("sim/commands", 1), {}},
      {"15 verbs", crowded_or_empty_folders, room("sim/commands", 15), {"sim/commands:0"}},
      {"many tests", crowded_or_empty_folders, room("tests/unit", 40), {}},
      {"140 characters", long_lines, {{"a/x.cpp", wide.substr(1) + "\n"}}, {}},
      {"141 characters", long_lines, {{"a/x.cpp", "\n" + wide + "\n"}}, {"a/x.cpp:2"}},
      {"140 characters of two bytes", long_lines, {{"a/x.cpp", umlauts + "\n"}}, {}},
      {"long lines that the program itself wrote", long_lines, {{"share/x.d.lua", wide + "\n"}}, {}},
      {"prose wraps itself", long_lines, {{"a/x.md", wide + "\n"}}, {}},
  })));
}

TEST_CASE("a function ends within seventy lines of its head") {
  const std::string body = lines(68), longer = lines(69);
  check(GENERATE_COPY(values<Row>({
      {"70 lines", long_functions, {{"a/x.cpp", "void f() {\n" + body + "}\n"}}, {}},
      {"71 lines", long_functions, {{"a/x.cpp", "\nvoid f() {\n" + longer + "}\n"}}, {"a/x.cpp:2"}},
      {"a head of two lines counts", long_functions, {{"a/x.cpp", "void f(int a,\n       int b) {\n" + body + "}\n"}}, {"a/x.cpp:1"}},
      {"a long namespace is none", long_functions, {{"a/x.cpp", "namespace a {\n" + longer + "}\n"}}, {}},
      {"a long class is none",
       long_functions,
       {{"a/x.cpp", "class A : public B {\n public:\n  void f() { g(); }\n" + longer + "};\n"}},
       {}},
      {"a long table is none", long_functions, {{"a/x.cpp", "const int table[] = {\n" + longer + "};\n"}}, {}},
      {"a method in a class", long_functions, {{"a/x.cpp", "struct A {\n  int f() const {\n" + longer + "  }\n};\n"}}, {"a/x.cpp:2"}},
      {"a constructor behind its initialisers",
       long_functions,
       {{"a/x.cpp", "A::A(int a) : a_{a}, b_{a} {\n  if (a) {\n  }\n" + longer + "}\n"}},
       {"a/x.cpp:1"}},
      {"a lambda belongs to its function", long_functions, {{"a/x.cpp", "void f() {\n  g([] {\n" + longer + "  });\n}\n"}}, {"a/x.cpp:1"}},
      {"braces in strings and comments are none",
       long_functions,
       {{"a/x.cpp", "void f() {\n  g(\"{\", '{', 1'000);  // {\n}\n" + longer}},
       {}},
      {"a raw string is no code", long_functions, {{"a/x.cpp", "void f() { g(R\"x({ \" )x\"); }\n" + longer}}, {}},
      {"short functions, one after the other", long_functions, {{"a/x.cpp", lines(90, "int f() { return 1; }")}}, {}},
      {"JavaScript", long_functions, {{"a/x.js", "const f = (a) => {\n" + longer + "};\n"}}, {"a/x.js:1"}},
      {"JavaScript in time", long_functions, {{"a/x.js", "function f() {\n" + body + "}\n" + longer}}, {}},
      {"the wrap around a file is no function", long_functions, {{"a/x.js", "(() => {\n" + longer + "})();\n"}}, {}},
      {"Lua", long_functions, {{"a/x.lua", "local function f()\n" + longer + "end\n"}}, {"a/x.lua:1"}},
      {"a comment in Lua opens none", long_functions, {{"a/x.lua", "-- of a function\n" + longer + "end\n"}}, {}},
      {"Lua in time", long_functions, {{"a/x.lua", "function f()\n" + body + "end\n" + longer}}, {}},
  })));
}

TEST_CASE("names say something") {
  check(GENERATE(values<Row>({
      {"a name of the field", empty_names, {{"sim/load/schedule.cpp", ""}}, {}},
      {"part of a longer word", empty_names, {{"sim/load/utilisation.cpp", ""}}, {}},
      {"a folder", empty_names, {{"sim/common/schedule.cpp", ""}, {"sim/common/stage.cpp", ""}}, {"sim/common:0"}},
      {"a word of a file's name", empty_names, {{"sim/load/user_manager.hpp", ""}}, {"sim/load/user_manager.hpp:0"}},
      {"in capitals", empty_names, {{"docs/Util.md", ""}}, {"docs/Util.md:0"}},
  })));
}

TEST_CASE("a header stands on its own") {
  const std::string once = "#pragma once\n";
  check(GENERATE_COPY(values<Row>({
      {"includes what it names", headers_that_lean_on_others, {{"a/x.hpp", once + "#include <string>\nstd::string f();\n"}}, {}},
      {"names without including", headers_that_lean_on_others, {{"a/x.hpp", once + "\nstd::string f();\n"}}, {"a/x.hpp:3"}},
      {"through a header of the project",
       headers_that_lean_on_others,
       {{"a/x.hpp", once + "#include \"a/y.hpp\"\nstd::string f();\n"}, {"a/y.hpp", once + "#include <string>\n"}},
       {}},
      {"one name within another", headers_that_lean_on_others, {{"a/x.hpp", once + "#include <string_view>\nstd::string_view f();\n"}}, {}},
      {"without its pragma", headers_that_lean_on_others, {{"a/x.hpp", "int f();\n"}}, {"a/x.hpp:1"}},
      {"a source may lean", headers_that_lean_on_others, {{"a/x.cpp", "std::string f();\n"}}, {}},
  })));
}

TEST_CASE("words that do not belong") {
  // Put together, so that this file holds none.
  const std::string mark = std::string("FIX") + "ME", confession = std::string("imple") + "mented";
  check(GENERATE_COPY(values<Row>({
      {"finished work", leftover_marks, {{"a/x.cpp", "int todos = stubborn();\n"}}, {}},
      {"a mark", leftover_marks, {{"a/x.cpp", "int a;\n// " + mark + ": more\n"}}, {"a/x.cpp:2"}},
      {"a mark in Lua", leftover_marks, {{"a/x.lua", "-- " + mark + "\n"}}, {"a/x.lua:1"}},
      {"a confession", leftover_marks, {{"a/x.cpp", "throw Error(\"not " + confession + "\");\n"}}, {"a/x.cpp:1"}},
      {"the seam", clocks_out_of_their_room, {{"sim/load/x.cpp", "const Instant now = clock.now();\n"}}, {}},
      {"the wire's own clock", clocks_out_of_their_room, {{"sim/wire/x.cpp", "std::chrono::steady_clock::now();\n"}}, {}},
      {"a clock in the load", clocks_out_of_their_room, {{"sim/load/x.cpp", "\nauto t = steady_clock::now();\n"}}, {"sim/load/x.cpp:2"}},
      {"a clock under an alias", clocks_out_of_their_room, {{"sim/commands/x.cpp", "f(SteadyClock::now());\n"}}, {"sim/commands/x.cpp:1"}},
      {"sleep in a report", clocks_out_of_their_room, {{"reports/a/x.cpp", "std::this_thread::sleep_for(1s);\n"}}, {"reports/a/x.cpp:1"}},
      {"sleep in a test", clocks_out_of_their_room, {{"tests/unit/x_test.cpp", "usleep(10);\n"}}, {"tests/unit/x_test.cpp:1"}},
      {"a function of one's own", clocks_out_of_their_room, {{"sim/load/x.cpp", "sleep_until(due);\n"}}, {}},
      {"true randomness", clocks_out_of_their_room, {{"sim/load/x.cpp", "std::random_device d;\n"}}, {"sim/load/x.cpp:1"}},
      {"a comment on clocks", clocks_out_of_their_room, {{"sim/load/x.cpp", "// never steady_clock::now()\n"}}, {}},
      {"a place of one machine", machine_paths, {{"sim/a/x.cpp", "open(\"/tmp/x\");\n"}}, {"sim/a/x.cpp:1"}},
      {"in a document", machine_paths, {{"docs/x.md", "see `/home/me/x`\n"}}, {"docs/x.md:1"}},
      {"part of another path", machine_paths, {{"docs/x.md", "see build/tmp/x\n"}}, {}},
      {"in a test", machine_paths, {{"tests/fresh/x.sh", "cd /root/x\n"}}, {}},
  })));
}
