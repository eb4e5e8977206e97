#pragma once

#include <string_view>

#include "sim/load/exchange.hpp"

namespace rushhour::wire {

/// An exchange that redirects have led on. All its hops are one to whoever asked: one outcome, sent when the first was, done when the last
/// is, with the bytes and phases of all.
class Journey {
 public:
  /// `outcome` answers `sent`, which went to the URL `base`, with a redirect (is_redirect): sums up this hop and makes request() the next
  /// one's. Trouble::none, or, with `outcome` left to be failed so, redirect_loop or malformed and why.
  load::Trouble lead_on(const load::Request& sent, std::string_view base, const load::Outcome& outcome, std::string& why);

  /// Of the hop under way. REQUIRES: lead_on() said none.
  const load::Request& request() const noexcept { return request_; }

  /// `outcome` ends the last hop: makes it that of them all.
  void sum_up(load::Outcome& outcome) const;

 private:
  load::Request request_;
  Instant sent_{0};
  unsigned hops_ = 0;
  std::uint64_t bytes_out_ = 0;
  std::uint64_t bytes_in_ = 0;
  load::Phases phases_;
};

}  // namespace rushhour::wire
