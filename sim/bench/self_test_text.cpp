// How a self-test is told: the table, and the same as JSON.

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "reports/foundation/units.hpp"
#include "sim/bench/self_test.hpp"

namespace rushhour::sim {
namespace {

constexpr double quantiles[] = {0.5, 0.99, 0.999};

std::string whole(double n) { return format_count(static_cast<std::uint64_t>(n + 0.5)); }

std::string lag_cells(const latency::Histogram& lag) {
  std::string cells;
  for (const double q : quantiles) cells += fmt::format("{:>10}", lag.empty() ? "-" : format_duration(Instant(lag.quantile(q))));
  return cells;
}

nlohmann::json lag_json(const latency::Histogram& lag) {
  const auto at = [&lag](double q) { return lag.empty() ? nlohmann::json() : nlohmann::json(lag.quantile(q)); };
  return {{"count", lag.count()}, {"p50", at(0.5)}, {"p99", at(0.99)}, {"p99.9", at(0.999)}, {"max", at(1)}};
}

/// The sentence that the rest is for.
std::string judgement(const SelfTest& test) {
  if (test.interrupted) return "The self-test was interrupted, so it says nothing of this machine.";
  const double trusted = test.trusted_rate();
  if (trusted <= 0)
    return "At no rate was this machine a generator to be trusted now: something else keeps it busy, or its cores are too slow.";
  const bool broke = test.rates.back().wanted > trusted;
  return fmt::format("One worker of this machine can be trusted with {} requests/s{}.", whole(trusted),
                     broke ? "" : ", the highest rate that was tried");
}

}  // namespace

std::string to_text(const SelfTest& test) {
  std::string out = fmt::format("rushhour self-test  {} {}, {}\n\n", test.cores, test.cores == 1 ? "core" : "cores",
                                test.apart ? "one worker and the null server on a core each"
                                           : "one worker and the null server on the same core, so both are slower than they could be");
  out += fmt::format("  CLOCK         {:.0f}ns a reading\n", test.clock_ns);
  out += fmt::format("  TIMERS        late by p50 {}, p99 {}, max {}\n", format_duration(Instant(test.timer_lag.quantile(0.5))),
                     format_duration(Instant(test.timer_lag.quantile(0.99))), format_duration(Instant(test.timer_lag.max())));
  out += fmt::format("  DESCRIPTORS   {}, one a connection\n", format_count(test.descriptors));
  out += fmt::format("  PORTS         {}, connections from one address to one server\n\n", format_count(test.ports));
  out += fmt::format("  {:<26}{:>14}{:>18}\n", "AS FAST AS ANSWERS COME", "requests/s", "per CPU second");
  for (const SelfTest::Ceiling& ceiling : test.ceilings)
    out += fmt::format("    {:<24}{:>14}{:>18}\n", ceiling.name, whole(ceiling.requests_per_s), whole(ceiling.requests_per_cpu_s));
  out += fmt::format("\n  {:<16}{:>12}{:>10}{:>10}{:>10}{:>8}\n", "AT A RATE", "achieved/s", "lag p50", "p99", "p99.9", "cpu");
  for (const SelfTest::Rate& rate : test.rates) {
    out += fmt::format("    {:<14}{:>12}{}{:>6.0f} %  {}\n", whole(rate.wanted) + "/s", whole(rate.achieved), lag_cells(rate.send_lag),
                       rate.cpu_max * 100, rate.reasons.empty() ? "valid" : "INVALID");
    for (const std::string& reason : rate.reasons) out += fmt::format("      {}\n", reason);
  }
  return out + fmt::format("\n  {}\n", judgement(test));
}

nlohmann::json to_json(const SelfTest& test) {
  nlohmann::json json{{"cores", test.cores},
                      {"apart", test.apart},
                      {"clock_reading_ns", test.clock_ns},
                      {"timer_lag_ns", lag_json(test.timer_lag)},
                      {"descriptors", test.descriptors},
                      {"ports", test.ports},
                      {"connections", 64},
                      {"interrupted", test.interrupted},
                      {"trusted_rate", test.trusted_rate()},
                      {"says", judgement(test)}};
  json["ceilings"] = nlohmann::json::array();
  for (const SelfTest::Ceiling& ceiling : test.ceilings)
    json["ceilings"].push_back(
        {{"name", ceiling.name}, {"requests_per_s", ceiling.requests_per_s}, {"requests_per_cpu_s", ceiling.requests_per_cpu_s}});
  json["rates"] = nlohmann::json::array();
  for (const SelfTest::Rate& rate : test.rates)
    json["rates"].push_back({{"wanted", rate.wanted},
                             {"achieved", rate.achieved},
                             {"send_lag_ns", lag_json(rate.send_lag)},
                             {"cpu_max", rate.cpu_max},
                             {"valid", rate.reasons.empty()},
                             {"reasons", rate.reasons}});
  return json;
}

}  // namespace rushhour::sim
