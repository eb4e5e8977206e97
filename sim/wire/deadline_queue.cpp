#include "sim/wire/deadline_queue.hpp"

#include <algorithm>

namespace rushhour::wire {
namespace {

constexpr std::size_t arity = 4;

}  // namespace

void DeadlineQueue::at_latest(Id id, Instant due) {
  if (id >= position_.size()) position_.resize(std::size_t{id} + 1, 0);
  const std::uint32_t position = position_[id];
  if (position != 0) {
    if (due < heap_[position - 1].due) rise(position - 1, {due, id});
    return;
  }
  heap_.push_back({due, id});
  rise(heap_.size() - 1, {due, id});
}

void DeadlineQueue::postpone(Instant due) { sink(0, {due, heap_.front().id}); }

void DeadlineQueue::pop() {
  position_[heap_.front().id] = 0;
  const Entry last = heap_.back();
  heap_.pop_back();
  if (!heap_.empty()) sink(0, last);
}

void DeadlineQueue::place(std::size_t at, const Entry& entry) noexcept {
  heap_[at] = entry;
  position_[entry.id] = static_cast<std::uint32_t>(at + 1);
}

void DeadlineQueue::rise(std::size_t at, const Entry& entry) noexcept {
  while (at > 0) {
    const std::size_t parent = (at - 1) / arity;
    if (heap_[parent].due <= entry.due) break;
    place(at, heap_[parent]);
    at = parent;
  }
  place(at, entry);
}

void DeadlineQueue::sink(std::size_t at, const Entry& entry) noexcept {
  for (;;) {
    const std::size_t first = at * arity + 1;
    if (first >= heap_.size()) break;
    const std::size_t end = std::min(first + arity, heap_.size());
    std::size_t least = first;
    for (std::size_t child = first + 1; child < end; ++child)
      if (heap_[child].due < heap_[least].due) least = child;
    if (heap_[least].due >= entry.due) break;
    place(at, heap_[least]);
    at = least;
  }
  place(at, entry);
}

}  // namespace rushhour::wire
