// CSV and JSON lines as they are found in the world, and what is wrong with them by file and line.

#include <sys/stat.h>

#include <catch2/catch.hpp>

#include "sim/script/feeder/csv_file.hpp"
#include "sim/script/feeder/json_lines.hpp"
#include "tests/unit/sim/script/feeder/data_folder.hpp"

using namespace rushhour::script;

namespace {

using Rows = std::vector<std::vector<std::string>>;

/// The names, then every row.
Rows all_of(const std::string& text, CsvFormat format = {}) {
  const DataFolder folder;
  const CsvFile csv(folder.write("d.csv", text), "d.csv", std::move(format));
  Rows rows{csv.names()};
  std::string room;
  for (std::uint64_t i = 0; i < csv.count(); ++i) {
    std::vector<std::string>& row = rows.emplace_back();
    csv.row(i, room, [&row](std::size_t, std::string_view field) { row.emplace_back(field); });
  }
  return rows;
}

std::string csv_complaint(const std::string& text, const CsvFormat& format = {}) {
  const DataFolder folder;
  const auto file = folder.write("d.csv", text);
  return complaint([&] { CsvFile(file, "d.csv", format); });
}

}  // namespace

TEST_CASE("CSV is read as RFC 4180 has it") {
  struct Case {
    std::string says, text;
    Rows rows;
  };
  const std::vector<Case> cases{
      {"plain", "a,b\n1,2\n3,4\n", {{"a", "b"}, {"1", "2"}, {"3", "4"}}},
      {"no line end behind the last row", "a,b\n1,2", {{"a", "b"}, {"1", "2"}}},
      {"CR LF", "a,b\r\n1,2\r\n3,4\r\n", {{"a", "b"}, {"1", "2"}, {"3", "4"}}},
      {"CR at the very end", "a,b\r\n1,2\r", {{"a", "b"}, {"1", "2"}}},
      {"blank lines at the end", "a,b\n1,2\n\n\r\n\n", {{"a", "b"}, {"1", "2"}}},
      {"a byte order mark",
       "\xEF\xBB\xBF"
       "a,b\n1,2\n",
       {{"a", "b"}, {"1", "2"}}},
      {"empty fields, the last one too", "a,b,c\n,,\nx,,\n", {{"a", "b", "c"}, {"", "", ""}, {"x", "", ""}}},
      {"blanks belong to fields", "a, b\n 1 ,2 \n", {{"a", " b"}, {" 1 ", "2 "}}},
      {"quoted", "a,b\n\"1\",\"2,3\"\n", {{"a", "b"}, {"1", "2,3"}}},
      {"quotes written twice", "a,b\n\"say \"\"hi\"\"\",\"\"\"\"\n", {{"a", "b"}, {"say \"hi\"", "\""}}},
      {"empty quotes", "a,b\n\"\",\"\"\n", {{"a", "b"}, {"", ""}}},
      {"line ends within quotes", "a,b\n\"1\n2\r\n3\",x\ny,z\n", {{"a", "b"}, {"1\n2\r\n3", "x"}, {"y", "z"}}},
      {"a quote inside a bare field is a character", "a,b\n5\" pipe,x\n", {{"a", "b"}, {"5\" pipe", "x"}}},
      {"a quoted header", "\"a \"\"x\"\"\",b\n1,2\n", {{"a \"x\"", "b"}, {"1", "2"}}},
      {"one column, a blank row between", "a\n1\n\n3\n", {{"a"}, {"1"}, {""}, {"3"}}},
      {"bytes that are no UTF-8", "a,b\n\xFF\xFE,\x80\n", {{"a", "b"}, {"\xFF\xFE", "\x80"}}},
  };
  for (const Case& one : cases) {
    INFO(one.says);
    CHECK(all_of(one.text) == one.rows);
  }
}

TEST_CASE("separator, quote and names may be others") {
  CHECK(all_of("a;b\n'1;2';3\n", {';', '\'', {}}) == Rows{{"a", "b"}, {"1;2", "3"}});
  CHECK(all_of("1\t\"2\n", {'\t', '\0', {"x", "y"}}) == Rows{{"x", "y"}, {"1", "\"2"}});
}

TEST_CASE("any row is found, in files with quotes and without") {
  const bool quoted = GENERATE(true, false);
  std::string text = "number,text\n";
  for (int i = 0; i < 1000; ++i)
    text += std::to_string(i) + (quoted ? ",\"line\none " : ",one ") + std::to_string(i * i) + (quoted ? "\"\n" : "\n");
  const Rows rows = all_of(text);
  REQUIRE(rows.size() == 1001);
  for (std::size_t i = 0; i < 1000; ++i) {
    CHECK(rows[i + 1][0] == std::to_string(i));
    CHECK(rows[i + 1][1] == (quoted ? "line\none " : "one ") + std::to_string(i * i));
  }
}

TEST_CASE("what is wrong with a CSV file is said with its line") {
  const auto row = GENERATE(table<std::string, std::string>({
      {"", "d.csv: is empty"},
      {"\n\n", "d.csv:1: holds nothing but blank lines"},
      {"\xEF\xBB\xBF", "d.csv:1: holds nothing but blank lines"},
      {"a,b\n", "d.csv:1: has a header and no row"},
      {"a,b\n1,2\n3\n", "d.csv:3: has 1 field where 2 are wanted"},
      {"a\n1,2\n", "d.csv:2: has 2 fields where 1 is wanted"},
      {"a,b\n1,2\n\n3,4\n", "d.csv:3: has 1 field where 2 are wanted"},
      {"a,b\n\"x\ny\",2\n1,2,3\n", "d.csv:4: has 3 fields where 2 are wanted"},
      {"a,b\n1,\"2\n3,4\n", "d.csv:2: opens a quote that is never closed"},
      {"a,b\n1,2\n\"3\"x,4\n", "d.csv:3: has text behind a closing quote"},
      {"a,a\n1,2\n", "d.csv:1: names two columns 'a'"},
      {"a,,c\n1,2,3\n", "d.csv:1: wants a header of 1 to 1000 names; column 2 has none"},
      {"\xFF\xFE"
       "a",
       "d.csv:1: is UTF-16"},
  }));
  INFO(std::get<0>(row));
  CHECK_THAT(csv_complaint(std::get<0>(row)), Catch::StartsWith(std::get<1>(row)));
}

TEST_CASE("what is no file to read from is refused, and a pipe is not waited for") {
  const DataFolder folder;
  const auto trouble = [&folder](const char* name) { return complaint([&] { CsvFile(folder.path / name, name, {}); }); };
  CHECK(trouble("none.csv") == "none.csv: cannot be read: No such file or directory");
  CHECK_THAT(trouble("."), Catch::Contains("is a folder"));
  REQUIRE(::mkfifo((folder.path / "pipe").c_str(), 0600) == 0);
  CHECK_THAT(trouble("pipe"), Catch::Contains("is a device or a pipe"));
  CHECK_THAT(complaint([] { CsvFile("/dev/null", "null", {}); }), Catch::Contains("is a device or a pipe"));
}

TEST_CASE("lines of JSON are rows, and one that is not is named") {
  const DataFolder folder;
  const JsonLines lines(folder.write("d.jsonl", "\xEF\xBB\xBF{\"a\":1}\r\n[2]\n\"three\"\n4\n\n"), "d.jsonl");
  REQUIRE(lines.count() == 4);
  CHECK(lines.row(1) == "[2]");
  CHECK(lines.row(3) == "4");
  const auto row = GENERATE(table<std::string, std::string>({
      {"{\"a\":1}\n{\"a\":}\n", "d.jsonl:2: is not JSON: "},
      {"1\n\n2\n", "d.jsonl:2: is blank"},
      {"1 2\n", "d.jsonl:1: is not JSON: "},
      {"[1,\n2]\n", "d.jsonl:1: is not JSON: "},
      {"\"\xFF\"\n", "d.jsonl:1: is not JSON: "},
      {"\n", "d.jsonl:1: holds nothing but blank lines"},
  }));
  const auto file = folder.write("bad.jsonl", std::get<0>(row));
  CHECK_THAT(complaint([&] { JsonLines(file, "d.jsonl"); }), Catch::StartsWith(std::get<1>(row)));
}

TEST_CASE("lines of one's own are found like those of a file") {
  std::string text;
  for (int i = 0; i < 100; ++i) text += std::to_string(i) + "\n";
  const JsonLines lines(text);
  REQUIRE(lines.count() == 100);
  for (std::uint64_t i = 0; i < 100; ++i) CHECK(lines.row(i) == std::to_string(i));
}
