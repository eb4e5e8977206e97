#include "reports/pages/terminal/live_block.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "reports/foundation/units.hpp"
#include "reports/pages/terminal/ink.hpp"
#include "reports/pages/terminal/sparkline.hpp"
#include "reports/pages/words/figures.hpp"
#include "reports/pages/words/plain_text.hpp"

namespace rushhour::pages {
namespace {

constexpr std::size_t narrow = 60;
constexpr std::size_t longest_spark = 60;
constexpr std::size_t most_crossed = 4;
constexpr std::size_t label_width = 12;  // what stands before the figures, the edge inside

// Lines of plain text and their tone, none wider than the terminal. The last column stays free: some terminals wrap when it is filled.
class Lines {
 public:
  explicit Lines(const TerminalStyle& style) : style_(&style), width_(std::max<std::size_t>(style.width, 20) - 1) {}

  std::size_t width() const noexcept { return width_; }

  void add(const std::string& text, Tone tone = Tone::plain) { lines_.push_back({clip(shown(text), width_), tone}); }

  // As this terminal can show it.
  std::string shown(const std::string& text) const { return style_->utf8 ? text : only_ascii(text); }

  // As many of the items as fit, the first at least.
  void add_row(const char* label, const std::vector<std::string>& items, Tone tone = Tone::plain) {
    std::string text = fmt::format("  {:<{}}", label, label_width - 2);
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (i > 0 && display_width(text) + 3 + display_width(items[i]) > width_) break;
      text += (i > 0 ? "   " : "") + items[i];
    }
    add(text, tone);
  }

  // One line is left for the empty one at the top, one for the cursor's own place below.
  std::string text() const {
    const Ink ink(*style_);
    const std::size_t room = style_->height == 0 ? lines_.size() : std::max<std::size_t>(style_->height, 3) - 2;
    const std::size_t shown = std::min(lines_.size(), room);
    std::string out = "\x1b[?7l\r\x1b[K";  // nothing wraps while it is drawn
    for (std::size_t i = 0; i < shown; ++i) out += fmt::format("\n{}\x1b[K", ink(lines_[i].tone, lines_[i].text));
    return out + fmt::format("\x1b[J\x1b[{}A\r\x1b[?7h", shown);
  }

 private:
  struct Line {
    std::string text;
    Tone tone;
  };
  const TerminalStyle* style_;
  std::size_t width_;
  std::vector<Line> lines_;
};

std::string progress(const LiveFigures& figures, std::size_t width) {
  const double share = std::clamp(seconds(figures.at) / std::max(seconds(figures.length), 1e-9), 0.0, 1.0);
  std::string text = "  ";
  if (width >= narrow - 1) {
    constexpr std::size_t bar = 24;
    const auto full = static_cast<std::size_t>(bar * share);
    text += fmt::format("[{}{}] ", std::string(full, '='), std::string(bar - full, ' '));
  }
  text += fmt::format("{} of {}", format_duration(figures.at), format_duration(figures.length));
  if (figures.at > figures.length) return text + ", waiting for what still runs";
  return text + (figures.phase.empty() ? "" : "   " + harmless(figures.phase));
}

std::string per_second(const char* what, double rate) { return fmt::format("{} {:.{}f}/s", what, rate, rate > 0 && rate < 10 ? 1 : 0); }

std::string users(const LiveFigures& figures) {
  std::string text = fmt::format("users {}", format_count(figures.users_busy));
  if (figures.users_permitted > 0) text += fmt::format("/{}", format_count(figures.users_permitted));
  return text;
}

std::vector<std::string> recent(const LiveFigures& figures) {
  if (figures.recent.all.empty()) return {"nothing was answered lately"};
  return {"p50 " + percentile_text(figures.recent, 50), "p99 " + percentile_text(figures.recent, 99),
          "max " + percentile_text(figures.recent, 100),
          fmt::format("response time of the last {}", without_zeros(format_duration(figures.recent_length)))};
}

void add_crossed(const LiveFigures& figures, Lines& lines) {
  const std::size_t shown = std::min(figures.crossed.size(), most_crossed);
  for (std::size_t i = 0; i < shown; ++i) {
    const ThresholdWords words = words_of(figures.crossed[i]);
    const verdicts::Threshold& threshold = figures.crossed[i].threshold;
    const std::string figure = fmt::format("{} {}, limit {}", verdicts::aggregate_name(threshold), words.observed, words.limit);
    // The figure matters more than the whole of the name.
    const std::size_t taken = label_width + display_width(figure) + 1;
    const std::size_t room = lines.width() > taken + 12 ? lines.width() - taken : 12;
    std::vector<std::string> items{clip(lines.shown(harmless(threshold.metric)), room) + " " + figure};
    if (!words.window.empty()) items.push_back(words.window);
    lines.add_row("CROSSED", items, Tone::bad);
  }
  if (shown < figures.crossed.size()) lines.add_row("", {fmt::format("and {} more", figures.crossed.size() - shown)}, Tone::bad);
}

void add_short(const LiveFigures& figures, Lines& lines) {
  lines.add(fmt::format("  {}  {}", per_second("done", figures.done_rate), users(figures)));
  lines.add(fmt::format("  p99 {}  errors {}", percentile_text(figures.recent, 99), format_count(figures.errors)),
            figures.error_rate > 0 ? Tone::bad : Tone::plain);
  if (!figures.crossed.empty()) lines.add("  " + counted(figures.crossed.size(), "threshold", "thresholds") + " crossed", Tone::bad);
}

// `words` says what the highest bar stands for.
template <class Words>
void add_spark(const char* label, const std::vector<std::optional<double>>& values, Words&& words, Lines& lines) {
  constexpr std::size_t for_words = 28;
  const std::size_t columns = std::min(longest_spark, lines.width() - label_width - for_words);
  const std::string spark = sparkline(values, columns);
  if (spark.empty()) return;
  double most = 0;
  for (std::size_t i = values.size() - std::min(values.size(), columns); i < values.size(); ++i)
    most = std::max(most, values[i].value_or(0));
  lines.add_row(label, {spark, "at most " + words(most)});
}

void add_long(const LiveFigures& figures, const TerminalStyle& style, Lines& lines) {
  lines.add_row(
      "now", {per_second("offered", figures.offered_rate), per_second("done", figures.done_rate), per_second("errors", figures.error_rate),
              users(figures), per_second("requests", figures.request_rate), "waiting " + format_count(figures.waiting)});
  lines.add_row("so far",
                {"offered " + format_count(figures.offered), "done " + format_count(figures.done), "errors " + format_count(figures.errors),
                 "dropped " + format_count(figures.dropped), "requests " + format_count(figures.requests)});
  lines.add_row("latency", recent(figures));
  lines.add_row("generator", {fmt::format("cpu {:.0f} %", figures.cpu * 100), "send lag p99 " + percentile_text(figures.send_lag, 99)});
  if (style.utf8) {
    add_spark(
        "done", figures.rates, [](double rate) { return verdicts::format_rate(rate); }, lines);
    add_spark("p99", figures.p99s, time_text, lines);
  }
  add_crossed(figures, lines);
}

}  // namespace

std::string live_block(const LiveFigures& figures, const TerminalStyle& style) {
  Lines lines(style);
  lines.add(progress(figures, lines.width()));
  if (style.width < narrow)
    add_short(figures, lines);
  else
    add_long(figures, style, lines);
  return lines.text();
}

std::string live_line(const LiveFigures& figures) {
  const std::string over = figures.at >= figures.length + std::chrono::seconds(1) ? ", waiting for what still runs" : "";
  return fmt::format("{} of {}{}: {} offered, {} done, {} requests, {} errors, {} users busy, {} waiting\n", format_duration(figures.at),
                     format_duration(figures.length), over, format_count(figures.offered), format_count(figures.done),
                     format_count(figures.requests), format_count(figures.errors), format_count(figures.users_busy),
                     format_count(figures.waiting));
}

}  // namespace rushhour::pages
