#pragma once

#include <cstdint>
#include <string>

#include "sim/load/plan.hpp"
#include "sim/load/record/recorder.hpp"

namespace rushhour::sim {

/// What is shown on stderr while a run goes on: a block that is redrawn each tick on a terminal, one plain line every ten seconds
/// elsewhere. One thread.
class LiveView {
 public:
  enum class Style { silent, plain, block };

  LiveView(const load::Plan& plan, Style style) : plan_(&plan), style_(style) {}

  /// A tick has ended at `at`. Returns the text to print, which may be empty.
  std::string tick(Instant at, const load::Tick& tick);

  /// What takes the block away again before the summary.
  std::string clear() const;

 private:
  std::string line(Instant at) const;
  std::string block(Instant at, const load::Tick& tick) const;

  const load::Plan* plan_;
  Style style_;
  load::Counts total_;
  Instant last_{0};
  Instant last_line_{0};
  int drawn_lines_ = 0;
};

/// The style that stderr wants: a block on a terminal that can move its cursor.
LiveView::Style stderr_style(bool quiet);

}  // namespace rushhour::sim
