// What the times of a line are relative to, as HdrHistogram's own reader has it:
//
//  1. With a #[BaseTime: ...], to that.
//  2. Else, if the first line's time lies more than a year before the #[StartTime: ...], to the start time (so jHiccup writes).
//  3. Else to 1970: they are absolute.
//
// A LogLine's begin is that instant minus the start time; without a start time, since 1970.

#include "reports/latency/histogram_log.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <cstring>
#include <fstream>
#include <istream>
#include <optional>
#include <utility>

#include "reports/foundation/letters.hpp"
#include "reports/foundation/overlapped.hpp"
#include "reports/foundation/user_error.hpp"
#include "reports/latency/histogram_codec.hpp"

namespace rushhour::latency {
namespace {

using std::chrono::nanoseconds;

constexpr std::size_t longest_line = std::size_t{128} << 20;
constexpr std::int64_t second_ns = 1'000'000'000;
constexpr std::int64_t most_seconds = 3'000'000'000;  // in 2065; three of them in nanoseconds still fit 63 bits

std::string in_seconds(nanoseconds t) {
  const std::int64_t ms = std::chrono::round<std::chrono::milliseconds>(t).count();
  return fmt::format("{}{}.{:03}", ms < 0 ? "-" : "", std::abs(ms) / 1000, std::abs(ms) % 1000);
}

// Plain decimals exactly (a double holds today's time since 1970 to 200 ns only), anything else that is a number by way of a double.
std::optional<nanoseconds> seconds_in(std::string_view text) {
  const char* const end = text.data() + text.size();
  double approximate = 0;
  const auto [rest, error] = std::from_chars(text.data(), end, approximate);
  if (error != std::errc{} || rest != end || !(std::abs(approximate) < most_seconds)) return std::nullopt;
  const bool negative = text.starts_with('-');
  const std::string_view digits = text.substr(negative ? 1 : 0);
  const std::size_t point = std::min(digits.find('.'), digits.size());
  if (digits.find_first_not_of("0123456789.") != std::string_view::npos || point == 0) return nanoseconds(std::llround(approximate * 1e9));
  std::int64_t ns = 0;
  std::int64_t unit = second_ns;
  std::from_chars(digits.data(), digits.data() + point, ns);
  ns *= second_ns;
  for (const char c : digits.substr(std::min(point + 1, digits.size()))) {
    unit /= 10;
    ns += unit * (c - '0');
  }
  return nanoseconds(negative ? -ns : ns);
}

/// The lines of a stream, by buffers.
class Lines {
 public:
  explicit Lines(std::istream& in) : in_(in) {}

  enum class Got { line, cut_line, nothing };

  /// Not std::getline: a file without line breaks must not fill the memory. False if the line is longer than any may be.
  bool take(std::string& line, Got& got) {
    line.clear();
    for (;;) {
      const char* const begin = buffer_.data() + at_;
      const auto* const end = static_cast<const char*>(std::memchr(begin, '\n', filled_ - at_));
      const std::size_t length = end != nullptr ? static_cast<std::size_t>(end - begin) : filled_ - at_;
      if (line.size() + length > longest_line) return false;
      line.append(begin, length);
      at_ += length;
      if (end != nullptr) {
        ++at_;
        got = Got::line;
        return true;
      }
      in_.read(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
      at_ = 0;
      filled_ = static_cast<std::size_t>(in_.gcount());
      if (filled_ > 0) continue;
      got = line.empty() ? Got::nothing : Got::cut_line;
      return true;
    }
  }

 private:
  std::istream& in_;
  std::vector<char> buffer_ = std::vector<char>(std::size_t{1} << 16);
  std::size_t at_ = 0, filled_ = 0;
};

/// Some lines, so many that the time to start a thread for them does not count.
using Batch = std::vector<LogLine>;
constexpr std::size_t batch_lines = 256;
constexpr std::size_t batch_bytes = std::size_t{1} << 20;

class LogReader {
 public:
  LogReader(std::istream& in, std::string name, HistogramLog& head) : lines_(in), name_(std::move(name)), log_(head) {}

  /// The next lines of intervals; none at the end of the log.
  Batch read() {
    Batch batch;
    std::size_t bytes = 0;
    std::string line;
    Lines::Got got = Lines::Got::nothing;
    while (batch.size() < batch_lines && bytes < batch_bytes) {
      if (!lines_.take(line, got))
        throw UserError(fmt::format("{}:{}: a line of more than {} MB, so this is no .hlog", name_, number_ + 1, longest_line >> 20));
      if (got == Lines::Got::nothing) break;
      ++number_;
      const bool cut = got == Lines::Got::cut_line;
      // Half a comment would be read as a whole one with another time in it.
      if (cut && (line.starts_with('#') || line.starts_with('"'))) {
        left_out();
        continue;
      }
      try {
        take(line, batch);
      } catch (const UserError& error) {
        // A last line that a kill has cut is left out, any other bad one is the end.
        if (!cut) throw UserError(fmt::format("{}:{}: {}", name_, number_, error.what()));
        left_out();
      }
      bytes += line.size();
    }
    return batch;
  }

 private:
  void left_out() { log_.warnings.push_back(fmt::format("{}:{} is cut short and was left out", name_, number_)); }

  /// Throws UserError, without naming the place, if the line is neither of the head nor an interval's.
  void take(std::string_view line, Batch& batch) {
    line = trimmed(line);
    if (line.empty() || line.starts_with('"')) return;
    if (line.starts_with('#')) return take_comment(line);
    std::string_view tag;
    if (line.starts_with("Tag=")) {
      const std::size_t comma = std::min(line.find(','), line.size());
      tag = line.substr(4, comma - 4);
      line.remove_prefix(std::min(comma + 1, line.size()));
    }
    take_interval(tag, line, batch);
  }

  static std::optional<nanoseconds> stamp(std::string_view line, std::string_view mark) {
    if (!line.starts_with(mark)) return std::nullopt;
    const std::string_view rest = trimmed(line.substr(mark.size()));
    const std::optional<nanoseconds> time = seconds_in(rest.substr(0, rest.find_first_of(" ]")));
    if (!time) throw UserError(fmt::format("'{}' names no time in seconds", line));
    return time;
  }

  void take_comment(std::string_view line) {
    if (const auto time = stamp(line, "#[StartTime:")) log_.start = WallTime(*time);
    if (const auto time = stamp(line, "#[BaseTime:")) base_ = *time;
  }

  void take_interval(std::string_view tag, std::string_view line, Batch& batch) {
    std::array<std::string_view, 4> fields;
    for (std::size_t i = 0; i < fields.size(); ++i) {
      const std::size_t comma = line.find(',');
      if ((i + 1 < fields.size()) == (comma == std::string_view::npos))
        throw UserError("an interval's line is [Tag=NAME,]begin,length,max,payload, and this one is not");
      fields[i] = trimmed(line.substr(0, comma));
      if (comma != std::string_view::npos) line.remove_prefix(comma + 1);
    }
    const std::optional<nanoseconds> begin = seconds_in(fields[0]), length = seconds_in(fields[1]);
    if (!begin || !length || length->count() < 0)
      throw UserError(fmt::format("'{},{}' is no begin and length in seconds", fields[0], fields[1]));
    if (!base_)
      base_ = *begin < log_.start.time_since_epoch() - std::chrono::hours(24 * 365) ? log_.start.time_since_epoch() : nanoseconds(0);
    batch.push_back({number_, std::string(tag), *begin + (*base_ - log_.start.time_since_epoch()), *length, decode(fields[3])});
  }

  Lines lines_;
  std::string name_;
  std::size_t number_ = 0;
  HistogramLog& log_;
  std::optional<nanoseconds> base_;
};

}  // namespace

std::string log_head(WallTime start) {
  const std::string time = in_seconds(start.time_since_epoch());
  const std::time_t whole = std::chrono::floor<std::chrono::seconds>(start.time_since_epoch()).count();
  return fmt::format(
      "#[Histogram log format version 1.3]\n#[BaseTime: {} (seconds since epoch)]\n#[StartTime: {} (seconds since epoch), {:%a %b %d "
      "%H:%M:%S} UTC {:%Y}]\n\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\",\"Interval_Compressed_Histogram\"\n",
      time, time, fmt::gmtime(whole), fmt::gmtime(whole));
}

std::string log_line(std::string_view tag, Instant begin, Instant length, const Histogram& histogram) {
  return fmt::format("{}{}{}{},{},{:.3f},{}\n", tag.empty() ? "" : "Tag=", tag, tag.empty() ? "" : ",", in_seconds(begin),
                     in_seconds(length), static_cast<double>(histogram.max()) / 1e6, encode(histogram));
}

HistogramLog read_log(std::istream& in, const std::string& name, const std::function<void(LogLine&&)>& visit) {
  HistogramLog log;
  LogReader reader(in, name, log);
  overlapped([&] { return reader.read(); },
             [&](Batch& batch) {
               for (LogLine& line : batch) visit(std::move(line));
             });
  return log;
}

HistogramLog read_log(std::istream& in, const std::string& name) {
  std::vector<LogLine> lines;
  HistogramLog log = read_log(in, name, [&](LogLine&& line) { lines.push_back(std::move(line)); });
  log.lines = std::move(lines);
  return log;
}

HistogramLog read_log(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in || std::filesystem::is_directory(file))
    throw UserError(fmt::format("{} cannot be read; give the path of an .hlog", file.string()));
  return read_log(in, file.string());
}

}  // namespace rushhour::latency
