#include "sim/city/demand.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <map>
#include <vector>

using namespace rushhour::city;
using namespace std::chrono_literals;

namespace {

constexpr Day begin = std::chrono::year(2025) / 1 / 1;

std::vector<Moment> moments(std::uint64_t seed, std::uint64_t orders, std::uint32_t days) {
  Demand demand(seed, orders, begin, days);
  std::vector<Moment> all;
  for (std::uint64_t i = 0; i < orders; ++i) all.push_back(demand.next());
  return all;
}

}  // namespace

TEST_CASE("orders come in order, within the days, as many as asked for") {
  for (const auto& [orders, days] : {std::pair{1U, 1U}, {511U, 1U}, {513U, 300U}, {5000U, 150U}, {20'000U, 2U}}) {
    const auto all = moments(7, orders, days);
    CHECK(std::is_sorted(all.begin(), all.end()));
    CHECK(all.front() >= midnight(begin));
    CHECK(all.back() < midnight(begin + std::chrono::days(days)));
  }
}

TEST_CASE("the same seed gives the same moments, another seed others") {
  CHECK(moments(7, 1000, 10) == moments(7, 1000, 10));
  CHECK(moments(7, 1000, 10) != moments(8, 1000, 10));
}

TEST_CASE("demand has its peaks at noon and in the evening, and the shares of the published days") {
  std::array<int, 24> hours{};
  for (const Moment at : moments(1, 200'000, 28)) ++hours[static_cast<std::size_t>((at - midnight(day_of(at))) / 1h)];
  const auto share = [&](std::size_t hour) { return hours[hour] / 200'000.0; };
  CHECK(share(12) == Approx(0.139).margin(0.003));
  CHECK(share(19) == Approx(0.132).margin(0.003));
  CHECK(share(15) == Approx(0.059).margin(0.003));
  for (std::size_t hour = 0; hour < 6; ++hour) CHECK(share(hour) < 0.003);
}

TEST_CASE("Fridays are busier than Mondays, and each month busier than the one before") {
  std::map<unsigned, int> weekdays;
  std::array<int, 5> months{};
  for (const Moment at : moments(1, 200'000, 150)) {
    ++weekdays[std::chrono::weekday(day_of(at)).c_encoding()];
    ++months[static_cast<std::size_t>((day_of(at) - begin).count() / 30)];
  }
  CHECK(weekdays[5] > weekdays[1] * 1.3);
  CHECK(weekdays[5] < weekdays[1] * 1.5);
  for (std::size_t month = 1; month < months.size(); ++month) CHECK(months[month] > months[month - 1]);
}

TEST_CASE("the counts of minutes scatter as those of a Poisson process do") {
  std::vector<int> minutes(120);  // of the two even hours from three to five in the afternoon of one day
  for (const Moment at : moments(5, 30'000, 1)) {
    const auto minute = (at - midnight(begin)) / 1min - 15 * 60;
    if (minute >= 0 && minute < 120) ++minutes[static_cast<std::size_t>(minute)];
  }
  double mean = 0;
  for (const int count : minutes) mean += count / 120.0;
  double variance = 0;
  for (const int count : minutes) variance += (count - mean) * (count - mean) / 119;
  CHECK(variance / mean > 0.5);
  CHECK(variance / mean < 1.6);
}
