#include "target/server/limits/rate_limit.hpp"

#include <algorithm>
#include <cmath>
#include <span>

namespace rushhour::server {

RateLimit::RateLimit(double per_s) : per_s_(per_s), most_(std::max(1.0, per_s)), buckets_(sets * ways) {}

std::optional<Instant> RateLimit::wait_of(ClientKey client, Instant now) {
  const std::lock_guard lock(mutex_);
  Bucket& bucket = bucket_of(client, now);
  bucket.tokens = std::min(most_, bucket.tokens + per_s_ * seconds(std::max(Instant{0}, now - bucket.asked)));
  bucket.asked = std::max(bucket.asked, now);  // loops may come out of order by a little
  if (bucket.tokens < 1) return Instant(std::llround(std::ceil((1 - bucket.tokens) / per_s_ * 1e9)));
  bucket.tokens -= 1;
  return std::nullopt;
}

// The client's own, or one that is nobody's, or that of whoever asked longest ago, filled for the client.
RateLimit::Bucket& RateLimit::bucket_of(ClientKey client, Instant now) {
  const std::span<Bucket> set(&buckets_[client % sets * ways], ways);
  const auto own = std::find_if(set.begin(), set.end(), [&](const Bucket& b) { return b.tokens >= 0 && b.client == client; });
  if (own != set.end()) return *own;
  const auto age = [](const Bucket& b) { return b.tokens < 0 ? Instant::min() : b.asked; };
  Bucket& taken = *std::min_element(set.begin(), set.end(), [&](const Bucket& a, const Bucket& b) { return age(a) < age(b); });
  taken = {client, now, most_};
  return taken;
}

}  // namespace rushhour::server
