#include "reports/foundation/json_text.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace rushhour;

TEST_CASE("a JSON string is quoted and escaped") {
  for (const std::string text : {"", "plain", "a \"b\" \\ c", "line\nfeed\x01"}) {
    std::string to = "[";
    append_json_string(to, text);
    CHECK(nlohmann::json::parse(to + "]") == nlohmann::json::array({text}));
  }
}

TEST_CASE("controls that JSON leaves raw are written out, and nothing else is touched") {
  struct Row {
    const char* raw;
    const char* shown;
  };
  const Row rows[] = {
      {"", ""},
      {"\"plain\"", "\"plain\""},
      {"\"\x7f\"", "\"\\u007f\""},
      {"\"\xC2\x80\xC2\x9F\"", "\"\\u0080\\u009f\""},
      {"\"\xC2\xA0\xC3\x9B\xE2\x82\xAC\"", "\"\xC2\xA0\xC3\x9B\xE2\x82\xAC\""},  // a blank, a letter and a sign of three bytes
      {"\"\xF0\x9F\x8D\x95\"", "\"\xF0\x9F\x8D\x95\""},
  };
  for (const Row& row : rows) CHECK(without_raw_controls(row.raw) == row.shown);
}

TEST_CASE("shown JSON holds the same values, and bytes that are no text are replaced") {
  const nlohmann::json json{{"name",
                             "a\xC2\x9B"
                             "b"},
                            {"numbers", {1, 2.5}}};
  CHECK(nlohmann::json::parse(shown_json(json, 2)) == json);
  CHECK(shown_json(json, -1) == R"({"name":"a\u009bb","numbers":[1,2.5]})");
  CHECK(shown_json(nlohmann::json("\xff"), -1) == "\"\xEF\xBF\xBD\"");
}
