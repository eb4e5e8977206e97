#include "sim/commands/live_view.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <numeric>
#include <string_view>

#include "reports/foundation/units.hpp"

namespace rushhour::sim {
namespace {

constexpr Instant line_every = std::chrono::seconds(10);

std::uint64_t sum(const std::map<std::string, std::uint64_t>& counts) {
  return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0},
                         [](std::uint64_t n, const auto& entry) { return n + entry.second; });
}

}  // namespace

std::string LiveView::tick(Instant at, const load::Tick& tick) {
  total_.merge(tick);
  total_.users_busy = tick.users_busy;
  total_.queued = tick.queued;
  std::string text;
  if (style_ == Style::plain && at - last_line_ >= line_every) {
    last_line_ = at;
    text = line(at);
  }
  if (style_ == Style::block) {
    text = clear() + block(at, tick);
    drawn_lines_ = static_cast<int>(std::count(text.begin(), text.end(), '\n'));
  }
  last_ = at;
  return text;
}

std::string LiveView::clear() const { return drawn_lines_ == 0 ? std::string() : fmt::format("\x1b[{}A\x1b[J", drawn_lines_); }

std::string LiveView::line(Instant at) const {
  return fmt::format("{} of {}: {} offered, {} done, {} requests, {} errors, {} users busy, {} waiting\n", format_duration(at),
                     format_duration(plan_->length()), format_count(total_.offered), format_count(total_.done),
                     format_count(total_.requests), format_count(sum(total_.errors)), format_count(total_.users_busy),
                     format_count(total_.queued));
}

std::string LiveView::block(Instant at, const load::Tick& tick) const {
  constexpr int width = 40;
  const Instant length = plan_->length();
  const int full = std::min<int>(width, static_cast<int>(width * seconds(at) / std::max(seconds(length), 1e-9)));
  const double span_s = std::max(seconds(at - last_), 1e-9);
  const double cpu = tick.cpu.empty() ? 0 : *std::max_element(tick.cpu.begin(), tick.cpu.end());
  std::string text = fmt::format("  [{}{}] {} of {}{}\n", std::string(static_cast<std::size_t>(full), '='),
                                 std::string(static_cast<std::size_t>(width - full), ' '), format_duration(at), format_duration(length),
                                 at > length ? ", waiting for what still runs" : "");
  text += fmt::format("  now     offered {:.0f}/s   done {:.0f}/s   requests {:.0f}/s   errors {:.0f}/s\n",
                      static_cast<double>(tick.offered) / span_s, static_cast<double>(tick.done) / span_s,
                      static_cast<double>(tick.requests) / span_s, static_cast<double>(sum(tick.errors)) / span_s);
  text += fmt::format("  so far  offered {}   done {}   dropped {}   errors {}   users busy {}   waiting {}   generator cpu {:.0f} %\n",
                      format_count(total_.offered), format_count(total_.done), format_count(total_.dropped),
                      format_count(sum(total_.errors)), format_count(tick.users_busy), format_count(tick.queued), cpu * 100);
  return text;
}

LiveView::Style stderr_style(bool quiet) {
  if (quiet) return LiveView::Style::silent;
  const char* terminal = std::getenv("TERM");
  const bool able = isatty(STDERR_FILENO) != 0 && terminal != nullptr && std::string_view(terminal) != "dumb";
  return able ? LiveView::Style::block : LiveView::Style::plain;
}

}  // namespace rushhour::sim
