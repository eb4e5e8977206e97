#pragma once

#include <memory>
#include <string>

#include "sim/wire/http/journey.hpp"
#include "sim/wire/http/response_parser.hpp"
#include "sim/wire/origin.hpp"

namespace rushhour::wire {

/// One exchange on its way, with everything that only a busy user needs. A loop recycles flights, so there are as many as exchanges ever
/// ran at once, and an idle user holds none.
struct Flight {
  explicit Flight(const ResponseLimits& limits) : parser(limits) {}

  load::UserId user = 0;
  const load::Request* request = nullptr;
  Origin* origin = nullptr;
  std::string_view target;           ///< a view into the request's URL
  Connection* connection = nullptr;  ///< that carries it, or did
  Instant deadline{0};               ///< of the exchange
  Instant due{0};                    ///< when it is over without more: the deadline, or the limit of its phase, whichever comes first
  Instant sent_at{0};                ///< when it went out last; outcome.sent is when it did first
  bool sent = false;                 ///< outcome.sent stands
  bool answered = false;             ///< a byte of the answer has come
  bool retried = false;
  bool abandoned = false;  ///< it is over, and nobody wants to know
  std::string unsent;      ///< what the socket did not take at once
  std::size_t unsent_begin = 0;
  std::string cookies;               ///< the Cookie header's value, if the user's jar had any
  std::unique_ptr<Journey> journey;  ///< of an exchange that was redirected; holds its request
  load::Outcome outcome;
  ResponseParser parser;

  /// Readies a flight, new or used, for an exchange that starts at `at`.
  void begin(load::UserId of, const load::Request& what, Instant at);

  /// The exchange comes to `next` at `at`, and may stay there for `limit`. What it did before is booked.
  void enter(load::Phase next, Instant at, Instant limit);

  /// Books the phase that ends at `at`.
  void leave(Instant at);

  load::Phase phase() const noexcept { return phase_; }

  /// Completes the outcome as a trouble at `at`. What has come of an answer is dropped: it is not whole.
  void fail(load::Trouble trouble, std::string detail, Instant at);

  /// Keeps what the socket did not take of a request.
  void keep_unsent(std::string_view rest) {
    unsent.assign(rest);
    unsent_begin = 0;
  }

 private:
  load::Phase phase_ = load::Phase::blocked;
  Instant phase_begin_{0};
  bool in_phase_ = false;
};

}  // namespace rushhour::wire
