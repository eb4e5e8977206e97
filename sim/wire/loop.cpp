#include "sim/wire/loop.hpp"

#include <fmt/format.h>
#include <sys/prctl.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <stdexcept>
#include <utility>

#include "sim/wire/http/redirect.hpp"
#include "sim/wire/http/request_text.hpp"

namespace rushhour::wire {

namespace asio = boost::asio;
using load::Trouble;

namespace {

constexpr std::size_t connections_limit = 8;  // of one user; the one unused longest goes
constexpr std::size_t outbox_keep_limit = 1024 * 1024;

/// The kernel may let a timed sleep run 50 us over; on a loop's thread it may not.
class PreciseTimers {
 public:
  PreciseTimers() noexcept : before_ns_(::prctl(PR_GET_TIMERSLACK)) { ::prctl(PR_SET_TIMERSLACK, 1UL); }
  ~PreciseTimers() {
    if (before_ns_ > 0) ::prctl(PR_SET_TIMERSLACK, static_cast<unsigned long>(before_ns_));
  }
  PreciseTimers(const PreciseTimers&) = delete;
  PreciseTimers& operator=(const PreciseTimers&) = delete;

 private:
  int before_ns_;
};

CookieJar::Time wall_time() { return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()); }

/// The Cookie header that a request brings itself.
std::string_view cookies_of(const load::Request& request) noexcept {
  for (const load::Header& header : request.headers)
    if (same_name(header.name, "cookie")) return header.value;
  return {};
}

Url place_of(const Flight& flight) noexcept { return {flight.origin->https, flight.origin->host, flight.origin->port, flight.target}; }

}  // namespace

WireWorld::Loop::Loop(const WireSettings& settings)
    : origins_(settings.target, settings.http.allowed_hosts),
      limits_{settings.http.head_limit, settings.http.body_limit},
      http_(settings.http),
      timer_(context_),
      resolver_(context_),
      work_(context_.get_executor()) {
  // The system's authorities are read when the first https server is met; a file that the user names must be sound from the start.
  const load::TlsOptions& files = http_.tls;
  if (!files.ca.empty() || !files.certificate.empty() || !files.key.empty() || origins_.target().https) tls();
}

WireWorld::Loop::~Loop() {
  resolver_.cancel();
  timer_.cancel();
  for (const auto& connection : connections_) connection->close();
  // What was cancelled is let go of here, while the connections that lend it memory still stand.
  context_.restart();
  context_.poll();
}

Instant WireWorld::Loop::send(load::UserId user, const load::Request& request) {
  if (user >= slots_.size()) slots_.resize(std::size_t{user} + 1);
  if (slots_[user].flight != nullptr) throw std::logic_error("a user's second exchange at a time");
  const Instant at = now();
  Flight& flight = new_flight();
  flight.begin(user, request, at);
  slots_[user].flight = &flight;
  launch(flight, at);
  return at;
}

void WireWorld::Loop::launch(Flight& flight, Instant at) {
  Slot& slot = slots_[flight.user];
  const load::Request& request = *flight.request;
  const OriginBook::Route route = origins_.route(request.url);
  if (route.origin == nullptr) return refuse(flight, route.trouble, route.detail, at);
  flight.origin = route.origin;
  flight.target = route.target;
  if (slot.jar) flight.cookies = slot.jar->header(place_of(flight), cookies_of(request), wall_time());
  if (outbox().capacity() > outbox_keep_limit) std::string().swap(outbox());
  const std::string_view complaint = write_request(request, route.origin->header, route.target, outbox(), flight.cookies);
  if (!complaint.empty()) return refuse(flight, Trouble::bad_request, complaint, at);
  deadlines_.at_latest(flight.user, flight.deadline);
  connection_to(*route.origin, slot).carry(flight, at);
}

void WireWorld::Loop::refuse(Flight& flight, Trouble trouble, std::string_view detail, Instant at) {
  flight.fail(trouble, std::string(detail), at);
  settled(flight);
}

void WireWorld::Loop::abandon(load::UserId user) {
  if (user >= slots_.size() || slots_[user].flight == nullptr) return;
  Flight& flight = *std::exchange(slots_[user].flight, nullptr);
  if (flight.connection != nullptr) flight.connection->close();
  if (flight.settled)
    flight.abandoned = true;
  else
    idle_flights_.push_back(&flight);
}

void WireWorld::Loop::refresh(load::UserId user) {
  if (user < slots_.size() && http_.cookies == load::CookiePolicy::per_iteration) slots_[user].jar.reset();
}

load::WorldCounts WireWorld::Loop::take_counts() noexcept {
  if (tls_) tls_->give_back();  // once a tick is soon enough, and no exchange waits for it
  return {open_connections, 0, 0};
}

void WireWorld::Loop::run(load::Resident& resident) {
  if (!start_) throw std::logic_error("a world without its start");
  const PreciseTimers precise;
  const auto leave = [this](load::Resident*) { resident_ = nullptr; };
  const std::unique_ptr<load::Resident, decltype(leave)> lives_here(&resident, leave);
  resident_ = &resident;
  context_.restart();
  begin_turn();
  end_turn();
  context_.run();
}

void WireWorld::Loop::post(std::function<void()> task) {
  asio::post(context_, [this, task = std::move(task)] {
    if (resident_ == nullptr) return;
    begin_turn();
    task();
    end_turn();
  });
}

Connection& WireWorld::Loop::connection_to(Origin& origin, Slot& slot) {
  std::size_t count = 0;
  for (Connection** link = &slot.connections; *link != nullptr; link = &(*link)->next, ++count) {
    Connection* const found = *link;
    const bool last = found->next == nullptr && count + 1 >= connections_limit;
    if (found->origin() != &origin && !last) continue;
    *link = found->next;
    found->next = std::exchange(slot.connections, found);
    if (found->origin() != &origin) {
      found->close();
      found->assign(origin);
    }
    return *found;
  }
  Connection& fresh = new_connection(slot);
  fresh.assign(origin);
  return fresh;
}

Connection& WireWorld::Loop::new_connection(Slot& slot) {
  Connection& connection = *connections_.emplace_back(std::make_unique<Connection>(*this));
  connection.next = std::exchange(slot.connections, &connection);
  return connection;
}

Flight& WireWorld::Loop::new_flight() {
  if (idle_flights_.empty()) return *flights_.emplace_back(std::make_unique<Flight>(limits_));
  Flight& flight = *idle_flights_.back();
  idle_flights_.pop_back();
  return flight;
}

void WireWorld::Loop::settled(Flight& flight) {
  flight.settled = true;
  settled_.push_back(&flight);
}

TlsContext& WireWorld::Loop::tls() {
  if (!tls_) tls_.emplace(http_.tls);
  return *tls_;
}

void WireWorld::Loop::begin_turn() {
  turn_ = now();
  if (!deadlines_.empty() && deadlines_.due() <= turn_) fire_deadlines();
  if (alarm_ <= turn_) fire_alarm();
}

void WireWorld::Loop::end_turn() {
  if (!settled_.empty()) deliver();
  if (resident_->finished()) return context_.stop();
  if (!settled_.empty()) deliver_soon();
  arm_timer();
}

void WireWorld::Loop::fire_alarm() {
  alarm_ = Instant::max();
  resident_->on_alarm(turn_);
}

void WireWorld::Loop::fire_deadlines() {
  while (!deadlines_.empty() && deadlines_.due() <= turn_) {
    Slot& slot = slots_[deadlines_.id()];
    const bool over = slot.flight == nullptr || slot.flight->settled;
    if (!over && slot.flight->deadline > turn_) {
      deadlines_.postpone(slot.flight->deadline);
      continue;
    }
    deadlines_.pop();
    if (!over) time_out(slot);
  }
}

void WireWorld::Loop::time_out(Slot& slot) {
  Flight& flight = *slot.flight;
  flight.connection->close();
  const char* const detail = flight.answered ? "the answer was not whole in time"
                             : flight.sent   ? "no answer in time"
                                             : "no connection in time";
  flight.fail(flight.sent ? Trouble::read_timeout : Trouble::connect_timeout, detail, flight.deadline);
  flight.outcome.lower_bound = true;
  settled(flight);
}

void WireWorld::Loop::deliver() {
  delivering_.swap(settled_);
  for (Flight* const flight : delivering_) {
    if (!flight->abandoned) {
      if (flight->outcome.status != 0 && flight->parser.sets_cookies()) keep_cookies(*flight);
      if (flight->outcome.status / 100 == 3 && follow(*flight)) continue;
      if (const auto journey = std::move(flight->journey)) journey->sum_up(flight->outcome);
      slots_[flight->user].flight = nullptr;
      // An exchange that was refused within this turn ended after the turn's begin.
      const Instant at = std::max(turn_, flight->outcome.done);
      resident_->on_outcome(flight->user, std::move(flight->outcome), at);
    }
    idle_flights_.push_back(flight);
  }
  delivering_.clear();
}

void WireWorld::Loop::keep_cookies(const Flight& flight) {
  if (http_.cookies == load::CookiePolicy::off) return;
  std::unique_ptr<CookieJar>& jar = slots_[flight.user].jar;
  if (!jar) jar = std::make_unique<CookieJar>();
  for (const load::FieldList::Field& field : flight.outcome.headers)
    if (same_name(field.name, "set-cookie")) jar->store(place_of(flight), field.value, wall_time());
}

/// Sends a redirected flight on its way again, within the deadline that it has; false if its outcome is to be delivered.
bool WireWorld::Loop::follow(Flight& flight) {
  if (!is_redirect(flight.outcome) || !flight.request->message.empty()) return false;
  if (flight.request->redirects == 0 && !flight.journey) return false;  // the script's own affair
  std::unique_ptr<Journey> journey = flight.journey ? std::move(flight.journey) : std::make_unique<Journey>();
  const std::string base = (flight.origin->https ? "https://" : "http://") + flight.origin->header + std::string(flight.target);
  const load::Request sent = *flight.request;
  std::string why;
  const Trouble trouble = journey->lead_on(sent, base, flight.outcome, why);
  const Instant at = now();
  if (trouble != Trouble::none) {
    flight.journey = std::move(journey);
    flight.fail(trouble, std::move(why), at);
    return false;
  }
  const Instant deadline = flight.deadline;
  flight.begin(flight.user, journey->request(), at);
  flight.deadline = deadline;
  flight.journey = std::move(journey);
  launch(flight, at);
  return true;
}

/// A resident that answers each refusal with the next request must not starve sockets and timers: they come before the rest.
void WireWorld::Loop::deliver_soon() {
  if (std::exchange(delivery_posted_, true)) return;
  asio::post(context_, [this] {
    delivery_posted_ = false;
    if (resident_ == nullptr) return;
    begin_turn();
    end_turn();
  });
}

void WireWorld::Loop::arm_timer() {
  // No sleep is longer than an hour, so that no far-off instant can overflow the timer's clock.
  const Instant next = std::min({alarm_, deadlines_.empty() ? Instant::max() : deadlines_.due(), turn_ + std::chrono::hours(1)});
  if (next >= armed_) return;
  armed_ = next;
  timer_.expires_at(*start_ + next);
  timer_.async_wait(TimerNotice{this});
}

void WireWorld::Loop::TimerNotice::operator()(const boost::system::error_code& error) const {
  if (error || loop->resident_ == nullptr) return;
  loop->armed_ = Instant::max();
  loop->begin_turn();
  loop->end_turn();
}

void WireWorld::Loop::resolve(Origin& origin, Connection& connection) {
  origin.waiting.push_back({&connection, connection.generation()});
  if (origin.waiting.size() > 1) return;
  resolver_.async_resolve(origin.host, std::to_string(origin.port), asio::ip::resolver_base::numeric_service,
                          [this, &origin](const boost::system::error_code& error, const Resolver::results_type& results) {
                            if (resident_ != nullptr) on_resolved(origin, error, results);
                          });
}

void WireWorld::Loop::on_resolved(Origin& origin, const boost::system::error_code& error, const Resolver::results_type& results) {
  begin_turn();
  std::vector<Origin::Waiter> waiting;
  waiting.swap(origin.waiting);
  for (const auto& entry : results) origin.addresses.push_back(entry.endpoint());
  std::string complaint;
  if (error || origin.addresses.empty()) complaint = fmt::format("{}: {}", origin.host, error ? error.message() : "no addresses");
  // Resolver's codes are not errnos, except where the system ran out of something.
  const int number = error.category() == boost::system::system_category() ? error.value() : 0;
  for (const Origin::Waiter& waiter : waiting)
    if (waiter.connection->generation() == waiter.generation) waiter.connection->on_resolved(number, complaint);
  end_turn();
}

}  // namespace rushhour::wire
