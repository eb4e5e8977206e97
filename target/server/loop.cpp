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

}  // namespace rushhour::server
