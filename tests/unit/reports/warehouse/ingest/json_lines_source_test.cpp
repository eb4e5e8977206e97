#include "reports/warehouse/ingest/json_lines_source.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "reports/foundation/random_stream.hpp"
#include "reports/foundation/user_error.hpp"
#include "tests/unit/reports/warehouse/ingest/reading.hpp"

namespace rushhour::warehouse {
namespace {

using namespace fixtures;

constexpr std::array pet_fields{FieldSpec{.name = "id", .required = true}, FieldSpec{.name = "name", .other_name = "called"},
                                FieldSpec{.name = "price", .type = FieldType::money}, FieldSpec{.name = "toys", .type = FieldType::json}};
constexpr Dataset pets{.name = "pets", .element = "pet", .fields = pet_fields};

ReadFile read_json(std::string_view text) { return read_bytes("pets.jsonl", text, pets); }

struct Line {
  const char* what;
  std::string text;
  std::string row;  ///< of line 1
};

TEST_CASE("members of a line of JSON become fields") {
  const std::vector<Line> table{
      {"strings", R"({"id":"1","name":"Rex"})", "1:|1|Rex|-|-"},
      {"a number as text", R"({"id":7,"name":-1.50})", "1:|7|-1.50|-|-"},
      {"true as text", R"({"id":true})", "1:|true|-|-|-"},
      {"null is not there", R"({"id":"1","name":null})", "1:|1|-|-|-"},
      {"the word null is a name", R"({"id":"1","name":"null"})", "1:|1|null|-|-"},
      {"an empty string is not there", R"({"id":"1","name":""})", "1:|1|-|-|-"},
      {"the other name", R"({"called":"Rex","id":"1"})", "1:|1|Rex|-|-"},
      {"another order, blanks, and members that nobody knows", " { \"x\" : [1, {\"id\":2}] , \"name\" : \"Rex\" , \"id\" : 1 } \r",
       "1:|1|Rex|-|-"},
      {"of two the first", R"({"id":"1","id":"2","name":"Rex","called":"Mia"})", "1:|1|Rex|-|-"},
      {"escapes", R"({"id":"1","name":"R\"e\\x\u00e4\n!"})", "1:|1|R\"e\\x\xc3\xa4\n!|-|-"},
      {"a name with an escape", R"({"i\u0064":"1"})", "1:|1|-|-|-"},
      {"money as it is written", R"({"id":"1","price":12.50})", "1:|1|-|1250|-"},
      {"money in quotes", R"({"id":"1","price":"12.50"})", "1:|1|-|1250|-"},
      {"nested, as it stands", R"({"id":"1","toys":[ {"price":9.50}, "a\u00e4\"" ] })", R"(1:|1|-|-|[ {"price":9.50}, "a\u00e4\"" ])"},
      {"nested where text is wanted", R"({"id":"1","name":{"first":"Rex"}})", R"(1:|1|{"first":"Rex"}|-|-)"},
      {"JSON within a string", R"({"id":"1","toys":"[1,\"x\"]"})", R"(1:|1|-|-|[1,"x"])"},
      {"letters that are not ASCII", "{\"id\":\"1\",\"name\":\"K\xc3\xa4the\"}", "1:|1|K\xc3\xa4the|-|-"},
  };
  for (const Line& row : table) {
    INFO(row.what);
    const ReadFile read = read_json(row.text + "\n");
    CHECK(read.row_list() == std::vector<std::string>{row.row});
    CHECK(read.fault_list().empty());
    CHECK(read.tally.notes.empty());
  }
}

struct Dirt {
  const char* what;
  std::string text;  ///< of line 1; line 2 is right
  std::string fault;
  std::string reason;
};

TEST_CASE("each fault of a line of JSON is found on its line, and the next one is read") {
  const std::vector<Dirt> table{
      {"cut short in a string", R"({"id":"1","name":"Re)", "1 broken_json", "it is no JSON from byte 21 of the line on"},
      {"cut short behind a member", R"({"id":"1",)", "1 broken_json", "it is no JSON from byte 11 of the line on"},
      {"cut short within a nested value", R"({"id":"1","toys":[1,{"a":2})", "1 broken_json", "it is no JSON from byte 28 of the line on"},
      {"something behind it", R"({"id":"1"} x)", "1 broken_json", "it is no JSON from byte 12 of the line on"},
      {"two in one line", R"({"id":"1"}{"id":"2"})", "1 broken_json", "it is no JSON from byte 11 of the line on"},
      {"no value", R"({"id":"1","x":})", "1 broken_json", "it is no JSON from byte 15 of the line on"},
      {"no number, in a member that nobody wants", R"({"id":"1","x":01})", "1 broken_json", "it is no JSON from byte 16 of the line on"},
      {"no word", R"({"id":"1","x":tru})", "1 broken_json", "it is no JSON from byte 18 of the line on"},
      {"no escape", R"({"id":"1","x":"\q"})", "1 broken_json", "it is no JSON from byte 17 of the line on"},
      {"no object", R"("id")", "1 broken_json", "it is JSON, but no object"},
      {"no JSON at all", "1,Rex", "1 broken_json", "it is no JSON from byte 2 of the line on"},
      {"a NUL byte", std::string("{\"id\":\"1\0\"}", 11), "1 nul_byte", "there is a NUL byte in it"},
      {"too long", R"({"id":"1","name":")" + std::string(record_bytes_max, 'x') + "\"}", "1 too_long",
       "the line has more than 1048576 bytes"},
      {"nested beyond all measure", R"({"id":"1","toys":)" + std::string(2000, '[') + std::string(2000, ']') + "}", "1 broken_json",
       "it cannot be read as JSON: The JSON document was too deep (too many nested objects and arrays)"},
  };
  for (const Dirt& row : table) {
    INFO(row.what);
    const ReadFile read = read_json(row.text + "\n{\"id\":\"2\"}\n");
    CHECK(read.row_list() == std::vector<std::string>{"2:|2|-|-|-"});
    CHECK(read.fault_list() == std::vector<std::string>{row.fault});
    REQUIRE(read.faults.size() == 1);
    CHECK(read.faults[0].reason == row.reason);
    CHECK(read.rejected == 1);
  }
}

TEST_CASE("a line of JSON that is not all UTF-8 is read, and the field named") {
  const ReadFile read = read_json(
      "{\"id\":\"1\",\"called\":\"K\xe4the\",\"toys\":[\"\xc3\xa4\"]}\n{\"id\":\"2\",\"x\":\"\xff\",\"name\":\"\\u00e4\xc3\xa4\"}\n"
      "{\"id\":\"3\",\"toys\":[\"\xe4\"]}\n{\"id\":\"4\xe4\n{\"id\":\"5\"}\n");
  CHECK(read.row_list() == std::vector<std::string>{"1:|1|K\xc3\xa4the|-|[\"\xc3\xa4\"]", "2:|2|\xc3\xa4\xc3\xa4|-|-",
                                                    "3:|3|-|-|[\"\xc3\xa4\"]", "5:|5|-|-|-"});
  CHECK(read.fault_list() == std::vector<std::string>{"1 mixed_encoding name", "3 mixed_encoding toys", "4 broken_json"});
}

TEST_CASE("a member that is required is missed") {
  CHECK(read_json("{\"name\":\"Rex\"}\n{}\n{\"id\":null}\n").fault_list() ==
        std::vector<std::string>{"1 missing_value id", "2 missing_value id", "3 missing_value id"});
}

TEST_CASE("what stands behind the last line of a log that is being written is noted, and no fault") {
  const ReadFile half = read_json("{\"id\":\"1\"}\n{\"id\":\"2\",\"na");
  CHECK(half.row_list() == std::vector<std::string>{"1:|1|-|-|-"});
  CHECK(half.faults.empty());
  CHECK(half.tally.notes == std::vector<std::string>{"its last line, 2, is not finished; it was left out"});
  const ReadFile whole = read_json("{\"id\":\"1\"}\n{\"id\":\"2\"}");
  CHECK(whole.row_list() == std::vector<std::string>{"1:|1|-|-|-", "2:|2|-|-|-"});
  CHECK(whole.tally.notes.empty());
}

TEST_CASE("empty lines of JSON, a byte order mark and carriage returns are passed over") {
  CHECK(read_json("\xef\xbb\xbf\r\n{\"id\":1}\r\n\n  \n{\"id\":2}\r\n").row_list() == std::vector<std::string>{"2:|1|-|-|-", "5:|2|-|-|-"});
  CHECK(read_json("").row_list().empty());
}

TEST_CASE("a file of JSON that has no lines of objects is refused") {
  const ScratchFolder folder;
  const auto file = folder.path() / "pets.jsonl";
  CHECK_THROWS_WITH(open_records(write_file(file, " [\n{\"id\":1}]"), pets),
                    file.string() + ": it is one JSON array; one object a line is wanted (jq -c '.[]' makes it so)");
  CHECK_THROWS_WITH(open_records(write_file(file, "\xff\xfe{"), pets), file.string() + ": it is in UTF-16; save it as UTF-8");
}

TEST_CASE("any lines of JSON come back, whatever the size of the blocks and the number of lanes") {
  const ScratchFolder folder;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    RandomStream random(seed, "data", "json", 0);
    const std::vector<std::string> letters{"a", "\"", "\\", "\n", "{", "}", ",", ":", "\xc3\xa4", "\xe2\x82\xac", "\t", "\x01"};
    std::string text;
    std::vector<ReadRow> rows;
    std::vector<std::string> faults;
    for (std::int64_t line = 1; line <= 30; ++line) {
      std::string name = "v";
      for (auto i = random.below(12); i > 0; --i) name += letters[random.below(letters.size())];
      name += "w";
      const nlohmann::json object{{"id", line}, {"name", name}, {"other", {name, line}}};
      const std::string written = object.dump(-1, ' ', random.below(2) == 0);
      if (random.below(5) == 0) {
        text += written.substr(0, 1 + random.below(written.size() - 1)) + "\n";
        faults.push_back(std::to_string(line) + " broken_json");
      } else {
        text += written + "\n";
        rows.push_back({line, {std::to_string(line), name, std::nullopt, std::nullopt}});
      }
    }
    const auto file = write_file(folder.path() / "pets.jsonl", text);
    for (const std::size_t block_bytes : {std::size_t{1}, std::size_t{100}, usual_block_bytes})
      for (const unsigned lanes : {1u, 3u}) {
        INFO("seed " << seed << ", blocks of " << block_bytes << ", " << lanes << " lanes:\n" << text);
        const auto source = open_json_lines(std::make_unique<ByteSource>(file), pets, block_bytes);
        const ReadFile read = read_all(*source, pets, lanes, lanes == 1 ? RecordBuilder::capacity : 3);
        CHECK(read.rows == rows);
        // A cut within a character is no UTF-8 either.
        CHECK(read.fault_list() == faults);
      }
  }
}

}  // namespace
}  // namespace rushhour::warehouse
