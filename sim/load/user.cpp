#include "sim/load/user.hpp"

#include <algorithm>

namespace rushhour::load {

bool is_expected(const Call& call, const Outcome& outcome) noexcept {
  if (outcome.trouble != Trouble::none) return false;
  if (call.expected.empty()) return outcome.status >= 200 && outcome.status < 400;
  return std::any_of(call.expected.begin(), call.expected.end(),
                     [status = outcome.status](int one) { return one == status || one == status / 100; });
}

}  // namespace rushhour::load
