#include "sim/city/files/spoil.hpp"

#include <catch2/catch.hpp>

#include <nlohmann/json.hpp>

using namespace rushhour::city;

namespace {

constexpr std::string_view columns = "id,name,region";

std::string replaced(Format format, std::string record, std::string_view column, std::string_view text) {
  replace_field(format, columns, record, column, text);
  return record;
}

std::string without(std::string record, std::string_view column) {
  remove_member(record, column);
  return record;
}

}  // namespace

TEST_CASE("a field of a CSV row is found by its column, quoted or not") {
  CHECK(field_of(Format::csv, columns, "1,Ada,North", "id") == "1");
  CHECK(field_of(Format::csv, columns, "1,Ada,North", "region") == "North");
  CHECK(field_of(Format::csv, columns, "1,\"a, \"\"b\"\"\",North", "name") == "\"a, \"\"b\"\"\"");
  CHECK(field_of(Format::csv, columns, "1,\"a, b\",North", "region") == "North");
  CHECK(field_of(Format::csv, columns, "1,,", "name").empty());
  CHECK(replaced(Format::csv, "1,Ada,North", "name", "Bob") == "1,Bob,North");
  CHECK(replaced(Format::csv, "1,\"a, b\",North", "region", "") == "1,\"a, b\",");
}

TEST_CASE("a field of an XML record is found by its element") {
  const std::string record =
      "<order><order_id>O1</order_id><items><item><price>9.50</price></item></items><total_amount>9.74</total_amount></order>";
  CHECK(field_of(Format::xml, "", record, "order_id") == "O1");
  CHECK(field_of(Format::xml, "", record, "total_amount") == "9.74");
  CHECK(replaced(Format::xml, "<a><b>1</b></a>", "b", "") == "<a><b></b></a>");
}

TEST_CASE("a member of a JSON object is found by its name, text or number") {
  const std::string record = R"({"seq":1,"at":"noon","order":"O1","amount":950,"positions":[{"x":1,"at":"later"}]})";
  CHECK(field_of(Format::json_lines, "", record, "at") == "noon");
  CHECK(field_of(Format::json_lines, "", record, "amount") == "950");
  CHECK(field_of(Format::json_lines, "", R"({"words":"a \"b\" c"})", "words") == R"(a \"b\" c)");
  CHECK(replaced(Format::json_lines, record, "amount", "-950").find(R"("amount":-950,)") != std::string::npos);
  CHECK(replaced(Format::json_lines, R"({"a":"x","b":2})", "b", "-2") == R"({"a":"x","b":-2})");
}

TEST_CASE("a member taken out of a JSON object leaves an object") {
  CHECK(without(R"({"seq":1,"type":"a","at":"b"})", "type") == R"({"seq":1,"at":"b"})");
  CHECK(without(R"({"seq":1,"type":"a","at":"b"})", "at") == R"({"seq":1,"type":"a"})");
  CHECK(without(R"({"seq":1,"n":12})", "n") == R"({"seq":1})");
}

TEST_CASE("a line cut short is no JSON, wherever it is cut, and no half letter") {
  const std::string whole = "{\"seq\":1,\"words\":\"cr\xC3\xA8me br\xC3\xBBl\xC3\xA9\x65 \xC3\xA8\xC3\xA8\xC3\xA8\"}";
  for (std::uint64_t where = 0; where < 1000; where += 7) {
    std::string record = whole;
    cut_short(record, where);
    REQUIRE(record.size() + 2 <= whole.size() + 1);
    REQUIRE(record.size() + 2 >= whole.size() / 2);
    REQUIRE(whole.starts_with(record));
    REQUIRE_FALSE(nlohmann::json::accept(record));
    REQUIRE((static_cast<unsigned char>(whole[record.size()]) & 0xC0) != 0x80);
  }
}
