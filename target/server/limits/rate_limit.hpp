#pragma once

#include <cstddef>
#include <mutex>
#include <optional>
#include <vector>

#include "reports/foundation/instant.hpp"
#include "target/server/limits/client_key.hpp"

namespace rushhour::server {

/// A bucket of tokens for each client: `per_s` come in a second, a request takes one, and a second's worth is the most that is kept. (The
/// leaky bucket as a meter, ITU-T I.371; one token at least.)
///
/// The table is bounded: 16,384 clients in sets of four, where the one that asked longest ago makes room. Its bucket is full when it comes
/// back, so that a crowd of clients makes the limit softer, and never memory grow. Any thread.
class RateLimit {
 public:
  explicit RateLimit(double per_s);

  /// Nothing if the client may ask now, which takes a token; else how long it is until it has one.
  std::optional<Instant> wait_of(ClientKey client, Instant now);

 private:
  struct Bucket {
    ClientKey client = 0;
    Instant asked{0};
    double tokens = -1;  // below zero: nobody's
  };
  static constexpr std::size_t sets = 4096;
  static constexpr std::size_t ways = 4;

  Bucket& bucket_of(ClientKey client, Instant now);

  const double per_s_;
  const double most_;
  std::mutex mutex_;
  std::vector<Bucket> buckets_;
};

}  // namespace rushhour::server
