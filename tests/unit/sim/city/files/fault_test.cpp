#include "sim/city/files/fault.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <map>
#include <set>

#include "reports/foundation/wall_text.hpp"

using namespace rushhour::city;

namespace {

constexpr std::array<Fault, 3> possible{
    {{FaultKind::bad_date, "at"}, {FaultKind::duplicate, "id"}, {FaultKind::negative_amount, "amount"}}};

}  // namespace

TEST_CASE("as many records have a fault as the share says, all kinds alike") {
  const Dirt dirt(7, 0.02, {});
  std::map<FaultKind, int> kinds;
  for (std::uint64_t record = 0; record < 300'000; ++record)
    if (const auto fault = dirt.draw("a.csv", record, possible)) ++kinds[fault->kind];
  REQUIRE(kinds.size() == 3);
  for (const auto& [kind, count] : kinds) CHECK(std::abs(count - 2000) < 200);
}

TEST_CASE("no dirt is no fault, and neither is a record that can have none") {
  const Dirt clean(7, 0, {});
  const Dirt dirty(7, 0.5, {});
  for (std::uint64_t record = 0; record < 1000; ++record) {
    REQUIRE_FALSE(clean.draw("a.csv", record, possible));
    REQUIRE_FALSE(dirty.draw("a.csv", record, {}));
  }
}

TEST_CASE("a fault stands where it stands: by seed, file and record alone") {
  const Dirt dirt(7, 0.3, {});
  const Dirt other(8, 0.3, {});
  int in_other_file = 0;
  int of_other_seed = 0;
  for (std::uint64_t record = 0; record < 1000; ++record) {
    REQUIRE(dirt.draw("a.csv", record, possible) == Dirt(7, 0.3, {}).draw("a.csv", record, possible));
    in_other_file += dirt.draw("a.csv", record, possible) == dirt.draw("b.csv", record, possible) ? 0 : 1;
    of_other_seed += dirt.draw("a.csv", record, possible) == other.draw("a.csv", record, possible) ? 0 : 1;
  }
  CHECK(in_other_file > 200);
  CHECK(of_other_seed > 200);
}

TEST_CASE("strangers have ids that nobody has") {
  const Dirt dirt(7, 0.5, {100, 99'999, 5});
  for (std::uint64_t record = 0; record < 500; ++record) {
    const auto stranger = [&](std::string_view column) { return dirt.spoilt({FaultKind::broken_reference, column}, "f", record, "x"); };
    REQUIRE(std::stoull(stranger("customer_id")) > 100);
    REQUIRE(std::stoull(stranger("merchant_id").substr(1)) > 99'999);
    REQUIRE(stranger("merchant_id")[0] == 'M');
    REQUIRE(std::stoull(stranger("order").substr(1)) > 5);
    REQUIRE(stranger("order")[0] == 'O');
  }
}

TEST_CASE("spoilt fields are what their kind says") {
  const Dirt dirt(7, 0.5, {});
  std::set<std::string> dates;
  for (std::uint64_t record = 0; record < 200; ++record) {
    const std::string date = dirt.spoilt({FaultKind::bad_date, "at"}, "f", record, "2025-01-01");
    dates.insert(date);
    REQUIRE_FALSE(rushhour::parse_utc(date + "T00:00:00Z"));
    REQUIRE_FALSE(rushhour::parse_utc(date));
    for (const auto* column : {"customer_name", "merchant_name", "city", "category", "words"}) {
      const std::string text = dirt.spoilt({FaultKind::mixed_encoding, column}, "f", record, "x");
      const auto is_latin1 = [](char c) { return static_cast<unsigned char>(c) >= 0xC0; };
      const auto at = std::find_if(text.begin(), text.end(), is_latin1);
      REQUIRE(at != text.end());
      REQUIRE((at + 1 == text.end() || static_cast<unsigned char>(at[1]) < 0x80));  // so it is no UTF-8
    }
  }
  CHECK(dates.size() == 6);
  CHECK(dirt.spoilt({FaultKind::missing_value, "a"}, "f", 1, "x").empty());
  CHECK(dirt.spoilt({FaultKind::negative_amount, "a"}, "f", 1, "9.50") == "-9.50");
  CHECK(dirt.spoilt({FaultKind::unterminated_quote, "a"}, "f", 1, "Ada") == "\"Ada");
  CHECK(dirt.spoilt({FaultKind::unterminated_quote, "a"}, "f", 1, "\"Fig, Nordvik\"") == "\"Fig, Nordvik");
}

TEST_CASE("kinds are named as in planted.json") {
  CHECK(name_of(FaultKind::missing_value) == "missing_value");
  CHECK(name_of(FaultKind::unterminated_quote) == "unterminated_quote");
  CHECK(name_of(FaultKind::broken_json) == "broken_json");
}
