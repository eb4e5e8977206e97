#pragma once

#include <cstddef>
#include <future>
#include <utility>

namespace rushhour {

/// Takes batches from `read()` until one is empty; each is prepared by `work(batch)` on a second thread while the one before it is handed
/// to `take(batch)` on this one. All three see the batches in order. What any of them throws is thrown here. A batch of fewer than 16 is
/// prepared on this thread: a thread would cost more.
template <class Read, class Work, class Take>
void overlapped(Read&& read, Work&& work, Take&& take) {
  constexpr std::size_t worth_a_thread = 16;
  using Batch = decltype(read());
  const auto begin = [&](Batch batch) {
    const auto how = batch.size() < worth_a_thread ? std::launch::deferred : std::launch::async;
    return std::async(how, [&work, waiting = std::move(batch)]() mutable {
      work(waiting);
      return std::move(waiting);
    });
  };
  std::future<Batch> next = begin(read());
  for (Batch batch = next.get(); !batch.empty(); batch = next.get()) {
    next = begin(read());
    take(batch);
  }
}

}  // namespace rushhour
