#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sim/telemetry/metrics_text.hpp"

namespace rushhour::sim {

/// A series of a source and its value, as it goes into the run directory.
struct Reading {
  std::string name, labels;
  bool counter = false;
  double value = 0;
};

/// Which series of an exposition a run keeps: a target may have thousands, and a run is read by people. One source's; one thread.
class SeriesChoice {
 public:
  static constexpr std::size_t most = 200;
  static constexpr std::size_t most_unasked = 100;  ///< of which what nobody looks at first, so that there is room for what comes later

  /// `keep`: names, or beginnings of names that end in `*`; first named, first kept. Empty: CPU time, memory, descriptors, requests, queues
  /// and business of the process and the target first, then whatever else there is; parts of histograms and summaries only if named.
  explicit SeriesChoice(std::vector<std::string> keep);

  /// The readings of `text` that are kept, or nothing if it is no exposition. What was kept once is kept for good; what is new finds a
  /// place while there is one.
  std::vector<Reading> read(std::string_view text);

  /// Series that found no place so far.
  std::size_t left_out() const noexcept { return left_out_.size() + uncounted_; }

 private:
  std::size_t rank(const MetricSample& sample) const;
  void leave_out(const Reading& reading);

  bool named_;  // the user named what to keep
  std::vector<std::string> keep_;
  std::set<std::string> kept_, left_out_;  // name{labels}
  std::size_t uncounted_ = 0;
};

}  // namespace rushhour::sim
