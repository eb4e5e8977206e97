// The part of a loop that knows exchanges: how one begins, is redirected, runs out of time, and is handed to the resident. Turns and
// connections stand in loop.cpp.

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "reports/foundation/letters.hpp"
#include "sim/wire/http/redirect.hpp"
#include "sim/wire/http/request_text.hpp"
#include "sim/wire/loop.hpp"

namespace rushhour::wire {

using load::Phase;
using load::Trouble;

namespace {

constexpr std::size_t outbox_keep_limit = 1024 * 1024;
constexpr std::size_t idle_flights_limit = 256;  // what a burst needed beyond is given back

CookieJar::Time wall_time() { return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()); }

/// The Cookie header that a request brings itself.
std::string_view cookies_of(const load::Request& request) noexcept {
  for (const load::Header& header : request.headers)
    if (same_name(header.name, "cookie")) return header.value;
  return {};
}

Url place_of(const Flight& flight) noexcept { return {flight.origin->https, flight.origin->host, flight.origin->port, flight.target}; }

/// The trouble of a time that ran out in `phase`, and its words.
std::pair<Trouble, const char*> timeout_in(Phase phase) noexcept {
  switch (phase) {
    case Phase::blocked:
      return {Trouble::blocked_timeout, "the limit of connections stayed reached"};
    case Phase::dns:
      return {Trouble::dns_timeout, "no answer from DNS in time"};
    case Phase::connect:
      return {Trouble::connect_timeout, "no connection in time"};
    case Phase::tls:
      return {Trouble::tls_timeout, "no end of the TLS handshake in time"};
    case Phase::send:
      return {Trouble::read_timeout, "the request was not taken in time"};
    case Phase::wait:
      return {Trouble::read_timeout, "no answer in time"};
    case Phase::receive:
      return {Trouble::read_timeout, "the answer was not whole in time"};
  }
  return {Trouble::read_timeout, "no answer in time"};
}

}  // namespace

Instant WireWorld::Loop::send(load::UserId user, const load::Request& request) {
  Slot& slot = slot_of(user);
  if (slot.flight != nullptr) throw std::logic_error("a user's second exchange at a time");
  const Instant at = now();
  slot.flight = new_flight();
  slot.flight->begin(user, request, at);
  launch(*slot.flight, at);
  return at;
}

/// Sends a flight, or one hop of it, on its way.
void WireWorld::Loop::launch(Flight& flight, Instant at) {
  Slot& slot = slots_[flight.user];
  const load::Request& request = *flight.request;
  const OriginBook::Route route = origins_.route(request.url);
  if (route.origin == nullptr) return refuse(flight, route.trouble, route.detail, at);
  flight.origin = route.origin;
  flight.target = route.target;
  if (slot.jar) flight.cookies = slot.jar->header(place_of(flight), cookies_of(request), wall_time());
  if (outbox().capacity() > outbox_keep_limit) std::string().swap(outbox());
  const std::string_view complaint =
      write_request(request, route.origin->header, route.target, outbox(), flight.cookies, closes_after_each());
  if (!complaint.empty()) return refuse(flight, Trouble::bad_request, complaint, at);
  if (tap_) tap_(outbox());
  deadlines_.at_latest(flight.user, flight.deadline);
  connection_to(*route.origin, slot).carry(flight, at);
}

void WireWorld::Loop::refuse(Flight& flight, Trouble trouble, std::string_view detail, Instant at) {
  flight.fail(trouble, std::string(detail), at);
  settled(flight);
}

void WireWorld::Loop::abandon(load::UserId user) {
  if (user >= slots_.size()) return;
  if (std::unique_ptr<Flight> flight = std::move(slots_[user].flight)) {
    if (flight->connection != nullptr) flight->connection->close();
    return recycle(std::move(flight));
  }
  for (auto* const queue : {&settled_, &delivering_})
    for (const auto& flight : *queue)
      if (flight && flight->user == user) flight->abandoned = true;
}

void WireWorld::Loop::refresh(load::UserId user) {
  if (user >= slots_.size()) return;
  Slot& slot = slots_[user];
  if (http_.cookies == load::CookiePolicy::per_iteration && slot.jar) *slot.jar = CookieJar();
  if (http_.connections != load::ConnectionPolicy::per_iteration) return;
  // One that was opened ahead and has carried nothing yet is the new iteration's.
  for (Connection* connection = slot.connections; connection != nullptr; connection = connection->next)
    if (connection->used()) connection->close();
}

void WireWorld::Loop::join(load::UserId companion, load::UserId user) {
  slot_of(std::max(companion, user));  // so that neither moves
  if (!slots_[user].jar) slots_[user].jar = std::make_shared<CookieJar>();
  slots_[companion].jar = slots_[user].jar;
}

std::unique_ptr<Flight> WireWorld::Loop::new_flight() {
  if (idle_flights_.empty()) return std::make_unique<Flight>(limits_);
  std::unique_ptr<Flight> flight = std::move(idle_flights_.back());
  idle_flights_.pop_back();
  return flight;
}

void WireWorld::Loop::recycle(std::unique_ptr<Flight> flight) {
  if (idle_flights_.size() < idle_flights_limit) idle_flights_.push_back(std::move(flight));
}

void WireWorld::Loop::settled(Flight& flight) { settled_.push_back(std::move(slots_[flight.user].flight)); }

Instant WireWorld::Loop::limit_of(Phase phase) const noexcept {
  switch (phase) {
    case Phase::dns:
      return http_.phase_timeouts.dns;
    case Phase::connect:
      return http_.phase_timeouts.connect;
    case Phase::tls:
      return http_.phase_timeouts.tls;
    case Phase::wait:
      return http_.phase_timeouts.first_byte;
    default:
      return Instant::max();
  }
}

void WireWorld::Loop::enter(Flight& flight, Phase phase, Instant at) {
  flight.enter(phase, at, limit_of(phase));
  if (flight.due < flight.deadline) deadlines_.at_latest(flight.user, flight.due);
}

void WireWorld::Loop::time_out(Slot& slot) {
  Flight& flight = *slot.flight;
  flight.connection->close();
  const auto [trouble, detail] = timeout_in(flight.phase());
  flight.fail(trouble, detail, flight.due);
  flight.outcome.lower_bound = true;
  settled(flight);
}

/// What is settled meanwhile waits for the next call: a resident that answers each refusal with the next request must not starve sockets
/// and timers.
void WireWorld::Loop::deliver() {
  if (settled_.empty() || resident_ == nullptr) return;
  delivering_.swap(settled_);
  for (std::unique_ptr<Flight>& flight : delivering_) {
    if (!flight->abandoned) {
      if (flight->outcome.status != 0 && flight->parser.sets_cookies()) keep_cookies(*flight);
      if (flight->outcome.status / 100 == 3 && follow(flight)) continue;
      if (const auto journey = std::move(flight->journey)) journey->sum_up(flight->outcome);
      resident_->on_outcome(flight->user, std::move(flight->outcome), std::max(turn_, flight->outcome.done));
    }
    recycle(std::move(flight));
  }
  delivering_.clear();
}

void WireWorld::Loop::keep_cookies(const Flight& flight) {
  if (http_.cookies == load::CookiePolicy::off) return;
  std::shared_ptr<CookieJar>& jar = slots_[flight.user].jar;
  if (!jar) jar = std::make_shared<CookieJar>();
  for (const load::FieldList::Field& field : flight.outcome.headers)
    if (same_name(field.name, "set-cookie")) jar->store(place_of(flight), field.value, wall_time());
}

/// Sends a redirected flight on its way again, within the deadline that it has; false if its outcome is to be delivered.
bool WireWorld::Loop::follow(std::unique_ptr<Flight>& redirected) {
  Flight& flight = *redirected;
  if (!is_redirect(flight.outcome) || !flight.request->message.empty()) return false;
  if (flight.request->redirects == 0 && !flight.journey) return false;  // the script's own affair
  std::unique_ptr<Journey> journey = flight.journey ? std::move(flight.journey) : std::make_unique<Journey>();
  const std::string base = (flight.origin->https ? "https://" : "http://") + flight.origin->header + std::string(flight.target);
  std::string why;
  const Trouble trouble = journey->lead_on(*flight.request, base, flight.outcome, why);
  const Instant at = now();
  if (trouble != Trouble::none) {
    flight.journey = std::move(journey);
    flight.fail(trouble, std::move(why), at);
    return false;
  }
  const Instant deadline = flight.deadline;
  flight.begin(flight.user, journey->request(), at);
  flight.deadline = flight.due = deadline;
  flight.journey = std::move(journey);
  slots_[flight.user].flight = std::move(redirected);
  launch(flight, at);
  return true;
}

}  // namespace rushhour::wire
