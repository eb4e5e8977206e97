#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "sim/load/user.hpp"

namespace rushhour::sim {

/// The cores that this process may run on, rising.
std::vector<int> usable_cores();

/// Keeps the calling thread on one core. False if the system refuses.
bool stay_on_core(int core) noexcept;

/// Users of another factory, whose worker stays on one core from its first user on: users are made on their worker's thread.
class UsersOnCore final : public load::UserFactory {
 public:
  UsersOnCore(std::unique_ptr<load::UserFactory> users, int core) : users_(std::move(users)), core_(core) {}

  void note_in(load::Recorder& recorder) override { users_->note_in(recorder); }
  std::unique_ptr<load::User> make_user(std::size_t scenario, std::uint64_t vu) override;

 private:
  std::unique_ptr<load::UserFactory> users_;
  int core_;
  bool there_ = false;
};

}  // namespace rushhour::sim
