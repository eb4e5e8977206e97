// Where the counts live.
//
//  1. Latencies of one series crowd into a few octaves, with some far away. So counts stand in two places: the window, a dense array of
//     32-bit counts over one stretch of buckets, and the strays, a sorted list of what the window cannot hold: buckets outside of it, and
//     counts beyond 32 bits. A bucket's count is the sum of both.
//  2. Recording into the window takes one comparison and one addition beside the arithmetic of buckets.cpp; a table of pages between
//     costs a dependent load more, which over 400 series doubles the time.
//  3. When strays have been recorded often enough, the window stretches over those that lie dense enough: at most `spread` buckets for
//     each stray it takes in. So memory is bounded by 1 KB for each bucket that ever held a sample, and by 4 bytes for each of the
//     layout's buckets; in practice a dense series takes 4 KB an octave, and a timeout far out takes 16 bytes.
//  4. The next look comes after as many recordings of strays as a look costs steps.

#include "reports/latency/histogram.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace rushhour::latency {
namespace {

constexpr std::size_t spread = 256;

}  // namespace

std::uint64_t quantile_rank(double q, std::uint64_t n) noexcept {
  const double product = std::clamp(q, 0.0, 1.0) * static_cast<double>(n);
  const double whole = std::nearbyint(product);
  // Three roundings at most: q from its decimal text, q from a percentile divided by 100, the product. Each is half an epsilon.
  const double slack = 2 * std::numeric_limits<double>::epsilon() * product;
  const double rank = std::abs(product - whole) <= slack ? whole : std::ceil(product);
  return rank >= static_cast<double>(n) ? n : std::max<std::uint64_t>(1, static_cast<std::uint64_t>(rank));
}

Histogram::Histogram(const Layout& layout, std::span<const BucketCount> counts) : buckets_(layout) {
  for (const BucketCount& bucket : counts) total_ += bucket.count;
  strays_.assign(counts.begin(), counts.end());
  if (counts.empty()) return;
  const std::size_t range = counts.back().index - counts.front().index + std::size_t{1};
  if (range * sizeof(window_[0]) <= counts.size() * sizeof(strays_[0])) stretch(counts.front().index, counts.front().index + range);
  strays_.shrink_to_fit();
}

Histogram::Histogram(Histogram&& other) noexcept : buckets_(other.buckets_) { *this = std::move(other); }

Histogram& Histogram::operator=(Histogram&& other) noexcept {
  if (this == &other) return *this;
  buckets_ = other.buckets_;
  first_ = std::exchange(other.first_, 0);
  width_ = std::exchange(other.width_, 0);
  total_ = std::exchange(other.total_, 0);
  window_ = std::exchange(other.window_, {});
  strays_ = std::exchange(other.strays_, {});
  patience_ = std::exchange(other.patience_, least_patience);
  return *this;
}

void Histogram::record_stray(std::size_t index, std::uint64_t times) {
  if (times == 0) return;
  total_ += times;
  const auto place =
      std::lower_bound(strays_.begin(), strays_.end(), index, [](const BucketCount& stray, std::size_t i) { return stray.index < i; });
  if (place != strays_.end() && place->index == index) {
    place->count += times;
  } else {
    strays_.insert(place, {static_cast<std::uint32_t>(index), times});
  }
  if (--patience_ == 0) settle();
}

// Stretches the window from where it is, or from the middle of the strays, as far as they lie dense enough on either side.
void Histogram::settle() {
  const std::size_t middle = strays_[strays_.size() / 2].index;
  std::size_t begin = width_ == 0 ? middle : first_;
  std::size_t end = width_ == 0 ? middle + 1 : first_ + width_;
  std::size_t passed = 0;
  for (const BucketCount& stray : strays_) {
    if (stray.index < end) continue;
    if (stray.index - end < ++passed * spread) {
      end = stray.index + std::size_t{1};
      passed = 0;
    }
  }
  passed = 0;
  for (auto stray = strays_.rbegin(); stray != strays_.rend(); ++stray) {
    if (stray->index >= begin) continue;
    if (begin - stray->index <= ++passed * spread) {
      begin = stray->index;
      passed = 0;
    }
  }
  if (end - begin > width_) stretch(begin, end);
  patience_ = std::max(least_patience, strays_.size());
}

// Makes the window cover [begin, end), which holds the old window, and takes in the strays that fit.
void Histogram::stretch(std::size_t begin, std::size_t end) {
  std::vector<std::uint32_t> wider(end - begin);
  if (width_ != 0) std::copy(window_.begin(), window_.end(), wider.begin() + static_cast<std::ptrdiff_t>(first_ - begin));
  window_ = std::move(wider);
  first_ = static_cast<std::uint32_t>(begin);
  width_ = static_cast<std::uint32_t>(end - begin);
  std::erase_if(strays_, [&](const BucketCount& stray) {
    if (stray.index < begin || stray.index >= end) return false;
    std::uint32_t& count = window_[stray.index - begin];
    if (stray.count > most - count) return false;
    count += static_cast<std::uint32_t>(stray.count);
    return true;
  });
}

void Histogram::merge(const Histogram& other) {
  if (&other == this) return merge(Histogram(other));
  if (layout() != other.layout()) {
    other.each_bucket([this](std::int64_t lowest, std::int64_t, std::uint64_t count) { record(lowest, count); });
    return;
  }
  // Where the other has a window this one will need one too, unless they lie far apart.
  const std::size_t begin = width_ == 0 ? other.first_ : std::min(first_, other.first_);
  const std::size_t end = std::max(first_ + width_, other.first_ + other.width_);
  if (other.width_ != 0 && end - begin > width_ && end - begin <= 2 * (std::size_t{width_} + other.width_)) stretch(begin, end);
  const bool covered = other.width_ != 0 && other.first_ >= first_ && other.first_ + other.width_ <= first_ + width_;
  if (!covered || total_ > most || other.total_ > most - total_) {  // a count of the window might not hold the sum
    other.each_count([this](std::size_t index, std::uint64_t count) { record_at(index, count); });
    return;
  }
  std::uint32_t* const into = window_.data() + (other.first_ - first_);
  std::uint64_t added = other.total_;
  for (std::size_t at = 0; at < other.width_; ++at) into[at] += other.window_[at];
  for (const BucketCount& stray : other.strays_) added -= stray.count;
  total_ += added;
  for (const BucketCount& stray : other.strays_) record_at(stray.index, stray.count);
}

void Histogram::reset() noexcept {
  std::fill(window_.begin(), window_.end(), 0);
  strays_.clear();
  total_ = 0;
}

std::int64_t Histogram::quantile(double q) const noexcept {
  if (empty()) return 0;
  const std::uint64_t rank = quantile_rank(q, total_);
  std::uint64_t seen = 0;
  std::size_t found = 0;
  if (strays_.empty()) {
    while ((seen += window_[found]) < rank) ++found;
    return buckets_.highest_of(first_ + found);
  }
  each_count([&](std::size_t index, std::uint64_t count) {
    if (seen < rank) found = index;
    seen += count;
  });
  return buckets_.highest_of(found);
}

double Histogram::mean() const noexcept {
  if (empty()) return 0;
  double sum = 0;
  each_count(
      [&](std::size_t index, std::uint64_t count) { sum += static_cast<double>(buckets_.middle_of(index)) * static_cast<double>(count); });
  return sum / static_cast<double>(total_);
}

std::int64_t Histogram::max() const noexcept {
  std::size_t last = 0;
  each_count([&](std::size_t index, std::uint64_t) { last = index; });
  return empty() ? 0 : buckets_.highest_of(last);
}

std::int64_t Histogram::min() const noexcept {
  std::size_t first = buckets_.size();
  each_count([&](std::size_t index, std::uint64_t) { first = std::min(first, index); });
  return empty() ? 0 : buckets_.lowest_of(first);
}

std::uint64_t Histogram::count_above(std::int64_t value) const noexcept {
  const std::size_t bucket = buckets_.index_of(value);
  std::uint64_t above = 0;
  each_count([&](std::size_t index, std::uint64_t count) {
    if (index > bucket) above += count;
  });
  return above;
}

}  // namespace rushhour::latency
