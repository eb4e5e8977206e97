#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>

#include "reports/pages/live/past_run.hpp"
#include "reports/runs/run_writer.hpp"
#include "sim/load/plan.hpp"
#include "sim/wire/crew.hpp"

namespace rushhour::sim {

/// A plan that is played at once, without a target, a setup or a teardown around it.
struct Play {
  load::Plan plan;
  wire::WireSettings wire;
  std::uint64_t seed = 0;
  std::size_t threads = 1;
  nlohmann::json meta;  ///< run.json as it stands when the run begins
  WallTime started{};
  std::filesystem::path directory;  ///< the run directory, which is made
  std::filesystem::path script;     ///< kept there; may be empty
  wire::Crew::MakeUsers make_users;
};

/// What stands in the run directory at the end, and what follows from it: the same figures and the same verdict as of any other run.
using Played = pages::PastRun;

/// Notes in `meta` (run.json) how a run ended.
void note_ending(nlohmann::json& meta, const wire::Ending& ending);

/// Replaces run.json by `meta`, reads the directory as any report would, and adds to run.json what follows from it.
Played conclude(runs::RunWriter& writer, const nlohmann::json& meta);

/// Writes report.html into the run directory. Whether it could be written; why not is told on stderr, for what was measured stands.
bool keep_report(const Played& played);

/// `interrupts` counts the user's wishes to stop. Throws UserError where the directory cannot be written, and what
/// the crew throws.
Played play(const Play& what, const std::atomic<int>& interrupts, const load::Watch& watch);

}  // namespace rushhour::sim
