#include "target/server/limits/admission.hpp"

#include <algorithm>
#include <cmath>

namespace rushhour::server {
namespace {

constexpr double seen_again = 1.1;  // a mean within so many baselines confirms it

}  // namespace

bool Admission::admits(ClientKey client) const {
  const std::lock_guard lock(mutex_);
  const std::size_t limit = limit_now();
  if (in_flight_ < limit) return true;
  if (in_flight_ >= limit + limit / 4) return false;
  const auto held = held_.find(client);
  if (held == held_.end()) return true;
  return held->second < limit / held_.size();
}

void Admission::started(ClientKey client) {
  const std::lock_guard lock(mutex_);
  ++held_[client];
  window_peak_ = std::max(window_peak_, ++in_flight_);
}

void Admission::finished(ClientKey client, std::optional<Instant> latency, Instant now) {
  const std::lock_guard lock(mutex_);
  --in_flight_;
  const auto held = held_.find(client);
  if (--held->second == 0) held_.erase(held);
  if (!latency) return;
  window_sum_ns_ += static_cast<double>(latency->count());
  ++window_count_;
  if (now - window_began_ >= settings_.window && window_count_ >= settings_.samples) end_window(now);
}

std::size_t Admission::limit() const {
  const std::lock_guard lock(mutex_);
  return limit_now();
}

std::size_t Admission::in_flight() const {
  const std::lock_guard lock(mutex_);
  return in_flight_;
}

std::size_t Admission::limit_now() const noexcept {
  return phase_ == Phase::following ? static_cast<std::size_t>(limit_) : settings_.least;
}

void Admission::end_window(Instant now) {
  const double mean = window_sum_ns_ / static_cast<double>(window_count_);
  if (phase_ == Phase::following) {
    if (baseline_ns_ == 0 || mean <= baseline_ns_ * seen_again) believed_at_ = now;
    if (baseline_ns_ == 0 || mean < baseline_ns_) baseline_ns_ = mean;
    follow(mean);
    if (now - believed_at_ >= settings_.renewal) phase_ = Phase::emptying;
  } else {
    renew(now, mean);
  }
  window_began_ = now;
  window_count_ = 0;
  window_sum_ns_ = 0;
  window_peak_ = in_flight_;
}

void Admission::renew(Instant now, double mean) {
  switch (phase_) {
    case Phase::emptying:
      if (in_flight_ <= settings_.least + settings_.least / 4) phase_ = Phase::draining;
      break;
    case Phase::draining:
      phase_ = Phase::measuring;
      break;
    case Phase::measuring:
      baseline_ns_ = mean;
      believed_at_ = now;
      phase_ = Phase::following;
      break;
    case Phase::following:
      break;
  }
}

void Admission::follow(double mean) {
  const double gradient = std::clamp(settings_.tolerance * baseline_ns_ / mean, 0.5, 1.0);
  if (gradient == 1.0 && static_cast<double>(window_peak_) < limit_ / 2) return;
  const double next = (limit_ + gradient * limit_ + std::sqrt(limit_)) / 2;
  limit_ = std::clamp(next, static_cast<double>(settings_.least), static_cast<double>(settings_.most));
}

}  // namespace rushhour::server
