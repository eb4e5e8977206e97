#include "sim/city/files/people_rows.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <vector>

#include "sim/city/map.hpp"
#include "tests/unit/scratch_folder.hpp"

using namespace rushhour::city;

namespace {

constexpr Day begin = std::chrono::year(2025) / 3 / 1;

template <class Write>
std::vector<std::string> rows(std::string_view columns, Write write) {
  const ScratchFolder folder;
  const Dirt dirt(7, 0, {});
  RecordFile file(folder.path(), "a.csv", Format::csv, "", columns, dirt);
  write(file);
  file.close("");
  file.keep();
  std::ifstream in(folder.path() / "a.csv", std::ios::binary);
  std::vector<std::string> all;
  for (std::string row; std::getline(in, row);) all.push_back(row);
  return all;
}

std::string_view field(std::string_view columns, const std::string& row, std::string_view column) {
  return field_of(Format::csv, columns, row, column);
}

}  // namespace

TEST_CASE("a row of customers.csv says who it is and where") {
  const Customers customers(7, 2000, begin, 30);
  const auto all = rows(customer_columns, [&](RecordFile& file) { write_customers(file, 7, customers); });
  REQUIRE(all.size() == 2000);
  int without_mail = 0;
  int without_birthday = 0;
  for (std::uint32_t id = 1; id <= 2000; ++id) {
    const std::string& row = all[id - 1];
    REQUIRE(std::count(row.begin(), row.end(), ',') == 8);
    const auto at = [&](std::string_view column) { return field(customer_columns, row, column); };
    REQUIRE(at("customer_id") == std::to_string(id));
    REQUIRE(at("zone") == zone_at(customers.zone(id)).name);
    REQUIRE(at("city") == zone_at(customers.zone(id)).city);
    REQUIRE(at("region") == zone_at(customers.zone(id)).region);
    REQUIRE(at("mobile_number").size() == 14);
    REQUIRE(at("customer_name").find(' ') != std::string_view::npos);
    const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
    REQUIRE(std::all_of(at("email").begin(), at("email").end(), is_ascii));
    without_mail += at("email").empty() ? 1 : 0;
    without_birthday += at("birth_date").empty() ? 1 : 0;
  }
  CHECK(std::abs(without_mail - 50) < 25);
  CHECK(std::abs(without_birthday - 80) < 35);
}

TEST_CASE("a row of merchants.csv is quoted where the name has a comma") {
  const Merchants merchants(7, 64, begin);
  const auto all = rows(merchant_columns, [&](RecordFile& file) { write_merchants(file, merchants); });
  REQUIRE(all.size() == 64);
  int quoted = 0;
  for (std::uint32_t id = 1; id <= 64; ++id) {
    const std::string& row = all[id - 1];
    const auto at = [&](std::string_view column) { return field(merchant_columns, row, column); };
    CHECK(at("category") == merchants.restaurant(id).cuisine);
    CHECK(at("zone") == zone_at(merchants.zone(id)).name);
    const std::string& name = merchants.restaurant(id).name;
    const bool has_comma = at("merchant_name").find(',') != std::string_view::npos;
    CHECK(at("merchant_name") == (has_comma ? "\"" + name + ", " + std::string(at("city")) + "\"" : name));
    quoted += has_comma ? 1 : 0;
  }
  CHECK(quoted == 4);
}

TEST_CASE("nobody is no row") {
  const Customers customers(7, 0, begin, 30);
  const Merchants merchants(7, 0, begin);
  CHECK(rows(customer_columns, [&](RecordFile& file) { write_customers(file, 7, customers); }).empty());
  CHECK(rows(merchant_columns, [&](RecordFile& file) { write_merchants(file, merchants); }).empty());
}
