#include "sim/bench/play.hpp"

#include <fmt/format.h>

#include <utility>

#include "reports/commands/say.hpp"
#include "reports/foundation/user_error.hpp"
#include "reports/foundation/whole_file.hpp"
#include "reports/pages/report_page.hpp"

namespace rushhour::sim {

void note_ending(nlohmann::json& meta, const wire::Ending& ending) {
  meta["status"] = "finished";
  meta["ended_by"] = verdicts::to_string(ending.by);
  if (!ending.reason.empty()) meta["ended_because"] = ending.reason;
  meta["ended_ns"] = ending.at.count();
}

Played conclude(runs::RunWriter& writer, const nlohmann::json& meta) {
  writer.replace_meta(meta);
  Played played = pages::read_past_run(writer.directory());
  played.record.meta = verdicts::with_conclusion(std::move(played.record.meta), played.conclusion);
  writer.replace_meta(played.record.meta);
  return played;
}

bool keep_report(const Played& played) {
  try {
    write_whole(played.record.directory / "report.html", pages::report_page(played.material()));
    return true;
  } catch (const UserError& error) {
    say(stderr, fmt::format("rushhour: {}\n", error.what()));
    return false;
  }
}

Played play(const Play& what, const std::atomic<int>& interrupts, const load::Watch& watch) {
  wire::Crew crew(what.plan, what.wire, what.seed, what.threads, what.make_users);
  runs::RunWriter writer(what.directory, what.meta, what.started);
  if (!what.script.empty()) writer.keep_script(what.script);
  load::RunLog log(what.plan, writer);
  nlohmann::json meta = what.meta;
  note_ending(meta, crew.run(log, interrupts, watch));
  return conclude(writer, meta);
}

}  // namespace rushhour::sim
