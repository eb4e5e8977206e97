#include "target/server/loop.hpp"

#include <utility>
#include <vector>

#include "target/server/session.hpp"

namespace rushhour::server {
namespace {

// A session may end, and leave the register, while it is visited.
template <typename Visit>
void visit_all(const std::unordered_set<Session*>& sessions, Visit visit) {
  std::vector<std::shared_ptr<Session>> all;
  all.reserve(sessions.size());
  for (Session* session : sessions) all.push_back(session->self());
  for (const auto& session : all) visit(*session);
}

}  // namespace

Loop::~Loop() {
  // What is left here waited for a store that is closed by now.
  visit_all(sessions_, [](Session& session) { session.abandon(); });
  later_.clear();
}

void Loop::run() {
  turn_wheel();
  context.run();
}

void Loop::adopt(Socket socket) {
  const auto session = std::make_shared<Session>(std::move(socket), *this);
  session->start();
}

void Loop::drain() {
  draining_ = true;
  visit_all(sessions_, [](Session& session) { session.drain(); });
}

void Loop::turn_wheel() {
  deadlines.advance(shared.clock.now(), [](DeadlineWheel::Entry& entry) {
    const auto line = static_cast<Line&>(entry).shared_from_this();  // which may end here
    line->on_due();
  });
  turner_.expires_after(DeadlineWheel::grain);
  turner_.async_wait([this](const boost::system::error_code& error) {
    if (!error) turn_wheel();
  });
}

void Loop::later(Instant due, std::shared_ptr<Line> line) {
  const bool earlier = due < later_.first();
  later_.put(due, std::move(line));
  if (earlier) set_alarm();
}

// One timer for all: it is set to what comes first.
void Loop::set_alarm() {
  if (later_.first() == Instant::max()) return;
  alarm_.expires_after(later_.first() - shared.clock.now());
  alarm_.async_wait([this](const boost::system::error_code& error) {
    if (!error) ring();
  });
}

void Loop::ring() {
  const Instant now = shared.clock.now();
  while (const auto line = later_.take(now)) (*line)->on_time();
  set_alarm();
}

}  // namespace rushhour::server
