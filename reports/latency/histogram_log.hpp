#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "reports/foundation/instant.hpp"
#include "reports/latency/histogram.hpp"

namespace rushhour::latency {

/// One line of an .hlog.
struct LogLine {
  std::size_t number = 0;  ///< in the file, from 1
  std::string tag;         ///< as written, empty when the line has none
  Instant begin{0};        ///< since the log's start time
  Instant length{0};
  Histogram histogram;
};

/// A whole .hlog as read. `start` is zero if the log names none.
struct HistogramLog {
  WallTime start{};
  std::vector<LogLine> lines;
  std::vector<std::string> warnings;  ///< e.g. "line 17 is cut short and was left out"
};

/// The head of a log, in whole milliseconds: version comment, StartTime, BaseTime and legend.
std::string log_head(WallTime start);

/// One line with its newline: [Tag=NAME,]begin,length,max in ms,payload; times in whole milliseconds, as other readers expect.
/// REQUIRES: `tag` without commas, blanks and line breaks (to_tag). Costs about 100 us.
std::string log_line(std::string_view tag, Instant begin, Instant length, const Histogram& histogram);

/// Reads log format 1.x with V0, V1 or V2 payloads, of HdrHistogram's Java, C and JavaScript writers. A last line without its newline that
/// does not parse is left out with a warning: that is what a kill leaves. Any other bad line is a UserError with `name`:line.
/// Times stand relative to the start, whichever of the format's three ways the writer chose (histogram_log.cpp).
HistogramLog read_log(std::istream& in, const std::string& name);

/// The same, line by line in their order, so that a log that is larger than memory can be read. Lines are read and unfolded on a
/// second thread; `visit` is called on the calling one. What is returned has no lines.
HistogramLog read_log(std::istream& in, const std::string& name, const std::function<void(LogLine&&)>& visit);

HistogramLog read_log(const std::filesystem::path& file);

}  // namespace rushhour::latency
