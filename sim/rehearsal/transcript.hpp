#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "sim/load/record/recorder.hpp"
#include "sim/load/user.hpp"

namespace rushhour::sim {

/// Tells in lines of text what one user does: in short a line a request, in full with heads and bodies. What servers and scripts bring is
/// made harmless for terminals. One thread.
class Transcript {
 public:
  enum class Detail { brief, full };

  /// `write` gets whole lines.
  Transcript(Detail detail, std::function<void(std::string_view)> write) : detail_(detail), write_(std::move(write)) {}

  /// What follows is of this part: setup, a scenario, teardown.
  void part(std::string_view title);

  /// The bytes of a request as they go out; of redirects each hop's. Told in full only.
  void sent(std::string_view message);

  void answered(const load::Call& call, const load::Outcome& outcome, bool expected);
  void slept(Instant length);
  void checked(std::string_view name, std::uint64_t passes, std::uint64_t fails);

  /// A mistake of the script or a word of its own: one line that begins with file:line.
  void failed(std::string_view message);

  /// "6 requests, 0 not as expected, 3 checks, 0 failed".
  std::string sum() const;

 private:
  void line(std::string_view text);
  void message(std::string_view mark, std::string_view head, std::string_view body, std::uint64_t size);

  Detail detail_;
  std::function<void(std::string_view)> write_;
  std::uint64_t requests_ = 0, unexpected_ = 0, checks_ = 0, failed_checks_ = 0;
};

/// A user as another sees it: whatever it does is told to a transcript. Both outlive it.
class ToldUser final : public load::User {
 public:
  ToldUser(load::User& user, Transcript& transcript) : user_(&user), transcript_(&transcript) {}

  load::Action begin(const load::Iteration& iteration) override { return told(user_->begin(iteration)); }
  load::Action after_outcome(std::size_t call, load::Outcome&& outcome, bool expected) override;
  load::Action after_sleep() override { return told(user_->after_sleep()); }
  void cancel() override { user_->cancel(); }
  const load::Call& call(std::size_t number) const noexcept override { return user_->call(number); }
  const std::string& failure() const noexcept override { return user_->failure(); }

 private:
  load::Action told(load::Action action);

  load::User* user_;
  Transcript* transcript_;
};

}  // namespace rushhour::sim
