// Each line is read by itself, behind those lines of the head that say what its time is relative to: so a bad line costs that line only,
// and memory is that of one.

#include "reports/imports/tools/hlog.hpp"

#include <fmt/format.h>

#include <sstream>
#include <string>

#include "reports/foundation/user_error.hpp"
#include "reports/latency/histogram_log.hpp"

namespace rushhour::imports {
namespace {

constexpr std::size_t most_head = 64 << 10;
constexpr std::string_view untagged = "(no tag)";

class HlogReader {
 public:
  HlogReader(Input& in, Gathered& into) : in_(in), into_(into) {}

  void take() {
    const std::string_view line = in_.line();
    if (in_.is_cut()) return in_.reject("the line is cut short");
    if (line.empty() || line.starts_with('"')) return;
    if (line.starts_with('#')) return take_comment(line);
    std::istringstream one(fmt::format("{}{}\n", head_, line));
    try {
      const latency::HistogramLog log = latency::read_log(one, "line");
      for (const latency::LogLine& read : log.lines)
        if (!keep(log.start, read)) return in_.reject("its time is more than 31 days from that of the first line");
      in_.accept();
    } catch (const UserError& error) {
      // "line:3: why", with the number of a line within what was put together here
      const std::string_view words = error.what();
      const std::size_t colon = words.find(": ");
      in_.reject(std::string(colon == std::string_view::npos ? words : words.substr(colon + 2)));
    }
  }

 private:
  void take_comment(std::string_view line) {
    const bool tells_time = line.starts_with("#[StartTime:") || line.starts_with("#[BaseTime:");
    if (tells_time && head_.size() + line.size() < most_head) head_ += fmt::format("{}\n", line);
    if (constexpr std::string_view mark = "#[Logged with "; line.starts_with(mark)) {
      const std::string_view by = line.substr(mark.size());
      into_.tool_version = kept_text(by.substr(0, by.find(']')), Names::longest);
    }
  }

  bool keep(WallTime start, const latency::LogLine& line) {
    if (line.histogram.empty()) return true;
    const WallTime begin = start + line.begin;
    if (into_.run.empty() && start != WallTime{}) into_.run.begin_at(start);
    latency::Series series{"histogram log", std::string(line.tag.empty() ? untagged : std::string_view(line.tag)), "service"};
    if (const auto ours = latency::from_tag(line.tag)) series = *ours;
    if (!into_.run.add_histogram(begin, line.length, series, line.histogram)) return false;
    if (series.kind != "service") return true;
    Counts& counts = *into_.run.counts_at(begin, series.scenario);
    counts.requests += line.histogram.count();
    counts.offered += line.histogram.count();
    counts.done += line.histogram.count();
    if (!series.ok) counts.error("failed") += line.histogram.count();
    return true;
  }

  Input& in_;
  Gathered& into_;
  std::string head_;
};

}  // namespace

bool is_like_hlog(std::string_view head) {
  return head.find("Histogram log format version") != std::string_view::npos || head.find(",HISTFA") != std::string_view::npos ||
         head.find(",HISTIg") != std::string_view::npos || head.find("Interval_Compressed_Histogram") != std::string_view::npos;
}

void read_hlog(Input& in, Gathered& into) {
  HlogReader reader(in, into);
  while (in.next_line()) reader.take();
}

}  // namespace rushhour::imports
