#include "sim/wire/wire_world.hpp"

#include "sim/wire/loop.hpp"

namespace rushhour::wire {

void Prefetched::complain(load::Trouble what, const std::string& words) {
  const auto ours = [](load::Trouble t) { return t == load::Trouble::no_descriptors || t == load::Trouble::no_ports; };
  if (!complaint.empty() && (!ours(what) || ours(trouble))) return;
  trouble = what;
  complaint = words;
}

void Prefetched::merge(const Prefetched& other) {
  wanted += other.wanted;
  opened += other.opened;
  if (!other.complaint.empty()) complain(other.trouble, other.complaint);
}

WireWorld::WireWorld(const WireSettings& settings) : loop_(std::make_unique<Loop>(settings)) {}

WireWorld::~WireWorld() = default;

void WireWorld::set_start(std::chrono::steady_clock::time_point start) noexcept { loop_->set_start(start); }

void WireWorld::start_now() noexcept { set_start(std::chrono::steady_clock::now()); }

Instant WireWorld::now() const noexcept { return loop_->now(); }

void WireWorld::alarm_at(Instant due) { loop_->alarm_at(due); }

Instant WireWorld::send(load::UserId user, const load::Request& request) { return loop_->send(user, request); }

void WireWorld::abandon(load::UserId user) { loop_->abandon(user); }

void WireWorld::refresh(load::UserId user) { loop_->refresh(user); }

void WireWorld::join(load::UserId companion, load::UserId user) { loop_->join(companion, user); }

load::WorldCounts WireWorld::take_counts() noexcept { return loop_->take_counts(); }

Prefetched WireWorld::prefetch(std::size_t users, std::size_t descriptors, Instant patience) {
  return loop_->prefetch(users, descriptors, patience);
}

void WireWorld::give_up_prefetch() noexcept { loop_->give_up_prefetch(); }

void WireWorld::run(load::Resident& resident) { loop_->run(resident); }

void WireWorld::post(std::function<void()> task) { loop_->post(std::move(task)); }

}  // namespace rushhour::wire
