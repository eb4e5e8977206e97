#pragma once

#include <algorithm>
#include <cstdint>
#include <string>

#include <nlohmann/json.hpp>

#include "reports/runs/run_record.hpp"

namespace rushhour::runs {

/// Fields of a record's JSON, each of its kind or missing: older and smaller generators write fewer. Missing ones are zero or empty; one of
/// another kind throws UserError that names the directory and the key.
[[noreturn]] void damaged(const RunRecord& record, const char* key, const char* kind, const nlohmann::json& value);

bool is_count(const nlohmann::json& value) noexcept;

std::uint64_t count_of(const RunRecord& record, const nlohmann::json& object, const char* key);
double number_of(const RunRecord& record, const nlohmann::json& object, const char* key);
std::string text_of(const RunRecord& record, const nlohmann::json& object, const char* key);
Instant instant_of(const RunRecord& record, const nlohmann::json& object, const char* key);
const nlohmann::json& object_of(const RunRecord& record, const nlohmann::json& object, const char* key);

/// The objects of a list.
const nlohmann::json& list_of(const RunRecord& record, const nlohmann::json& object, const char* key);

/// The scenarios of the plan.
const nlohmann::json& scenarios_of(const RunRecord& record);

/// `visit(tick, begin, end)` for each tick of counters.jsonl, with the time that it stands for: from the end of the one before it to its
/// own.
template <class Visit>
void each_tick(const RunRecord& record, Visit&& visit) {
  Instant before{0};
  for (const nlohmann::json& tick : record.ticks) {
    const Instant at = instant_of(record, tick, "at_ns");
    visit(tick, before, at);
    before = std::max(before, at);
  }
}

/// The instant in the middle of a stretch of time: what was counted in a tick belongs to where its middle lies.
inline Instant middle_of(Instant begin, Instant end) noexcept { return begin + (end - begin) / 2; }

}  // namespace rushhour::runs
