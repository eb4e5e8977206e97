#pragma once

#include <functional>
#include <string>
#include <thread>

#include "reports/foundation/instant.hpp"
#include "sim/load/http_options.hpp"
#include "sim/wire/wire_world.hpp"

namespace rushhour::sim {

/// Asks a server the same question over and over beside a run, on a thread and a wire of its own, so that a server that stands still holds
/// up nobody. It uses the names, certificates and addresses of the run's options and nothing else of the run; each request has a
/// connection of its own, redirects are not followed, and an answer of more than 4 MB is trouble.
///
/// Threads: `heard` is called on the bystander's own thread, never after finish() or the destructor has returned.
class Bystander final : private load::Resident {
 public:
  struct Times {
    Instant period;         ///< from a question to the next, at least
    Instant pause;          ///< from an answer to the next question, at least
    Instant patience;       ///< of a question
    Instant last_patience;  ///< of the last one
  };

  /// Hears what came of a question, and may change what is asked next. False: nothing more is to be asked.
  using Heard = std::function<bool(load::Outcome&&, load::Request& next)>;

  /// Asks `first`, whose timeout is the patience, at once. Throws what WireWorld throws for `origin` and `http`.
  Bystander(const std::string& origin, const load::HttpOptions& http, load::Request first, const Times& times, Heard heard);

  /// Ends at once, whatever is under way.
  ~Bystander() override;
  Bystander(const Bystander&) = delete;
  Bystander& operator=(const Bystander&) = delete;

  /// Gives up what is under way, asks a last time, unless nothing more is to be asked, and ends. Once.
  void finish();

 private:
  void on_alarm(Instant now) override;
  void on_outcome(load::UserId user, load::Outcome&& outcome, Instant now) override;
  bool finished() const noexcept override { return over_; }
  void listen();
  void ask(Instant timeout);

  // All of it the thread's own; others post to the world.
  wire::WireWorld world_;
  load::Request request_;
  Times times_;
  Heard heard_;
  Instant asked_{0};
  bool last_ = false;
  bool over_ = false;
  std::thread thread_;  // uses all that stands above
};

}  // namespace rushhour::sim
