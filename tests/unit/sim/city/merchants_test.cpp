#include "sim/city/merchants.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <numeric>

#include "sim/city/map.hpp"

using namespace rushhour::city;
using rushhour::RandomStream;

namespace {

constexpr Day begin = std::chrono::year(2025) / 1 / 1;

std::map<std::uint32_t, int> sales(const Merchants& merchants, int draws, std::size_t first, std::size_t last) {
  std::map<std::uint32_t, int> sold;
  RandomStream random(1, "test", "sales", 0);
  for (int i = 0; i < draws; ++i)
    if (const auto id = merchants.draw(random, first, last)) ++sold[*id];
  return sold;
}

}  // namespace

TEST_CASE("merchants have a zone, a place in it, a menu, and joined before the first day") {
  const Merchants merchants(3, 200, begin);
  REQUIRE(merchants.count() == 200);
  for (std::uint32_t id = 1; id <= 200; ++id) {
    const Zone& zone = zone_at(merchants.zone(id));
    CHECK(rushhour::delivery::distance_m(merchants.place(id), zone.centre) <= zone.radius_m);
    CHECK(merchants.joined(id) < begin);
    CHECK(merchants.restaurant(id).id == id);
    CHECK(merchants.restaurant(id).dishes.size() >= 11);  // so baskets of four different dishes can always be filled
  }
}

TEST_CASE("only merchants of the zones asked for are drawn, and none that never sells") {
  const Merchants merchants(3, 300, begin);
  for (std::size_t zone = 0; zone < zones; ++zone) {
    for (const auto& [id, sold] : sales(merchants, 300, zone, zone + 1)) {
      REQUIRE(merchants.zone(id) == zone);
      REQUIRE(merchants.ever_sells(id));
    }
  }
  const auto everywhere = sales(merchants, 100'000, 0, zones);
  std::uint32_t sellers = 0;
  for (std::uint32_t id = 1; id <= 300; ++id) sellers += merchants.ever_sells(id) ? 1 : 0;
  CHECK(everywhere.size() == sellers);
  CHECK(sellers > 260);
  CHECK(sellers < 295);
}

TEST_CASE("the upper tenth of the merchants takes about a third of the orders") {
  const Merchants merchants(3, 1000, begin);
  std::vector<int> sold;
  for (const auto& [id, count] : sales(merchants, 200'000, 0, zones)) sold.push_back(count);
  std::sort(sold.rbegin(), sold.rend());
  const double share = std::accumulate(sold.begin(), sold.begin() + 100, 0) / 200'000.0;
  CHECK(share > 0.30);
  CHECK(share < 0.42);
}

TEST_CASE("where nobody sells, nobody is drawn") {
  const Merchants one(3, 1, begin);
  CHECK(one.ever_sells(1));
  RandomStream random(1, "test", "nobody", 0);
  for (std::size_t zone = 0; zone < zones; ++zone) CHECK(one.draw(random, zone, zone + 1).has_value() == (zone == one.zone(1)));
  CHECK(one.draw(random, 0, zones) == 1U);
  const Merchants none(3, 0, begin);
  CHECK(none.count() == 0);
  CHECK_FALSE(none.draw(random, 0, zones).has_value());
}

TEST_CASE("a larger city has the merchants of the smaller one") {
  const Merchants few(9, 20, begin);
  const Merchants many(9, 60, begin);
  for (std::uint32_t id = 1; id <= 20; ++id) {
    CHECK(few.zone(id) == many.zone(id));
    CHECK(few.place(id) == many.place(id));
    CHECK(few.joined(id) == many.joined(id));
  }
}
