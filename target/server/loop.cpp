#include "target/server/loop.hpp"

#include <utility>
#include <vector>

#include "target/server/session.hpp"

namespace rushhour::server {
namespace {

// Deadlines are whole seconds or so; a sweep over all sessions at this pace is cheaper than a timer for each.
constexpr auto sweep_every = std::chrono::milliseconds(100);

// A session may end, and leave the register, while it is visited.
template <typename Visit>
void visit_all(const std::unordered_set<Session*>& sessions, Visit visit) {
  std::vector<std::shared_ptr<Session>> all;
  all.reserve(sessions.size());
  for (Session* session : sessions) all.push_back(session->shared_from_this());
  for (const auto& session : all) visit(*session);
}

}  // namespace

Loop::~Loop() {
  // What is left here waited for a store that is closed by now.
  visit_all(sessions_, [](Session& session) { session.abandon(); });
}

void Loop::run() {
  sweep();
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

void Loop::sweep() {
  const Instant now = shared.clock.now();
  visit_all(sessions_, [now](Session& session) { session.enforce_deadline(now); });
  sweeper_.expires_after(sweep_every);
  sweeper_.async_wait([this](const boost::system::error_code& error) {
    if (!error) sweep();
  });
}

}  // namespace rushhour::server
