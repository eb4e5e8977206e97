#include "sim/city/files/row_text.hpp"

#include <catch2/catch.hpp>

using namespace rushhour::city;

namespace {

template <class Append>
std::string made(Append append) {
  std::string text = "<";
  append(text);
  return text += '>';
}

}  // namespace

TEST_CASE("money is written in major units with two decimals") {
  const auto [minor, says] = GENERATE(table<std::int64_t, const char*>(
      {{0, "<0.00>"}, {5, "<0.05>"}, {99, "<0.99>"}, {100, "<1.00>"}, {123'456, "<1234.56>"}, {-5, "<-0.05>"}, {-1'205, "<-12.05>"}}));
  const std::int64_t amount = minor;
  CHECK(made([amount](std::string& to) { append_money(to, {amount}); }) == says);
}

TEST_CASE("ids have their letter and at least their digits") {
  CHECK(made([](std::string& to) { append_order_id(to, 42); }) == "<O00000042>");
  CHECK(made([](std::string& to) { append_order_id(to, 1'234'567'890); }) == "<O1234567890>");
  CHECK(made([](std::string& to) { append_merchant_id(to, 7); }) == "<M00007>");
  CHECK(made([](std::string& to) { append_padded(to, 0, 8); }) == "<00000000>");
  CHECK(made([](std::string& to) { append_number(to, 18'446'744'073'709'551'615U); }) == "<18446744073709551615>");
}

TEST_CASE("a CSV field is quoted only where it must be") {
  const auto [field, says] = GENERATE(table<const char*, const char*>({{"plain", "<plain>"},
                                                                       {"", "<>"},
                                                                       {"Golden Wok, Nordvik", "<\"Golden Wok, Nordvik\">"},
                                                                       {"the \"Fig\"", "<\"the \"\"Fig\"\"\">"},
                                                                       {"M\xC3\xBCller", "<M\xC3\xBCller>"}}));
  const std::string_view text = field;
  CHECK(made([text](std::string& to) { append_csv_field(to, text); }) == says);
}
