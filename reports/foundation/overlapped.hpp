#pragma once

#include <cstddef>
#include <future>
#include <utility>

namespace rushhour {

/// Takes batches from `make()` until one is empty. While a batch is handed to `take(batch)` on this thread, the next is made on a second
/// one, which also frees those that were taken. Both see the batches in order. What either throws is thrown here. Behind a batch of fewer
/// than 16 the next is made on this thread: most often it is the end, and a thread would cost more.
template <class Make, class Take>
void overlapped(Make&& make, Take&& take) {
  constexpr std::size_t worth_a_thread = 16;
  using Batch = decltype(make());
  Batch taken;
  for (Batch batch = make(); !batch.empty();) {
    const auto how = batch.size() < worth_a_thread ? std::launch::deferred : std::launch::async;
    std::future<Batch> next = std::async(how, [&make, done = std::move(taken)]() mutable {
      done = Batch();
      return make();
    });
    take(batch);
    taken = std::move(batch);
    batch = next.get();
  }
}

}  // namespace rushhour
