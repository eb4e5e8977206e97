#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "reports/imports/gathered.hpp"
#include "reports/imports/input.hpp"
#include "reports/runs/run_record.hpp"
#include "reports/runs/run_writer.hpp"
#include "reports/runs/summary.hpp"
#include "tests/unit/scratch_folder.hpp"

namespace rushhour::imports::fixtures {

/// What a text came to, read as the format that `read` knows.
struct Imported {
  Gathered all;
  std::uint64_t accepted = 0;
  std::vector<Rejected> rejected;
  runs::RunRecord record;
  runs::Summary summary;

  /// The step of that name, or an empty one.
  runs::StepFigures step(std::string_view name) const {
    for (const runs::StepFigures& one : summary.steps)
      if (one.step == name) return one;
    return {};
  }

  std::string reasons() const {
    std::string all_reasons;
    for (const Rejected& one : rejected) all_reasons += std::to_string(one.line) + ": " + one.reason + "\n";
    return all_reasons;
  }
};

/// Writes what was gathered as a run and reads it back, so that tests see what a report sees.
inline runs::RunRecord read_back(const RunBuilder& run) {
  const ScratchFolder folder;
  runs::RunWriter writer(folder.path() / "run", {{"schema", 1}, {"ended_by", "plan"}}, run.start());
  run.write(writer);
  writer.replace_meta({{"schema", 1},
                       {"status", "finished"},
                       {"ended_by", "plan"},
                       {"plan", {{"length_ns", run.length().count()}, {"warmup_ns", 0}}},
                       {"imported", {{"tool", "a test"}}}});
  return runs::read_run(folder.path() / "run");
}

template <class Read>
Imported import_text(Read&& read, const std::string& text) {
  Imported got;
  Input in = text_input("results", text);
  read(in, got.all);
  got.accepted = in.accepted();
  got.rejected = in.kept();
  if (got.all.run.empty()) return got;
  got.record = read_back(got.all.run);
  got.summary = runs::summarise(got.record);
  return got;
}

}  // namespace rushhour::imports::fixtures
