#include "reports/imports/input.hpp"

#include <zlib.h>

#include <catch2/catch.hpp>

#include "reports/foundation/user_error.hpp"
#include "tests/unit/scratch_folder.hpp"
#include "tests/unit/text_files.hpp"

namespace rushhour::imports {
namespace {

std::vector<std::string> lines_of(Input in) {
  std::vector<std::string> lines;
  while (in.next_line()) lines.emplace_back(in.line());
  return lines;
}

std::vector<std::string> records_of(Input in) {
  std::vector<std::string> records;
  while (in.next_record()) records.push_back(std::to_string(in.number()) + ":" + std::string(in.line()));
  return records;
}

// Hands out a text in small pieces, as a pipe may.
Input drip(const std::string& text, std::size_t piece) {
  return Input("drip", [text, piece, at = std::size_t{0}](char* out, std::size_t room) mutable {
    const std::size_t size = std::min({room, piece, text.size() - at});
    text.copy(out, size, at);
    at += size;
    return size;
  });
}

std::string message_of(const std::filesystem::path& file) {
  try {
    Input in = open_input(file);
    while (in.next_line()) {
    }
  } catch (const UserError& error) {
    CHECK(error.exit() == Exit::settings);
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("lines come without their ends, however the bytes come") {
  struct Row {
    std::string text;
    std::vector<std::string> lines;
  };
  const Row row = GENERATE(values<Row>({
      {"", {}},
      {"a", {"a"}},
      {"a\n", {"a"}},
      {"a\nb", {"a", "b"}},
      {"a\r\nb\r\n", {"a", "b"}},
      {"\n\nx\n", {"", "", "x"}},
      {"\xEF\xBB\xBFhead\nrow\n", {"head", "row"}},
      {std::string("a\0b\n", 4), {std::string("a\0b", 3)}},
  }));
  CHECK(lines_of(text_input("t", row.text)) == row.lines);
  for (const std::size_t piece : {std::size_t{1}, std::size_t{2}, std::size_t{3}}) CHECK(lines_of(drip(row.text, piece)) == row.lines);
}

TEST_CASE("a record in quotes goes over line ends") {
  CHECK(records_of(text_input("t", "a,\"x\ny\",b\nc,d\n")) == std::vector<std::string>{"1:a,\"x\ny\",b", "3:c,d"});
  CHECK(records_of(drip("a,\"x\ny\",b\nc,d\n", 1)) == std::vector<std::string>{"1:a,\"x\ny\",b", "3:c,d"});
  CHECK(records_of(text_input("t", "a,\"say \"\"hi\"\"\"\nb\n")) == std::vector<std::string>{"1:a,\"say \"\"hi\"\"\"", "2:b"});
}

TEST_CASE("quotes that never end cost their own line only") {
  std::string text = "1,\"open\n";
  for (int i = 2; i <= 50'000; ++i) text += std::to_string(i) + ",closed\n";
  const std::vector<std::string> records = records_of(text_input("t", text));
  REQUIRE(records.size() == 50'000);
  CHECK(records[0] == "1:1,\"open");
  CHECK(records[1] == "2:2,closed");
  CHECK(records.back() == "50000:50000,closed");
  CHECK(records_of(text_input("t", "a\n\"open\nb\n")) == std::vector<std::string>{"1:a", "2:\"open", "3:b"});
}

TEST_CASE("a last line without its end is known for it") {
  Input in = text_input("t", "whole\ncut");
  REQUIRE(in.next_line());
  CHECK_FALSE(in.is_cut());
  REQUIRE(in.next_line());
  CHECK(in.line() == "cut");
  CHECK(in.is_cut());
  CHECK(in.number() == 2);
  CHECK_FALSE(in.next_line());
}

TEST_CASE("a line beyond the bound is rejected and the next one read") {
  const std::string text = "short\n" + std::string(Input::longest_line + (3 << 20), 'x') + "\nafter\n";
  Input in = text_input("t", text);
  REQUIRE(in.next_line());
  in.accept();
  REQUIRE(in.next_line());
  REQUIRE(in.line().size() == 5);
  CHECK(in.line() == "after");
  CHECK(in.number() == 3);
  REQUIRE(in.rejected() == 1);
  CHECK(in.kept()[0].line == 2);
  CHECK(in.kept()[0].reason == "the line is longer than 16 MB");
}

TEST_CASE("the head is seen without being taken") {
  Input in = text_input("t", "first\nsecond\n");
  CHECK(in.head() == "first\nsecond\n");
  CHECK(in.peek(3) == "fir");
  REQUIRE(in.next_line());
  CHECK(in.line() == "first");
  CHECK(in.take_bytes(4) == "seco");
  CHECK(in.take_all(100) == "nd\n");
  CHECK(in.peek(1).empty());
  CHECK_THROWS_AS(text_input("t", "four").take_all(3), UserError);
}

TEST_CASE("rejected lines are counted, and the first hundred kept") {
  Input in = text_input("t", "x\n");
  in.next_line();
  in.accept();
  for (int i = 0; i < 5000; ++i) in.reject("why");
  CHECK(in.rejected() == 5000);
  CHECK(in.kept().size() == Input::most_kept);
}

TEST_CASE("a thousand rejected lines and none read end the reading") {
  Input in = text_input("results.csv", "x\n");
  in.next_line();
  for (int i = 0; i < 999; ++i) in.reject("it is no line");
  CHECK_THROWS_WITH(in.reject("it is no line"), "results.csv: none of its first 1000 lines could be read; line 1: it is no line");
}

TEST_CASE("a file may be packed by gzip, and is refused if it is cut short") {
  const ScratchFolder folder;
  const std::filesystem::path packed = folder.path() / "log.gz";
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += "line " + std::to_string(i * 7919 % 10'007) + "\n";
  gzFile out = gzopen(packed.c_str(), "wb");
  REQUIRE(gzwrite(out, text.data(), static_cast<unsigned>(text.size())) == static_cast<int>(text.size()));
  REQUIRE(gzclose(out) == Z_OK);
  const std::vector<std::string> lines = lines_of(open_input(packed));
  REQUIRE(lines.size() == 20'000);
  CHECK(lines[1] == "line 7919");
  std::filesystem::resize_file(packed, std::filesystem::file_size(packed) / 2);
  CHECK(message_of(packed) == packed.string() + ": it is packed by gzip and cut short; get the whole file");
}

TEST_CASE("what cannot be read says why") {
  const ScratchFolder folder;
  const std::string where = folder.path().string();
  CHECK(message_of(folder.path() / "none.jtl") == where + "/none.jtl: there is no such file");
  CHECK(message_of(folder.path()) == where + ": it is a folder; give the file that the tool wrote");
}

}  // namespace rushhour::imports
