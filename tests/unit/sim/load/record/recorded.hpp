#pragma once

#include "sim/load/record/recorder.hpp"

namespace rushhour::load::fixtures {

inline Plan two_scenarios() {
  Plan plan;
  plan.scenarios.resize(2);
  plan.scenarios[0].name = "a";
  plan.scenarios[1].name = "b";
  return plan;
}

inline Call step(const char* name) {
  Call call;
  call.step = name;
  return call;
}

inline Outcome done_at(Instant sent, Instant done, int status = 200) {
  Outcome outcome;
  outcome.status = status;
  outcome.sent = sent;
  outcome.done = done;
  return outcome;
}

}  // namespace rushhour::load::fixtures
