#pragma once

#include <map>
#include <string>
#include <string_view>

#include "reports/imports/gathered.hpp"
#include "reports/imports/input.hpp"

namespace rushhour::imports {

/// One sample of a k6 metric, from JSON or CSV. Tags that it lacks are empty.
struct K6Point {
  std::string_view metric;
  WallTime time{};
  double value = 0;
  std::string_view scenario, group, name, url, method, status, error, expected_response, check;
};

/// What a k6 metric is, as k6 declares it.
struct K6Metric {
  std::string type;      ///< counter, gauge, rate or trend
  bool is_time = false;  ///< its values are milliseconds
};

/// Puts k6's samples where they belong: requests become steps, their phases phases, iterations iterations, checks checks, and what the
/// script declared itself metrics of its own.
class K6Points {
 public:
  explicit K6Points(Gathered& into) : run_(into.run) {}

  void declare(std::string_view metric, K6Metric what);

  /// Nothing, or why the sample cannot be kept.
  std::string_view take(const K6Point& point);

 private:
  std::string_view take_request(const K6Point& point);
  std::string_view take_counter(const K6Point& point);
  std::string_view take_own(const K6Point& point);
  std::string_view step_of(const K6Point& point);
  std::string_view group_of(const K6Point& point);
  std::string_view keep_time(const K6Point& point, std::string_view step, std::string_view group, std::string_view kind);

  RunBuilder& run_;
  std::map<std::string, K6Metric, std::less<>> own_;
  std::string step_, group_, kind_, error_;
};

/// Whether the exchange that the sample tells of failed, and as what; empty if it went well.
std::string k6_error(const K6Point& point);

}  // namespace rushhour::imports
