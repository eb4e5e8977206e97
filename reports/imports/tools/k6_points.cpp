#include "reports/imports/tools/k6_points.hpp"

#include <array>
#include <cmath>
#include <utility>

#include "reports/imports/csv_fields.hpp"

namespace rushhour::imports {
namespace {

constexpr Instant millisecond = std::chrono::milliseconds(1);
constexpr std::string_view far = "its time is more than 31 days from that of the first line";
constexpr std::size_t most_own = 500;

// k6's parts of a request, and ours.
constexpr std::array<std::pair<std::string_view, std::string_view>, 6> phases{{{"http_req_blocked", "blocked"},
                                                                               {"http_req_connecting", "connect"},
                                                                               {"http_req_tls_handshaking", "tls"},
                                                                               {"http_req_sending", "send"},
                                                                               {"http_req_waiting", "wait"},
                                                                               {"http_req_receiving", "receive"}}};

std::string_view phase_of(std::string_view metric) {
  for (const auto& [theirs, ours] : phases)
    if (metric == theirs) return ours;
  return {};
}

std::uint64_t count_in(double value) { return value > 0 && value < 1e15 ? static_cast<std::uint64_t>(std::llround(value)) : 0; }

}  // namespace

std::string k6_error(const K6Point& point) {
  const std::optional<std::int64_t> status = whole_number(point.status);
  if (point.expected_response == "true") return {};
  if (point.expected_response.empty() && point.error.empty() && status && *status > 0 && *status < 400) return {};
  if (status && *status > 0) return "http " + std::string(point.status);
  if (!point.error.empty()) return std::string(point.error);
  return point.expected_response.empty() && point.status.empty() ? std::string() : "failed";
}

void K6Points::declare(std::string_view metric, K6Metric what) {
  if (own_.size() < most_own || own_.contains(metric)) own_.insert_or_assign(std::string(metric), std::move(what));
}

// A request that the script named stands under that name, any other under its method and its address without the query.
std::string_view K6Points::step_of(const K6Point& point) {
  if (!point.name.empty() && point.name != point.url) return point.name;
  const std::string_view url = point.url.empty() ? point.name : point.url;
  step_ = point.method;
  if (!step_.empty()) step_ += ' ';
  step_ += url.substr(0, url.find_first_of("?#"));
  return step_.empty() ? std::string_view("(no name)") : step_;
}

// "::shop::pay" of k6 is "shop/pay".
std::string_view K6Points::group_of(const K6Point& point) {
  std::string_view rest = point.group;
  group_.clear();
  while (rest.starts_with("::")) {
    rest.remove_prefix(2);
    const std::string_view name = rest.substr(0, rest.find("::"));
    if (!group_.empty()) group_ += '/';
    group_ += name;
    rest.remove_prefix(name.size());
  }
  return group_;
}

std::string_view K6Points::keep_time(const K6Point& point, std::string_view step, std::string_view group, std::string_view kind) {
  const auto time = length_of(point.value, millisecond);
  if (!time) return "its value is no length of time in milliseconds";
  return run_.add_time(point.time, *time, point.scenario, step, group, kind) ? std::string_view() : far;
}

std::string_view K6Points::take_request(const K6Point& point) {
  const auto time = length_of(point.value, millisecond);
  if (!time) return "its value is no length of time in milliseconds";
  Sample sample{point.time, *time, point.scenario, step_of(point)};
  sample.group = group_of(point);
  error_ = k6_error(point);
  sample.error = error_;
  sample.is_iteration = false;
  return run_.add(sample) ? std::string_view() : far;
}

// Counts of k6's own; what it counts otherwise is known from the requests themselves.
std::string_view K6Points::take_counter(const K6Point& point) {
  Counts* const counts = run_.counts_at(point.time, point.scenario);
  if (counts == nullptr) return far;
  const std::uint64_t n = count_in(point.value);
  if (point.metric == "iterations" || point.metric == "dropped_iterations") counts->offered += n;
  if (point.metric == "iterations") counts->done += n;
  if (point.metric == "dropped_iterations") counts->dropped += n;
  if (point.metric == "data_sent") counts->bytes_out += n;
  if (point.metric == "data_received") counts->bytes_in += n;
  if (point.metric == "vus") counts->users = std::max(counts->users.value_or(0), n);
  if (point.metric == "vus_max") counts->users_permitted = std::max(counts->users_permitted.value_or(0), n);
  if (point.metric == "checks") ++counts->check(point.check)[point.value != 0 ? 0 : 1];
  return {};
}

std::string_view K6Points::take_own(const K6Point& point) {
  const auto found = own_.find(point.metric);
  const K6Metric what = found == own_.end() ? K6Metric{"trend", false} : found->second;
  if (what.type != "trend") {
    if (!std::isfinite(point.value)) return "its value is no number";
    return run_.add_metric(point.time, point.scenario, point.metric, what.type, point.value) ? std::string_view() : far;
  }
  kind_ = what.is_time ? latency::time_prefix : latency::trend_prefix;
  kind_ += point.metric;
  if (what.is_time) return keep_time(point, "", "", kind_);
  const auto thousandths = length_of(point.value, Instant(1000));
  if (!thousandths) return "its value is negative or too large for a histogram";
  // Its samples are numbers, so the run does not begin before them.
  return run_.add_number(point.time, thousandths->count(), point.scenario, kind_) ? std::string_view() : far;
}

std::string_view K6Points::take(const K6Point& point) {
  const std::string_view metric = point.metric;
  if (metric == "http_req_duration" || metric == "grpc_req_duration") return take_request(point);
  if (metric == "http_reqs" || metric == "http_req_failed") return {};
  if (const std::string_view phase = phase_of(metric); !phase.empty())
    return point.value == 0 && phase != "wait" && phase != "receive" ? std::string_view()
                                                                     : keep_time(point, step_of(point), group_of(point), phase);
  if (metric == "iteration_duration") return keep_time(point, "", "", "iteration");
  if (metric == "group_duration") return keep_time(point, "", group_of(point), "group");
  for (const std::string_view counted : {"iterations", "dropped_iterations", "data_sent", "data_received", "vus", "vus_max", "checks"})
    if (metric == counted) return take_counter(point);
  return take_own(point);
}

}  // namespace rushhour::imports
