#pragma once

#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "reports/pages/terminal/live_block.hpp"
#include "sim/load/plan.hpp"
#include "sim/load/record/run_log.hpp"

namespace rushhour::sim {

/// What is shown on stderr while a run goes on: a block that is redrawn each tick on a terminal that can move its cursor, one plain line
/// every ten seconds elsewhere. Percentiles are those of the merged intervals of the last seconds. One thread.
class LiveView {
 public:
  enum class Elsewhere { plain_lines, silent };  ///< what is shown where no block can be

  /// `look` is asked before each drawing, since a window may have changed its width.
  LiveView(const load::Plan& plan, Elsewhere elsewhere, std::function<pages::TerminalStyle()> look)
      : plan_(&plan), elsewhere_(elsewhere), look_(std::move(look)) {}

  /// A tick has ended at `at`; `crossed` are the thresholds that do not hold now. Returns the text to print, which may be empty.
  std::string tick(Instant at, const load::Handover& handover, std::vector<verdicts::ThresholdResult> crossed);

  /// What takes the block away again before the summary.
  std::string clear();

 private:
  struct Slice {  // an interval, all steps merged
    Instant begin, end;
    runs::Latency response, send_lag;
  };

  void add(Instant at, const load::Handover& handover);
  void add_interval(const latency::Interval& interval);

  const load::Plan* plan_;
  Elsewhere elsewhere_;
  std::function<pages::TerminalStyle()> look_;
  load::Counts total_;
  pages::LiveFigures figures_;
  std::deque<Slice> recent_;
  Instant last_line_{0};
  bool drawn_ = false;
};

/// Where in the plan a run is at that instant: "warm-up, stage 2 of 3, 150/s". Names in it are as the script has them.
std::string phase_of(const load::Plan& plan, Instant at);

}  // namespace rushhour::sim
