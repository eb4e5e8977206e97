// What a sample costs to record, and an interval to encode. One JSON object a line: {what, figure, unit, goal, met}.
//
// Debian has no development package of HdrHistogram_c (apt-cache search hdrhistogram), so the peer is its recording path: one dense array
// of 64-bit counts for each series, the running minimum and maximum, the same arithmetic of buckets.

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "reports/foundation/random_stream.hpp"
#include "reports/latency/histogram_codec.hpp"
#include "reports/latency/interval.hpp"

namespace {

using namespace rushhour;
using latency::Histogram;

constexpr int rounds = 60;

/// Log-normal latencies around 2 ms, as a quick service has them.
std::vector<std::int64_t> latencies(std::size_t n) {
  RandomStream random(1, "bench", "latencies", n);
  std::vector<std::int64_t> values(n);
  for (std::int64_t& value : values) value = static_cast<std::int64_t>(2e6 * std::exp(0.5 * random.normal()));
  return values;
}

/// Dense counts, as HdrHistogram_c keeps them.
class DenseHistogram {
 public:
  DenseHistogram() : counts_(buckets_.size()) {}
  void record(std::int64_t value) {
    ++counts_[buckets_.index_of(value)];
    ++total_;
    min_ = std::min(min_, value);
    max_ = std::max(max_, value);
  }
  std::uint64_t count() const { return total_ + static_cast<std::uint64_t>(max_ < min_); }

 private:
  latency::Buckets buckets_{latency::Layout{}};
  std::vector<std::uint64_t> counts_;
  std::uint64_t total_ = 0;
  std::int64_t min_ = std::numeric_limits<std::int64_t>::max(), max_ = 0;
};

/// The least of several rounds: what else runs on the machine can only add.
template <class Work>
double least_ns(double times, Work&& work) {
  double least = std::numeric_limits<double>::infinity();
  for (int round = 0; round < rounds; ++round) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    least = std::min(least, std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - begin).count() / times);
  }
  return least;
}

template <class Kind>
double record_ns(std::size_t series_count, const std::vector<std::int64_t>& values) {
  constexpr std::size_t samples = 1'000'000;
  std::vector<Kind> series(series_count);
  const auto record_all = [&] {
    std::size_t at = 0;
    for (std::size_t i = 0; i < samples; ++i) {
      series[at].record(values[i % 4096]);
      if (++at == series_count) at = 0;
    }
  };
  record_all();  // memory is taken once, as in a run after its first interval
  const double ns = least_ns(samples, record_all);
  std::uint64_t recorded = 0;
  for (const Kind& one : series) recorded += one.count();
  if (recorded != samples * (rounds + 1)) throw std::runtime_error("samples were lost");
  return ns;
}

double first_record_ns(const std::vector<std::int64_t>& values) {
  constexpr int intervals = 200;
  return least_ns(intervals * 1000.0, [&] {
    for (int i = 0; i < intervals; ++i) {
      Histogram fresh;
      for (std::size_t sample = 0; sample < 1000; ++sample) fresh.record(values[sample]);
      if (fresh.count() != 1000) throw std::runtime_error("samples were lost");
    }
  });
}

void print(const std::string& what, double figure, const char* unit, double goal = 0) {
  if (goal > 0)
    fmt::print("{{\"what\":\"{}\",\"figure\":{:.2f},\"unit\":\"{}\",\"goal\":\"<= {} {}\",\"met\":{}}}\n", what, figure, unit, goal, unit,
               figure <= goal);
  else
    fmt::print("{{\"what\":\"{}\",\"figure\":{:.2f},\"unit\":\"{}\"}}\n", what, figure, unit);
}

}  // namespace

int main() {
  const std::vector<std::int64_t> values = latencies(4096);
  print("histogram record, one series", record_ns<Histogram>(1, values), "ns", 3);
  print("the same, dense array as in HdrHistogram_c", record_ns<DenseHistogram>(1, values), "ns");
  print("histogram record, 400 series in turn", record_ns<Histogram>(400, values), "ns", 4);
  print("the same, dense arrays as in HdrHistogram_c", record_ns<DenseHistogram>(400, values), "ns");
  print("histogram record, a fresh one of 1000 samples", first_record_ns(values), "ns");

  Histogram typical;
  for (const std::int64_t value : latencies(1000)) typical.record(value);
  std::size_t bytes = 0;
  print(".hlog encode, 1000 samples",
        least_ns(200,
                 [&] {
                   for (int i = 0; i < 200; ++i) bytes = latency::encode(typical).size();
                 }) /
            1000,
        "us", 150);
  const std::string payload = latency::encode(typical);
  std::uint64_t decoded = 0;
  print(".hlog decode, 1000 samples",
        least_ns(200,
                 [&] {
                   for (int i = 0; i < 200; ++i) decoded += latency::decode(payload).count();
                 }) /
            1000,
        "us");
  print(".hlog payload, 1000 samples", static_cast<double>(bytes), "bytes");
  print("memory of a histogram, 1000 samples", static_cast<double>(typical.memory()), "bytes");
  return decoded > 0 ? 0 : 1;
}
