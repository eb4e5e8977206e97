// A row of the spectrum says that so many samples were not longer than its value. So the samples between two rows get the value of the
// second: at each row the histogram says what wrk2 said, and in between at most the next row's value, never less than the truth.

#include "reports/imports/tools/wrk.hpp"

#include <fmt/format.h>

#include <array>
#include <optional>
#include <string>
#include <utility>

#include "reports/foundation/units.hpp"
#include "reports/foundation/user_error.hpp"
#include "reports/imports/csv_fields.hpp"

namespace rushhour::imports {
namespace {

constexpr std::string_view scenario = "wrk", step = "(all requests)";
constexpr std::uint64_t most_samples = 1'000'000'000'000;

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  return begin == std::string_view::npos ? std::string_view() : text.substr(begin, text.find_last_not_of(" \t") + 1 - begin);
}

/// The words of a line, up to eight.
struct Words {
  std::array<std::string_view, 8> word;
  std::size_t count = 0;

  explicit Words(std::string_view line) {
    for (line = trimmed(line); !line.empty() && count < word.size(); line = trimmed(line.substr(word[count++].size())))
      word[count] = line.substr(0, line.find_first_of(" \t"));
  }
};

// "7.94MB", in wrk's units of 1024.
std::optional<std::uint64_t> bytes_of(std::string_view text) {
  constexpr std::string_view units = "KMGTP";
  if (!text.ends_with('B')) return std::nullopt;
  text.remove_suffix(1);
  double unit = 1;
  if (const std::size_t at = text.empty() ? std::string_view::npos : units.find(text.back()); at != std::string_view::npos) {
    for (std::size_t i = 0; i <= at; ++i) unit *= 1024;
    text.remove_suffix(1);
  }
  const auto number = real_number(text);
  if (!number || *number < 0 || *number * unit > 1e18) return std::nullopt;
  return static_cast<std::uint64_t>(*number * unit);
}

// wrk shortens "1m" and "2h"; parse_duration knows "us", "ms", "s", "m" and "h" with decimals.
std::optional<Instant> time_of(std::string_view text) { return parse_duration(text); }

/// One "Latency Distribution", and its spectrum if there is one.
struct Distribution {
  bool corrected = true;
  std::vector<std::pair<std::string, double>> percentiles{};
  std::vector<std::pair<Instant, std::uint64_t>> rows{};  // value, samples up to it
};

class WrkReader {
 public:
  WrkReader(Input& in, Gathered& into) : in_(in), into_(into) {}

  void take(std::string_view line) {
    const Words words(line);
    const std::string_view first = words.word[0];
    if (line.starts_with("Running ")) {
      length_ = words.count > 1 ? time_of(words.word[1]) : std::nullopt;
      if (words.count > 4) into_.target = kept_text(words.word[4], Names::longest);
    } else if (line.find("Latency Distribution") != std::string_view::npos) {
      found_.push_back({line.find("Uncorrected") == std::string_view::npos && line.find("HdrHistogram") != std::string_view::npos});
    } else if (words.count == 2 && first.ends_with('%') && !found_.empty()) {
      take_percentile(first.substr(0, first.size() - 1), words.word[1]);
    } else if (words.count == 4 && !found_.empty() && real_number(first)) {
      take_row(words);
    } else if (words.count >= 5 && words.word[1] == "requests" && words.word[2] == "in") {
      take_totals(words);
    } else if (first == "Socket") {
      take_socket_errors(words);
    } else if (first == "Non-2xx") {
      failed_ = counted(words.word[words.count - 1]);
      into_.remarks.emplace_back("wrk counts answers that were neither 2xx nor 3xx without their status.");
    }
  }

  void finish() {
    if (!requests_ || !length_)
      throw UserError(in_.name() + ": it ends before wrk's totals (\"N requests in T\"); give its whole output", Exit::settings);
    Counts& counts = whole_run(into_, scenario, *length_, in_.name());
    for (std::uint64_t* const sum : {&counts.offered, &counts.done, &counts.requests}) *sum += *requests_;
    counts.bytes_in += bytes_;
    for (const auto& [name, n] : socket_errors_)
      if (n > 0) counts.error(name) += n;
    if (failed_ > 0) counts.error("http status") += failed_;
    bool spectrum = false;
    for (const Distribution& one : found_) spectrum = keep_spectrum(one) || spectrum;
    if (!spectrum) state();
    in_.accept();
  }

 private:
  static std::uint64_t counted(std::string_view text) {
    if (text.ends_with(',')) text.remove_suffix(1);
    return static_cast<std::uint64_t>(whole_number(text).value_or(0));
  }

  void take_percentile(std::string_view percent, std::string_view time) {
    const auto number = real_number(percent);
    const auto length = time_of(time);
    if (!number || !length) return in_.reject("it is no percentile with a time");
    found_.back().percentiles.emplace_back(*number >= 100 ? "max" : fmt::format("p{}", *number), static_cast<double>(length->count()));
  }

  void take_row(const Words& words) {
    const auto value = length_of(words.word[0], std::chrono::milliseconds(1));
    const auto total = whole_number(words.word[2]);
    auto& rows = found_.back().rows;
    const bool rises =
        rows.empty() || (total && value && *value >= rows.back().first && static_cast<std::uint64_t>(*total) >= rows.back().second);
    if (!value || !total || !rises || static_cast<std::uint64_t>(*total) > most_samples)
      return in_.reject("it is no row of a spectrum: value, percentile, count, each not below the row before");
    rows.emplace_back(*value, static_cast<std::uint64_t>(*total));
  }

  void take_totals(const Words& words) {
    requests_ = counted(words.word[0]);
    std::string_view time = words.word[3];
    if (time.ends_with(',')) time.remove_suffix(1);
    if (const auto length = time_of(time)) length_ = length;
    bytes_ = bytes_of(words.word[4]).value_or(0);
  }

  void take_socket_errors(const Words& words) {
    // "Socket errors: connect 0, read 0, write 0, timeout 12", of which eight words hold the first three
    for (std::size_t i = 2; i + 1 < words.count; i += 2)
      socket_errors_.emplace_back(std::string(words.word[i]) + " error", counted(words.word[i + 1]));
    const std::string_view line = in_.line();
    if (const std::size_t at = line.find("timeout "); at != std::string_view::npos)
      socket_errors_.emplace_back("timeout", counted(trimmed(line.substr(at + 8))));
  }

  bool keep_spectrum(const Distribution& one) {
    latency::Histogram histogram;
    std::uint64_t before = 0;
    for (const auto& [value, up_to] : one.rows) histogram.record(value.count(), up_to - std::exchange(before, up_to));
    if (histogram.empty()) return false;
    latency::Series series{std::string(scenario), std::string(step), one.corrected ? "response" : "service"};
    into_.run.add_histogram(unknown_start, *length_, series, histogram);
    into_.remarks.push_back(fmt::format(
        "The spectrum's {} rows are exact; a percentile between two rows is that of the next one, and the mean is of those values.",
        one.rows.size()));
    return true;
  }

  void state() {
    into_.stated_precision = "wrk prints three significant digits.";
    for (const Distribution& one : found_) {
      runs::StatedStep stated{std::string(scenario), std::string(step), *requests_, failed_, one.percentiles};
      if (!stated.times_ns.empty()) into_.stated.push_back(std::move(stated));
    }
  }

  Input& in_;
  Gathered& into_;
  std::vector<Distribution> found_;
  std::optional<Instant> length_;
  std::optional<std::uint64_t> requests_;
  std::uint64_t bytes_ = 0, failed_ = 0;
  std::vector<std::pair<std::string, std::uint64_t>> socket_errors_;
};

}  // namespace

bool is_like_wrk(std::string_view head) {
  return head.starts_with("Running ") && head.substr(0, head.find('\n')).find(" test @ ") != std::string_view::npos;
}

void read_wrk(Input& in, Gathered& into) {
  WrkReader reader(in, into);
  while (in.next_line()) reader.take(in.line());
  reader.finish();
}

}  // namespace rushhour::imports
