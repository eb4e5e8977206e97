#include "reports/imports/tools/jtl.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

#include "reports/foundation/user_error.hpp"
#include "reports/foundation/wall_text.hpp"
#include "reports/imports/csv_fields.hpp"

namespace rushhour::imports {
namespace {

constexpr Instant millisecond = std::chrono::milliseconds(1);

// What JMeter writes without being told otherwise.
constexpr std::array<std::string_view, 12> columns_2_13{"timeStamp", "elapsed", "label", "responseCode", "responseMessage", "threadName",
                                                        "dataType",  "success", "bytes", "grpThreads",   "allThreads",      "Latency"};
constexpr std::array<std::string_view, 17> columns_5{
    "timeStamp",  "elapsed", "label",          "responseCode", "responseMessage", "threadName",
    "dataType",   "success", "failureMessage", "bytes",        "sentBytes",       "grpThreads",
    "allThreads", "URL",     "Latency",        "IdleTime",     "Connect"};
constexpr std::array<std::string_view, 16> columns_4{
    "timeStamp",      "elapsed", "label",     "responseCode", "responseMessage", "threadName", "dataType", "success",
    "failureMessage", "bytes",   "sentBytes", "grpThreads",   "allThreads",      "Latency",    "IdleTime", "Connect"};

std::span<const std::string_view> default_columns(std::size_t count) {
  if (count == columns_2_13.size()) return columns_2_13;
  if (count == columns_4.size()) return columns_4;
  if (count == columns_5.size()) return columns_5;
  return {};
}

/// Which field holds what.
struct Columns {
  std::size_t time = no_column, elapsed = no_column, label = no_column, code = no_column, message = no_column, thread = no_column,
              success = no_column, bytes = no_column, sent = no_column, users = no_column, latency = no_column, connect = no_column,
              samples = no_column;
  std::size_t count = 0;
};

template <class Find>
Columns columns_by(std::size_t count, Find&& find) {
  Columns c;
  c.time = find("timeStamp");
  c.elapsed = find("elapsed");
  c.label = find("label");
  c.code = find("responseCode");
  c.message = find("responseMessage");
  c.thread = find("threadName");
  c.success = find("success");
  c.bytes = find("bytes");
  c.sent = find("sentBytes");
  c.users = find("grpThreads");
  c.latency = find("Latency");
  c.connect = find("Connect");
  c.samples = find("SampleCount");
  c.count = count;
  return c;
}

std::string_view first_line(std::string_view head) { return head.substr(0, head.find_first_of("\r\n")); }

char delimiter_of(std::string_view line) {
  const std::size_t at = line.find_first_not_of(line.starts_with("timeStamp") ? "timeStamp" : "0123456789/-: .");
  return at == std::string_view::npos ? ',' : line[at];
}

bool is_header(std::string_view line) { return line.starts_with("timeStamp") && line.find("elapsed") != std::string_view::npos; }

// Milliseconds since 1970, or one of the date formats that jmeter.properties names; those say no zone.
std::optional<WallTime> time_of(std::string_view text) {
  if (const auto wall = wall_time_of(text, millisecond)) return wall;
  if (text.size() < 19 || text.size() > 29) return std::nullopt;
  std::string utc(text);
  std::replace(utc.begin(), utc.begin() + 10, '/', '-');
  utc[10] = 'T';
  return parse_utc(utc + "Z");
}

// "Shoppers 1-7" is the seventh thread of the first group, which is called "Shoppers".
std::string_view group_of_thread(std::string_view thread) {
  const std::size_t blank = thread.rfind(' ');
  if (blank == std::string_view::npos) return "jmeter";
  const std::string_view numbers = thread.substr(blank + 1);
  const bool is_number = numbers.find('-') != std::string_view::npos && numbers.find_first_not_of("0123456789-") == std::string_view::npos;
  return is_number && blank > 0 ? thread.substr(0, blank) : "jmeter";
}

// Into `room`, where it is not a piece of the field.
std::string_view error_of(std::string_view code, std::string& room) {
  constexpr std::string_view not_http = "Non HTTP response code: ";
  if (code.starts_with(not_http)) return code.substr(not_http.size());
  const std::optional<std::int64_t> status = whole_number(code);
  if (status && *status < 400) return "assertion failed";
  room = status ? "http " + std::string(code) : code.empty() ? "failed" : std::string(code);
  return room;
}

class JtlReader {
 public:
  JtlReader(Input& in, Gathered& into, const Columns& columns, char delimiter)
      : in_(in), run_(into.run), columns_(columns), delimiter_(delimiter) {}

  void take() {
    if (in_.is_cut()) return in_.reject("the line is cut short");
    if (!fields_.split(in_.line(), delimiter_)) return in_.reject("its quotes do not end");
    if (fields_.size() != columns_.count) {
      if (is_header(in_.line())) return;  // of a file that another was appended to
      return in_.reject(fmt::format("it has {} fields, not {}", fields_.size(), columns_.count));
    }
    const auto begin = time_of(fields_[columns_.time]);
    const auto elapsed = length_of(fields_[columns_.elapsed], millisecond);
    if (!begin && is_header(in_.line())) return;
    if (!begin) return in_.reject("its timeStamp is no time in milliseconds since 1970");
    if (!elapsed) return in_.reject("its elapsed is no number of milliseconds");
    const std::string_view success = fields_.at(columns_.success);
    if (columns_.success != no_column && success != "true" && success != "false")
      return in_.reject("its success is neither true nor false");
    if (fields_.at(columns_.samples).size() > 0 && fields_.at(columns_.samples) != "1")
      return in_.reject("it stands for several samples together, whose own times nobody knows");
    if (!keep(*begin, *elapsed, success == "false")) return in_.reject("its time is more than 31 days from that of the first line");
    dates_ = dates_ || fields_[columns_.time].find_first_of("/-") != std::string_view::npos;
    in_.accept();
  }

  bool saw_dates() const { return dates_; }

 private:
  bool keep(WallTime begin, Instant elapsed, bool failed) {
    const std::string_view thread_group = group_of_thread(fields_.at(columns_.thread));
    const std::string_view label = fields_.at(columns_.label);
    if (fields_.at(columns_.message).starts_with("Number of samples in transaction"))
      return run_.add_time(begin + elapsed, elapsed, thread_group, "", label, "group", !failed);
    Sample sample{begin + elapsed, elapsed, thread_group, label.empty() ? "(no label)" : label};
    if (failed) sample.error = error_of(fields_.at(columns_.code), error_);
    sample.bytes_in = static_cast<std::uint64_t>(whole_number(fields_.at(columns_.bytes)).value_or(0));
    sample.bytes_out = static_cast<std::uint64_t>(whole_number(fields_.at(columns_.sent)).value_or(0));
    if (!run_.add(sample)) return false;
    keep_phases(sample);
    if (const auto users = whole_number(fields_.at(columns_.users)); users && *users > 0) {
      Counts& counts = *run_.counts_at(sample.end, thread_group);
      counts.users = std::max(counts.users.value_or(0), static_cast<std::uint64_t>(*users));
    }
    return true;
  }

  void keep_phases(const Sample& sample) {
    const auto latency = length_of(fields_.at(columns_.latency), millisecond);
    if (!latency || *latency > sample.time || *latency == Instant(0)) return;
    const Instant connect = std::min(length_of(fields_.at(columns_.connect), millisecond).value_or(Instant(0)), *latency);
    const auto add = [&](std::string_view kind, Instant time) {
      run_.add_time(sample.end, time, sample.scenario, sample.step, "", kind, sample.error.empty());
    };
    if (connect > Instant(0)) add("connect", connect);
    add("wait", *latency - connect);
    add("receive", sample.time - *latency);
  }

  Input& in_;
  RunBuilder& run_;
  Columns columns_;
  char delimiter_;
  CsvFields fields_;
  std::string error_;
  bool dates_ = false;
};

Columns columns_of(Input& in, std::string_view line, char delimiter) {
  CsvFields fields;
  if (!fields.split(line, delimiter)) throw UserError(fmt::format("{}:1: its quotes do not end", in.name()), Exit::settings);
  Columns columns;
  if (is_header(line)) {
    columns = columns_by(fields.size(), [&](std::string_view name) { return column_of(fields, name); });
  } else {
    const std::span<const std::string_view> names = default_columns(fields.size());
    if (names.empty())
      throw UserError(
          fmt::format("{}:1: it has no header line and {} columns, which are the default of no JMeter known here (12, 16 or 17); "
                      "put a line with the columns' names in front",
                      in.name(), fields.size()),
          Exit::settings);
    columns = columns_by(fields.size(), [&](std::string_view name) {
      const auto found = std::find(names.begin(), names.end(), name);
      return found == names.end() ? no_column : static_cast<std::size_t>(found - names.begin());
    });
  }
  if (columns.time == no_column || columns.elapsed == no_column)
    throw UserError(fmt::format("{}:1: its header names no timeStamp or no elapsed", in.name()), Exit::settings);
  return columns;
}

}  // namespace

bool is_like_jtl(std::string_view head) {
  const std::string_view line = first_line(head);
  if (is_header(line)) return true;
  CsvFields fields;
  if (!fields.split(line, delimiter_of(line)) || fields.size() < columns_2_13.size()) return false;
  return time_of(fields[0]) && whole_number(fields[1]) && (fields[7] == "true" || fields[7] == "false");
}

void read_jtl(Input& in, Gathered& into) {
  const std::string first(first_line(in.head()));
  const char delimiter = delimiter_of(first);
  JtlReader reader(in, into, columns_of(in, first, delimiter), delimiter);
  if (is_header(first)) in.next_line();
  while (in.next_record()) reader.take();
  if (reader.saw_dates()) into.remarks.emplace_back("JMeter wrote dates without a zone; they were taken for UTC.");
}

bool is_like_jtl_xml(std::string_view head) { return head.starts_with("<?xml") && head.find("<testResults") != std::string_view::npos; }

void refuse_jtl_xml(Input& in, Gathered&) {
  throw UserError(
      fmt::format("{}: JMeter's results as XML are not read; write them as CSV: -Jjmeter.save.saveservice.output_format=csv", in.name()),
      Exit::settings);
}

}  // namespace rushhour::imports
