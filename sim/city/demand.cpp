#include "sim/city/demand.hpp"

#include <algorithm>
#include <array>

#include "reports/foundation/random_stream.hpp"

namespace rushhour::city {
namespace {

constexpr std::uint64_t block_size = 512;

// Orders of ten thousand in each hour. From eleven on, and under 0.3 % an hour before six, as on four published days of orders in
// Colombian cities (docs/formats.md, "Generated data"); what is left over lies evenly in between.
constexpr std::array<std::uint64_t, 24> of_hour{25,   15,   10,  5,   5,   10,  20,   60,   90,  120, 220, 810,
                                                1390, 1000, 710, 590, 570, 670, 1160, 1320, 740, 300, 110, 50};
// Of a thousand on an average day; from Sunday on, as std::chrono::weekday counts.
constexpr std::array<std::uint64_t, 7> of_weekday{1000, 850, 880, 920, 1000, 1200, 1150};

// Two thousandths more with each day, of what there was on the first.
constexpr std::uint64_t growth(std::uint64_t day) noexcept { return 1000 + 2 * day; }

__extension__ using Wide = unsigned __int128;

}  // namespace

Demand::Demand(std::uint64_t seed, std::uint64_t orders, Day begin, std::uint32_t days) : seed_(seed), orders_(orders), begin_(begin) {
  demand_until_.reserve(std::size_t{days} * 24 + 1);
  demand_until_.push_back(0);
  for (std::uint32_t day = 0; day < days; ++day) {
    const std::uint64_t of_day = of_weekday[std::chrono::weekday(begin + std::chrono::days(day)).c_encoding()] * growth(day);
    for (const std::uint64_t share : of_hour) demand_until_.push_back(demand_until_.back() + share * of_day);
  }
}

void Demand::draw_block() {
  const std::uint64_t count = std::min(block_size, orders_ - drawn_);
  const Wide all = demand_until_.back();
  const auto from = static_cast<std::uint64_t>(all * drawn_ / orders_);
  const auto to = static_cast<std::uint64_t>(all * (drawn_ + count) / orders_);
  RandomStream random(seed_, "city", "demand", drawn_ / block_size);
  block_.resize(count);
  for (std::uint64_t& position : block_) position = from + random.below(to - from);
  std::sort(block_.begin(), block_.end());
  drawn_ += count;
  next_ = 0;
}

Moment Demand::moment(std::uint64_t position) {
  while (position >= demand_until_[hour_ + 1]) ++hour_;
  const std::uint64_t within = position - demand_until_[hour_];
  const std::uint64_t width = demand_until_[hour_ + 1] - demand_until_[hour_];
  const auto ms = static_cast<std::int64_t>(Wide{within} * 3'600'000 / width);
  return midnight(begin_) + std::chrono::hours(hour_) + std::chrono::milliseconds(ms);
}

Moment Demand::next() {
  if (next_ == block_.size()) draw_block();
  return moment(block_[next_++]);
}

}  // namespace rushhour::city
