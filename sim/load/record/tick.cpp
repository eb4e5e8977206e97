#include "sim/load/record/tick.hpp"

#include <algorithm>

namespace rushhour::load {
namespace {

constexpr std::size_t place_limit = 50;  // a tick and worker

// "file:line" at the begin of a message; the whole message if it begins otherwise.
std::string_view place_of(std::string_view message) {
  for (std::size_t colon = message.find(':'); colon != std::string_view::npos; colon = message.find(':', colon + 1)) {
    const std::size_t end = std::min(message.find_first_not_of("0123456789", colon + 1), message.size());
    if (colon > 0 && end > colon + 1 && (end == message.size() || message[end] == ':')) return message.substr(0, end);
  }
  return message;
}

}  // namespace

void Counts::merge(const Counts& other) {
  for (const auto member : {&Counts::offered, &Counts::started, &Counts::done, &Counts::dropped, &Counts::censored, &Counts::rejected,
                            &Counts::script_errors, &Counts::requests, &Counts::bytes_out, &Counts::bytes_in, &Counts::waited_for_user,
                            &Counts::waited_beside_idle, &Counts::users_busy, &Counts::queued})
    this->*member += other.*member;
  for (const auto& [name, n] : other.errors) errors[name] += n;
  for (const auto& [name, counts] : other.checks) {
    checks[name].first += counts.first;
    checks[name].second += counts.second;
  }
}

std::string_view to_string(MetricKind kind) noexcept {
  constexpr std::string_view names[] = {"counter", "gauge", "rate", "trend", "time"};
  return names[static_cast<std::size_t>(kind)];
}

void MetricFigures::add(MetricKind kind, double value, Instant at) noexcept {
  switch (kind) {
    case MetricKind::counter:
      return merge({1, 0, value, 0, Instant(0), 0, 0});
    case MetricKind::rate:
      return merge({1, value != 0 ? 1u : 0u, 0, 0, Instant(0), 0, 0});
    default:
      return merge({1, 0, 0, value, at, value, value});
  }
}

void MetricFigures::merge(const MetricFigures& other) noexcept {
  if (other.count == 0) return;
  min = count == 0 ? other.min : std::min(min, other.min);
  max = count == 0 ? other.max : std::max(max, other.max);
  if (count == 0 || other.last_at >= last_at) {
    last = other.last;
    last_at = other.last_at;
  }
  count += other.count;
  hits += other.hits;
  sum += other.sum;
}

void note(Failures& failures, std::size_t scenario, std::string_view message, std::uint64_t count) {
  auto found = failures.find({scenario, std::string(place_of(message))});
  if (found == failures.end()) {
    const std::string_view place = failures.size() < place_limit ? place_of(message) : other_names;
    found = failures.try_emplace({scenario, std::string(place)}, Failure{std::string(message), 0}).first;
  }
  found->second.count += count;
}

void Tick::merge(const Tick& other) {
  Counts::merge(other);
  if (scenarios.size() < other.scenarios.size()) scenarios.resize(other.scenarios.size());
  for (std::size_t i = 0; i < other.scenarios.size(); ++i) scenarios[i].merge(other.scenarios[i]);
  for (const auto& [key, figures] : other.metrics) metrics[key].merge(figures);
  for (const auto member : {&Tick::script_error_lines, &Tick::rejections})
    for (const auto& [place, failure] : other.*member)
      (this->*member).try_emplace(place, Failure{failure.message, 0}).first->second.count += failure.count;
  warnings.insert(other.warnings.begin(), other.warnings.end());
  for (const auto member : {&Tick::connections_opened, &Tick::waited_for_connection, &Tick::connections}) this->*member += other.*member;
  request_lines += other.request_lines;
  lost_lines += other.lost_lines;
  cpu.insert(cpu.end(), other.cpu.begin(), other.cpu.end());
  core_wait.insert(core_wait.end(), other.core_wait.begin(), other.core_wait.end());
}

}  // namespace rushhour::load
