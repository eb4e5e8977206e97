#pragma once

#include <string>

#include "sim/load/user.hpp"

namespace rushhour::script {

class WrkHost;

/// A connection's worth of a wrk script: each iteration asks the host's request() for a message and tells response() of the answer. Its
/// last message is kept, so that one that is made again in the same bytes is not looked through again.
class WrkUser final : public load::User {
 public:
  explicit WrkUser(WrkHost& host);

  load::Action begin(const load::Iteration& iteration) override;
  load::Action after_outcome(std::size_t call, load::Outcome&& outcome, bool expected) override;
  load::Action after_sleep() override { return {load::Action::Kind::done}; }
  void cancel() override {}
  const load::Call& call(std::size_t) const noexcept override { return *call_; }
  const std::string& failure() const noexcept override { return failure_; }

 private:
  WrkHost* host_;
  load::Call own_;          // if the script has a request()
  const load::Call* call_;  // what is sent: own_, or the host's
  std::string failure_;
};

}  // namespace rushhour::script
