#include "target/autopilot/inbox.hpp"

#include <utility>
#include <variant>

namespace rushhour::autopilot {
namespace {

/// What kitchens and couriers look at.
delivery::Order without_lines(const delivery::Order& order) {
  delivery::Order slim;
  slim.id = order.id;
  slim.restaurant = order.restaurant;
  slim.status = order.status;
  slim.courier = order.courier;
  slim.updated_at = order.updated_at;
  return slim;
}

}  // namespace

// Who finds something does not wait, so only the first thing that comes is worth a call. It is made under the lock: who waits may be about
// to go to sleep.
void Inbox::ring(bool was_empty) {
  if (was_empty && !content_.empty()) filled_.notify_one();
}

void Inbox::put(const store::Change& committed) {
  const std::lock_guard lock(mutex_);
  const bool was_empty = content_.empty();
  const auto put_order = [this](const delivery::Order& order) {
    if (content_.orders.size() < orders_max)
      content_.orders.push_back(without_lines(order));
    else
      content_.missed = true;
  };
  for (const store::Operation& operation : committed.operations) {
    if (const auto* moved = std::get_if<store::MoveOrder>(&operation)) put_order(moved->order);
    if (!std::holds_alternative<store::Reset>(operation)) continue;
    content_.orders.clear();
    content_.reset = true;
  }
  ring(was_empty);
}

void Inbox::put(Undertaking& woken) {
  const std::lock_guard lock(mutex_);
  const bool was_empty = content_.empty();
  content_.woken.push_back(&woken);
  ring(was_empty);
}

Inbox::Taken Inbox::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(content_, {});
}

void Inbox::wait(Instant at_most) {
  std::unique_lock lock(mutex_);
  filled_.wait_for(lock, at_most,
                   [this] { return closed_ || content_.reset || content_.missed || !content_.orders.empty() || !content_.woken.empty(); });
}

void Inbox::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  filled_.notify_one();
}

bool Inbox::closed() const {
  const std::lock_guard lock(mutex_);
  return closed_;
}

}  // namespace rushhour::autopilot
