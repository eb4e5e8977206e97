#include "reports/runs/tick_counts.hpp"

#include <algorithm>

#include "reports/runs/record_fields.hpp"

namespace rushhour::runs {

using nlohmann::json;

bool was_cut_short(const RunRecord& record) {
  const auto ended_by = record.meta.find("ended_by");
  return record.interrupted || (ended_by != record.meta.end() && *ended_by != "plan");
}

void rate_load(LoadFigures& load, Instant planned, Instant actual, bool cut_short) {
  const bool shorter = cut_short && actual < planned;
  const Instant offered_in = shorter || planned == Instant(0) ? actual : planned;
  const Instant done_in = std::max(offered_in, actual);
  if (offered_in > Instant(0)) load.offered_rate = static_cast<double>(load.offered) / seconds(offered_in);
  if (done_in > Instant(0)) load.achieved_rate = static_cast<double>(load.done) / seconds(done_in);
}

void count_iterations(const RunRecord& record, const json& tick, LoadFigures& load) {
  load.offered += count_of(record, tick, "offered");
  load.started += count_of(record, tick, "started");
  load.done += count_of(record, tick, "done");
  load.dropped += count_of(record, tick, "dropped");
  load.censored += count_of(record, tick, "censored");
  load.rejected += count_of(record, tick, "rejected");
}

void count_errors(const RunRecord& record, const json& tick, std::map<std::string, std::uint64_t>& errors) {
  const json& counts = object_of(record, tick, "errors");
  for (const auto& [name, n] : counts.items()) errors[name] += count_of(record, counts, name.c_str());
}

void count_checks(const RunRecord& record, const json& tick, std::map<std::string, CheckFigures>& checks) {
  for (const auto& [name, counts] : object_of(record, tick, "checks").items()) {
    if (!counts.is_array() || counts.size() != 2 || !is_count(counts[0]) || !is_count(counts[1]))
      damaged(record, "checks", "pair of counts", counts);
    checks[name].passes += counts[0].get<std::uint64_t>();
    checks[name].fails += counts[1].get<std::uint64_t>();
  }
}

}  // namespace rushhour::runs
