#include "sim/wire/flight.hpp"

#include <algorithm>

namespace rushhour::wire {
namespace {

constexpr std::size_t keep_limit = 16 * 1024;  // a buffer that grew beyond is given back

void empty_out(std::string& text) {
  if (text.capacity() > keep_limit) std::string().swap(text);
  text.clear();
}

}  // namespace

void Flight::begin(load::UserId of, const load::Request& what, Instant at) {
  user = of;
  request = &what;
  origin = nullptr;
  connection = nullptr;
  sent_at = Instant{0};
  deadline = what.timeout > Instant::max() - at ? Instant::max() : at + what.timeout;
  due = deadline;
  in_phase_ = false;
  outcome.phases.clear();
  sent = answered = retried = abandoned = false;
  empty_out(unsent);
  cookies.clear();
  journey.reset();
  outcome.headers.clear();
  empty_out(outcome.body);
  empty_out(outcome.detail);
  outcome.status = 0;
  outcome.trouble = load::Trouble::none;
  outcome.sent = outcome.first_byte = outcome.done = Instant{0};
  outcome.lower_bound = false;
  outcome.bytes_out = outcome.bytes_in = outcome.body_size = 0;
  outcome.url.clear();
  outcome.digest.clear();
  parser.abandon();
}

void Flight::enter(load::Phase next, Instant at, Instant limit) {
  leave(at);
  phase_ = next;
  phase_begin_ = at;
  in_phase_ = true;
  due = limit > Instant::max() - at ? deadline : std::min(deadline, at + limit);
}

void Flight::leave(Instant at) {
  if (in_phase_) outcome.phases.add(phase_, std::max(at - phase_begin_, Instant(0)));
  in_phase_ = false;
}

void Flight::fail(load::Trouble trouble, std::string detail, Instant at) {
  leave(at);
  outcome.trouble = trouble;
  outcome.detail = std::move(detail);
  outcome.done = at;
  if (!sent) outcome.sent = at;
  // An answer that was timed out may have been read late: no instant of it lies behind the end.
  outcome.done = std::max(outcome.done, outcome.sent);
  outcome.status = 0;
  outcome.headers.clear();
  outcome.body.clear();
  outcome.body_size = 0;
  outcome.digest.clear();
  parser.abandon();
}

}  // namespace rushhour::wire
