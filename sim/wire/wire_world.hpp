#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sim/load/world.hpp"

namespace rushhour::wire {

struct WireSettings {
  std::string target;       ///< base URL: http(s)://host[:port], without a path
  load::HttpOptions http;   ///< how requests travel
  std::size_t worker = 0;   ///< which of them
  std::size_t workers = 1;  ///< worlds that share the limits of `http`

  /// Sees the bytes of each request before they go out, of redirects each hop's; empty for nobody. Called on the world's thread.
  std::function<void(std::string_view message)> tap{};
};

/// What came of connecting ahead.
struct Prefetched {
  std::size_t wanted = 0;
  std::size_t opened = 0;
  load::Trouble trouble = load::Trouble::none;  ///< of the first that failed; a shortage of our own outranks what the server did
  std::string complaint{};                      ///< the same in words; empty if all were opened

  void complain(load::Trouble what, const std::string& words);
  void merge(const Prefetched& other);
};

/// The wire: real sockets, one loop on the calling thread, a connection of its own for each user and host (kept alive while the server
/// keeps it). It is the only place in sim that knows sockets, Asio and Beast.
///
/// Threads: all of it on the thread that calls run(), except post() and the construction.
class WireWorld final : public load::World {
 public:
  /// Throws UserError if the target is no URL (Exit::flags) or TlsContext finds fault with a file.
  explicit WireWorld(const WireSettings& settings);
  ~WireWorld() override;

  /// Makes `start` instant zero of the run; all workers share one. Before run(); until then now() is zero.
  void set_start(std::chrono::steady_clock::time_point start) noexcept;
  void start_now() noexcept;

  Instant now() const noexcept override;
  void alarm_at(Instant due) override;
  Instant send(load::UserId user, const load::Request& request) override;
  void abandon(load::UserId user) override;
  void refresh(load::UserId user) override;
  void join(load::UserId companion, load::UserId user) override;
  load::WorldCounts take_counts() noexcept override;

  /// Connects the first `users` users to the target, one connection each, within `patience` in all and with `descriptors` at most. Before
  /// set_start(), since it takes its own time. Throws what the first connection to an https server may throw: UserError.
  Prefetched prefetch(std::size_t users, std::size_t descriptors, Instant patience);

  /// Ends prefetch() soon; in a task that was posted.
  void give_up_prefetch() noexcept;

  /// Runs the loop until `resident.finished()`; calls it for alarms and outcomes.
  void run(load::Resident& resident);

  /// Runs `task` on the loop's thread. Any thread, while the world lives.
  void post(std::function<void()> task);

 private:
  class Loop;
  std::unique_ptr<Loop> loop_;
};

/// Whether something accepts connections at `target` (TLS is not tried); an empty string, or why not, in words. Blocks for `patience`
/// at most. Throws what WireWorld throws for these settings.
std::string probe(const std::string& target, const load::HttpOptions& http, std::chrono::milliseconds patience);

}  // namespace rushhour::wire
