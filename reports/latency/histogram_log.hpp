#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "reports/foundation/instant.hpp"
#include "reports/latency/histogram.hpp"

namespace rushhour::latency {

/// One line of an .hlog.
struct LogLine {
  std::string tag;  ///< as written, empty when the line has none
  Instant begin{0};  ///< since the log's start time
  Instant length{0};
  Histogram histogram;
};

/// A whole .hlog as read. `start` is zero if the log names none.
struct HistogramLog {
  WallTime start{};
  std::vector<LogLine> lines;
  std::vector<std::string> warnings;  ///< e.g. "line 17 is cut short and was left out"
};

/// The head of a log: version comment, StartTime, BaseTime and legend.
std::string log_head(WallTime start);

/// One line with its newline: [Tag=NAME,]begin,length,max in ms,payload. Encodes; costs about 100 us.
std::string log_line(std::string_view tag, Instant begin, Instant length, const Histogram& histogram);

/// Reads log format 1.x with V0, V1 or V2 payloads, of HdrHistogram's Java, C and JavaScript writers. A last line without its newline that
/// does not parse is left out with a warning: that is what a kill leaves. Any other bad line is a UserError with `name`:line.
HistogramLog read_log(std::istream& in, const std::string& name);
HistogramLog read_log(const std::filesystem::path& file);

}  // namespace rushhour::latency
