#include "sim/load/user.hpp"

#include <algorithm>

namespace rushhour::load {

bool is_expected(const Call& call, const Outcome& outcome) noexcept {
  if (outcome.trouble != Trouble::none) return false;
  if (call.expected.empty()) return outcome.status >= 200 && outcome.status < 400;
  return std::find(call.expected.begin(), call.expected.end(), outcome.status) != call.expected.end();
}

}  // namespace rushhour::load
