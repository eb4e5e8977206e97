#pragma once

#include <atomic>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "reports/foundation/instant.hpp"
#include "reports/latency/histogram.hpp"

namespace rushhour::sim {

/// What one worker of this machine can do against a server that does nothing: the ceiling of what may be measured with it.
struct SelfTest {
  /// As fast as answers come, over 64 connections.
  struct Ceiling {
    std::string name;
    double requests_per_s = 0;
    double requests_per_cpu_s = 0;
  };

  /// A constant rate, and how late its requests left.
  struct Rate {
    double wanted = 0, achieved = 0;  ///< requests per second
    latency::Histogram send_lag;
    double cpu_max = 0;
    std::vector<std::string> reasons;  ///< why the measurement would be invalid; empty if it is valid
  };

  std::size_t cores = 0;
  bool apart = false;             ///< generator and server had a core each
  double clock_ns = 0;            ///< a reading of the clock
  latency::Histogram timer_lag;   ///< how late a timer of the worker's loop rings
  std::uint64_t descriptors = 0;  ///< connections that the process may hold, about
  std::uint64_t ports = 0;        ///< connections from one address to one server
  std::vector<Ceiling> ceilings;
  std::vector<Rate> rates;  ///< rising, until two in a row are invalid: one may be the machine's hiccup
  bool interrupted = false;

  /// The highest rate that was valid; zero if none was.
  double trusted_rate() const noexcept;
};

/// Takes about a quarter of a minute. Throws UserError if no port or no folder for temporary files can be had.
SelfTest run_self_test(const std::atomic<int>& interrupts);

std::string to_text(const SelfTest& test);
nlohmann::json to_json(const SelfTest& test);

}  // namespace rushhour::sim
