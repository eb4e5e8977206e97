#include "sim/load/play/scenario_run.hpp"

#include "sim/load/play/fixed_run.hpp"
#include "sim/load/play/open_run.hpp"

namespace rushhour::load {

Pools make_pools(const Plan& plan, std::size_t workers) {
  Pools pools;
  for (const Scenario& scenario : plan.scenarios)
    pools.push_back(std::unique_ptr<Pool>(new Pool{Permits(scenario.max_vus, workers), Allotment(scenario.iterations, scenario.max_vus)}));
  return pools;
}

bool ScenarioRun::on_runaway(Instant now) {
  constexpr int runaway_limit = 3;  // each keeps all users of the worker waiting for as long as its limit is
  if (++runaways_ != runaway_limit) return false;
  stop(now);
  be_over_at(now);
  return true;
}

std::unique_ptr<ScenarioRun> make_run(const Plan& plan, std::size_t index, Pool& pool, Players& players, Recorder& recorder,
                                      std::uint64_t seed, Stripe stripe) {
  const Scenario& scenario = plan.scenarios[index];
  if (scenario.open()) return std::make_unique<OpenRun>(scenario, index, pool, players, recorder, seed, stripe);
  return std::make_unique<FixedRun>(scenario, index, pool, players, recorder, stripe);
}

}  // namespace rushhour::load
