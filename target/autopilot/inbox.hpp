#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <vector>

#include "reports/foundation/instant.hpp"
#include "target/store/operation.hpp"

namespace rushhour::autopilot {

class Undertaking;

/// What happens elsewhere and the living city wants to know: orders that were committed, requests of its own that can go on.
///
/// Any thread may put; one takes. Putting is short and never waits for whoever takes. Bounded: orders beyond `orders_max` are left out,
/// which `Taken::missed` tells; whoever takes must look at the view then.
class Inbox {
 public:
  static constexpr std::size_t orders_max = 65'536;

  struct Taken {
    std::vector<delivery::Order> orders;  ///< as they were committed, in that order, without their lines
    std::vector<Undertaking*> woken;
    bool reset = false;   ///< the city was; what is here came after it
    bool missed = false;  ///< orders were left out

    bool empty() const noexcept { return orders.empty() && woken.empty() && !reset && !missed; }
  };

  void put(const store::Change& committed);
  void put(Undertaking& woken);

  Taken take();

  /// Until there is something to take, `at_most` has passed or the inbox is closed. One thread.
  void wait(Instant at_most);

  /// Nobody waits any more.
  void close();
  bool closed() const;

 private:
  void ring(bool was_empty);

  mutable std::mutex mutex_;
  std::condition_variable filled_;
  Taken content_;
  bool closed_ = false;
};

}  // namespace rushhour::autopilot
