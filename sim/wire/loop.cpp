#include "sim/wire/loop.hpp"

#include <fmt/format.h>
#include <sys/prctl.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "reports/foundation/user_error.hpp"

namespace rushhour::wire {

namespace {

constexpr std::size_t connections_limit = 8;  // of one user; the one unused longest goes
constexpr std::size_t opening_limit = 128;    // connections opened ahead at once: more would overflow a server's backlog
constexpr std::size_t search_limit = 64;      // connections looked at for an idle one
constexpr std::size_t look_every = 8;         // events after which the clock is read, for an alarm that has come due
constexpr Instant longest_wait = std::chrono::hours(1);

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

/// The worker's part of the limit of connections; the parts of all add up to it.
std::size_t share_of(const WireSettings& settings) {
  const std::uint64_t limit = settings.http.max_connections;
  if (limit == 0) return static_cast<std::size_t>(-1);
  if (limit < settings.workers)
    throw UserError(fmt::format("max_connections {}: {} workers need one each at least; use fewer --threads", limit, settings.workers),
                    Exit::settings);
  return static_cast<std::size_t>(limit / settings.workers + (settings.worker < limit % settings.workers ? 1 : 0));
}

}  // namespace

WireWorld::Loop::Loop(const WireSettings& settings)
    : http_(settings.http),
      origins_(settings.target, settings.http),
      limits_{settings.http.head_limit, settings.http.body_limit},
      sources_(settings.http.sources, settings.worker, settings.workers),
      mailbox_(std::make_shared<Mailbox>(poller())),
      tap_(settings.tap),
      sockets_limit_(share_of(settings)) {
  // The system's authorities are read when the first https server is met; a file that the user names must be sound from the start.
  const load::TlsOptions& files = http_.tls;
  if (!files.ca.empty() || !files.certificate.empty() || !files.key.empty() || origins_.target().https) tls();
}

WireWorld::Loop::~Loop() {
  mailbox_->close();
  for (Connection& connection : connections_) connection.close();
}

Instant WireWorld::Loop::now() const noexcept {
  if (start_) recent_ = std::chrono::steady_clock::now() - *start_;
  return recent_;
}

WireWorld::Loop::Slot& WireWorld::Loop::slot_of(load::UserId user) {
  if (user >= slots_.size()) slots_.resize(std::size_t{user} + 1);
  return slots_[user];
}

load::WorldCounts WireWorld::Loop::take_counts() noexcept {
  if (tls_) tls_->give_back();  // once a tick is soon enough, and no exchange waits for it
  return {open_connections, std::exchange(connections_opened, 0), std::exchange(blocked_count_, 0)};
}

void WireWorld::Loop::run(load::Resident& resident) {
  if (!start_) throw std::logic_error("a world without its start");
  const PreciseTimers precise;
  const auto leave = [this](load::Resident*) { resident_ = nullptr; };
  const std::unique_ptr<load::Resident, decltype(leave)> lives_here(&resident, leave);
  resident_ = &resident;
  while (!resident.finished()) take_turn(Instant::max());
}

Prefetched WireWorld::Loop::prefetch(std::size_t users, std::size_t descriptors, Instant patience) {
  if (!start_) start_ = std::chrono::steady_clock::now();
  const Instant end = now() + patience;
  users = std::min(users, sockets_limit_);
  const std::size_t last = std::min(users, descriptors);
  prefetched_ = {};
  prefetched_.wanted = users;
  for (std::size_t next = 0; (next < last || opening_ahead_ > 0) && now() < end && !prefetch_given_up_;) {
    for (; next < last && opening_ahead_ < opening_limit; ++next) {
      ++opening_ahead_;
      connection_to(origins_.target(), slot_of(static_cast<load::UserId>(next))).open_ahead();
    }
    if (opening_ahead_ > 0) take_turn(end);
  }
  for (Connection& connection : connections_)
    if (!connection.idle()) connection.close();
  opening_ahead_ = 0;
  if (last < users) prefetched_.complain(load::Trouble::no_descriptors, "out of descriptors: the process may have no more");
  if (prefetched_.opened < users && prefetch_given_up_) prefetched_.complain(load::Trouble::none, "the run was interrupted");
  if (prefetched_.opened < users) prefetched_.complain(load::Trouble::connect_timeout, "no connection in time");
  return prefetched_;
}

void WireWorld::Loop::opened_ahead(load::Trouble trouble, const std::string& complaint) {
  if (opening_ahead_ > 0) --opening_ahead_;
  if (trouble == load::Trouble::none)
    ++prefetched_.opened;
  else
    prefetched_.complain(trouble, complaint);
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
  Connection& connection = connections_.emplace_back(*this, static_cast<std::uint32_t>(connections_.size()));
  connection.next = std::exchange(slot.connections, &connection);
  return connection;
}

Connection* WireWorld::Loop::find(std::uint32_t id, std::uint32_t generation) noexcept {
  Connection& connection = connections_[id];
  return connection.generation() == generation ? &connection : nullptr;
}

bool WireWorld::Loop::may_open(Connection& connection) {
  if (sockets_ < sockets_limit_) return true;
  if (Connection* const unused = find_idle()) {
    unused->close();
    return true;
  }
  blocked_.push_back({connection.id(), connection.generation()});
  ++blocked_count_;
  return false;
}

/// The next one round about, so that no user loses its connection every time.
Connection* WireWorld::Loop::find_idle() noexcept {
  for (std::size_t i = 0; i < std::min(search_limit, connections_.size()); ++i) {
    hand_ = (hand_ + 1) % connections_.size();
    if (connections_[hand_].idle()) return &connections_[hand_];
  }
  return nullptr;
}

void WireWorld::Loop::unblock() {
  while (!blocked_.empty()) {
    if (sockets_ >= sockets_limit_) {
      Connection* const unused = find_idle();
      if (unused == nullptr) return;
      unused->close();
    }
    const Caller caller = blocked_.front();
    blocked_.pop_front();
    if (Connection* const connection = find(caller.id, caller.generation)) connection->unblock();
  }
}

TlsContext& WireWorld::Loop::tls() {
  if (!tls_) tls_.emplace(http_.tls);
  return *tls_;
}

/// `latest`: when to be back at the latest.
void WireWorld::Loop::take_turn(Instant latest) {
  const Instant due = std::min({alarm_, deadlines_.empty() ? Instant::max() : deadlines_.due(), latest});
  const bool at_once = !settled_.empty() || !again_.empty();
  const Instant begin = now();
  const std::size_t events = poller().wait(at_once ? Instant(0) : std::min(due > begin ? due - begin : Instant(0), longest_wait));
  turn_ = now();
  fire_deadlines();
  deliver();
  if (alarm_ <= turn_) fire_alarm();
  play_events(events);
  for (const Caller& caller : std::exchange(again_, {}))
    if (Connection* const connection = find(caller.id, caller.generation)) {
      connection->read_on();
      deliver();
    }
  play_mail();
  unblock();
}

void WireWorld::Loop::play_events(std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    const Poller::Ready ready = poller().event(i);
    Connection* const connection = find(ready.id, ready.generation);
    if (connection == nullptr) continue;
    connection->on_ready(ready);
    deliver();
    if (i % look_every == look_every - 1) now();
    if (alarm_ <= recent_) fire_alarm();
  }
}

void WireWorld::Loop::play_mail() {
  for (const Mailbox::Task& task : mailbox_->take()) {
    task();
    deliver();
  }
}

void WireWorld::Loop::fire_alarm() {
  if (resident_ == nullptr) return;
  alarm_ = Instant::max();
  resident_->on_alarm(recent_);
}

void WireWorld::Loop::fire_deadlines() {
  while (!deadlines_.empty() && deadlines_.due() <= turn_) {
    Slot& slot = slots_[deadlines_.id()];
    if (slot.flight != nullptr && slot.flight->due > turn_) {
      deadlines_.postpone(slot.flight->due);
      continue;
    }
    deadlines_.pop();
    if (slot.flight != nullptr) time_out(slot);
  }
}

void WireWorld::Loop::resolve(Origin& origin, Connection& connection) {
  origin.waiting.push_back({&connection, connection.generation()});
  if (origin.waiting.size() > 1) return;
  look_up(origin.host, origin.port, [this, &origin, box = std::weak_ptr<Mailbox>(mailbox_)](Found found) {
    if (const auto open = box.lock()) open->post([this, &origin, found = std::move(found)] { on_resolved(origin, found); });
  });
}

void WireWorld::Loop::on_resolved(Origin& origin, const Found& found) {
  std::vector<Origin::Waiter> waiting;
  waiting.swap(origin.waiting);
  origin.addresses = found.addresses;
  for (const Origin::Waiter& waiter : waiting)
    if (waiter.connection->generation() == waiter.generation) waiter.connection->on_resolved(found);
}

}  // namespace rushhour::wire
