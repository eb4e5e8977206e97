#pragma once

#include <memory>
#include <string>

#include "sim/load/user.hpp"

namespace rushhour::sim {

/// Users that send one and the same request an iteration: no script, no memory of their own, nothing to compose. All users of a worker
/// share one call.
class PlainUsers final : public load::UserFactory {
 public:
  /// `call` as every user is to send it; its message is whole.
  explicit PlainUsers(load::Call call) : call_(std::move(call)) {}

  void note_in(load::Recorder&) override {}
  std::unique_ptr<load::User> make_user(std::size_t scenario, std::uint64_t vu) override;

 private:
  load::Call call_;
};

}  // namespace rushhour::sim
