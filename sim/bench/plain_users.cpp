#include "sim/bench/plain_users.hpp"

namespace rushhour::sim {
namespace {

class PlainUser final : public load::User {
 public:
  explicit PlainUser(const load::Call& call) : call_(&call) {}

  load::Action begin(const load::Iteration&) override { return {load::Action::Kind::send}; }
  load::Action after_outcome(std::size_t, load::Outcome&&, bool) override { return {load::Action::Kind::done}; }
  load::Action after_sleep() override { return {load::Action::Kind::done}; }
  void cancel() override {}
  const load::Call& call(std::size_t) const noexcept override { return *call_; }
  const std::string& failure() const noexcept override {
    static const std::string none;
    return none;
  }

 private:
  const load::Call* call_;
};

}  // namespace

std::unique_ptr<load::User> PlainUsers::make_user(std::size_t, std::uint64_t) { return std::make_unique<PlainUser>(call_); }

}  // namespace rushhour::sim
