#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "target/viewing/rules.hpp"
#include "target/viewing/view.hpp"

namespace rushhour::viewing {

/// Shows a view to a few people over HTTP/1.1, on a thread of its own and of low priority; not made for load.
///   - At most 64 connections, the next gets 503; heads up to 16 KB, bodies up to 4 KB; whoever sends nothing for 15 s is let go.
///   - Every response says what it may do in a browser (content security policy, nosniff, no-store, no frames) and grants nobody else's
///     pages anything; refusal_of() comes before the view.
///   - A stream (text/event-stream) gets what changed since its last event, numbered `id:`; one that comes back with Last-Event-ID goes on
///     from there. Nothing is kept for a slow reader: when it has taken one event, the next is all that changed meanwhile. A comment keeps
///     an idle one open; one that takes nothing for 30 s is let go.
class ViewServer {
 public:
  /// Listens, and serves until close(). `view` outlives the server. Throws UserError (Exit::trouble) that names `flag` and the address if
  /// it cannot be had.
  ViewServer(const Place& place, std::string_view flag, View& view);

  /// As close().
  ~ViewServer();
  ViewServer(const ViewServer&) = delete;
  ViewServer& operator=(const ViewServer&) = delete;

  /// Where it listens, with the port that was found.
  const Place& place() const noexcept;

  /// Runs `work` on the server's thread. Any thread.
  void post(std::function<void()> work);

  /// Streams are told what changed. The server's thread.
  void publish();

  /// Gives streams their last event and ends, within a second whatever they do.
  void close();

 private:
  class Hall;
  std::unique_ptr<Hall> hall_;
};

}  // namespace rushhour::viewing
