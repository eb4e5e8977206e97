// Modes. (1) Counts of twenty bins a decade are smoothed over three. (2) Each local maximum opens a hump that ends in the valleys beside
// it. (3) The two neighbours with the shallowest valley between them become one, as long as that valley is no true one. (4) So does what is
// too small with the neighbour over the shallower valley. (5) A hump lies at the median of the samples around its peak,
// where it is at least half as high. That of all of a lopsided hump may be where hardly any sample is.

#include "reports/pages/charts/log_bins.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace rushhour::pages {
namespace {

constexpr std::size_t mode_bins = 20;
constexpr double least_share = 0.02;
constexpr double true_valley = 0.5;
constexpr double by_chance = 3;  // standard deviations

std::size_t bin_of(std::int64_t ns, std::size_t bins_a_decade) {
  return static_cast<std::size_t>(std::log10(static_cast<double>(std::max<std::int64_t>(ns, 1))) * static_cast<double>(bins_a_decade));
}

struct Hump {
  std::size_t begin = 0, end = 0;  // bins; its last one is the valley before the next hump
  std::size_t peak = 0;
  double height = 0;  // at the peak
  double valley = 0;  // smoothed counts between it and the next
  std::uint64_t samples = 0;
};

std::vector<double> smoothed(const std::vector<std::uint64_t>& counts) {
  const auto at = [&](std::size_t i) { return i < counts.size() ? static_cast<double>(counts[i]) : 0; };  // -1 wraps to nothing
  std::vector<double> out;
  for (std::size_t i = 0; i < counts.size(); ++i) out.push_back((at(i - 1) + 2 * at(i) + at(i + 1)) / 4);
  return out;
}

std::vector<Hump> humps_of(const std::vector<std::uint64_t>& counts, const std::vector<double>& heights) {
  std::vector<Hump> humps(1);
  bool falling = false;
  for (std::size_t i = 0; i < heights.size(); ++i) {
    if (i > 0 && heights[i] > heights[i - 1] && falling) {
      humps.back().valley = heights[i - 1];
      humps.push_back({i, i, i, 0, 0, 0});
      falling = false;
    } else if (i > 0 && heights[i] < heights[i - 1]) {
      falling = true;
    }
    humps.back().end = i + 1;
    if (heights[i] > humps.back().height) {
      humps.back().height = heights[i];
      humps.back().peak = i;
    }
    humps.back().samples += counts[i];
  }
  return humps;
}

// Puts humps i and i + 1 together.
void join(std::vector<Hump>& humps, std::size_t i) {
  Hump& left = humps[i];
  const Hump& right = humps[i + 1];
  const Hump& higher = right.height > left.height ? right : left;
  left = {left.begin, right.end, higher.peak, higher.height, right.valley, left.samples + right.samples};
  humps.erase(humps.begin() + static_cast<std::ptrdiff_t>(i) + 1);
}

void join_the_untrue(std::vector<Hump>& humps) {
  while (humps.size() > 1) {
    std::size_t shallowest = 0;
    double most = -1;
    for (std::size_t i = 0; i + 1 < humps.size(); ++i) {
      const double lower = std::min(humps[i].height, humps[i + 1].height);
      const bool deep = humps[i].valley < true_valley * lower && lower - humps[i].valley > by_chance * std::sqrt(lower);
      const double depth = deep ? -1 : humps[i].valley / lower;
      if (depth > most) {
        most = depth;
        shallowest = i;
      }
    }
    if (most < 0) return;
    join(humps, shallowest);
  }
}

void join_the_small(std::vector<Hump>& humps, double least) {
  for (std::size_t i = 0; humps.size() > 1 && i < humps.size();) {
    if (static_cast<double>(humps[i].samples) >= least) {
      ++i;
      continue;
    }
    const bool to_the_right = i == 0 || (i + 1 < humps.size() && humps[i].valley > humps[i - 1].valley);
    join(humps, to_the_right ? i : i - 1);
    i = 0;
  }
}

}  // namespace

double LogBins::low_of(std::size_t bin) const noexcept { return std::pow(10, static_cast<double>(bin) / static_cast<double>(a_decade)); }

LogBins log_bins(const latency::Histogram& histogram, std::size_t bins_a_decade) {
  std::map<std::size_t, std::uint64_t> found;
  histogram.each_bucket([&](std::int64_t lowest, std::int64_t highest, std::uint64_t count) {
    found[bin_of(lowest + (highest - lowest) / 2, bins_a_decade)] += count;
  });
  LogBins bins{bins_a_decade};
  if (found.empty()) return bins;
  bins.first = found.begin()->first;
  bins.counts.resize(found.rbegin()->first - bins.first + 1);
  for (const auto& [bin, count] : found) bins.counts[bin - bins.first] = count;
  return bins;
}

std::vector<Mode> modes_of(const latency::Histogram& histogram) {
  std::vector<Mode> modes;
  if (histogram.empty()) return modes;
  const auto all = static_cast<double>(histogram.count());
  const std::vector<std::uint64_t> counts = log_bins(histogram, mode_bins).counts;
  const std::vector<double> heights = smoothed(counts);
  std::vector<Hump> humps = humps_of(counts, heights);
  join_the_untrue(humps);
  join_the_small(humps, least_share * all);
  const auto samples_in = [&](std::size_t begin, std::size_t end) {
    const auto at = [&](std::size_t bin) { return counts.begin() + static_cast<std::ptrdiff_t>(bin); };
    return static_cast<double>(std::accumulate(at(begin), at(end), std::uint64_t{0}));
  };
  for (const Hump& hump : humps) {
    std::size_t begin = hump.peak;
    std::size_t end = hump.peak + 1;
    while (begin > hump.begin && heights[begin - 1] >= hump.height / 2) --begin;
    while (end < hump.end && heights[end] >= hump.height / 2) ++end;
    const double middle = samples_in(0, begin) + samples_in(begin, end) / 2;
    modes.push_back({histogram.quantile(middle / all), static_cast<double>(hump.samples) / all});
  }
  return modes;
}

}  // namespace rushhour::pages
