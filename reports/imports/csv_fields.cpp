#include "reports/imports/csv_fields.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>

namespace rushhour::imports {
namespace {

constexpr std::size_t most_digits = 18;
constexpr double longest_ns = 366.0 * 86400 * 1e9;
constexpr std::int64_t earliest_s = 631'152'000, latest_s = 7'258'118'400;  // 1990, 2200

}  // namespace

bool CsvFields::split(std::string_view record, char delimiter) {
  fields_.clear();
  if (record.find('"') != std::string_view::npos) return split_quoted(record, delimiter);
  for (const char *at = record.data(), *const end = at + record.size();;) {
    const auto* next = static_cast<const char*>(std::memchr(at, delimiter, static_cast<std::size_t>(end - at)));
    if (next == nullptr) next = end;
    fields_.emplace_back(at, static_cast<std::size_t>(next - at));
    if (next == end) return true;
    at = next + 1;
  }
}

// All fields are copied one behind the other without their quotes, and cut apart when the copy moves no more.
bool CsvFields::split_quoted(std::string_view record, char delimiter) {
  unquoted_.clear();
  ends_.clear();
  for (std::size_t at = 0;; ++at) {
    if (at < record.size() && record[at] == '"') {
      for (++at; at < record.size(); ++at) {
        if (record[at] != '"') {
          unquoted_ += record[at];
        } else if (at + 1 < record.size() && record[at + 1] == '"') {
          unquoted_ += '"';
          ++at;
        } else {
          break;
        }
      }
      if (at++ >= record.size()) return false;
      if (at < record.size() && record[at] != delimiter) return false;
    } else {
      const std::size_t end = std::min(record.find(delimiter, at), record.size());
      unquoted_ += record.substr(at, end - at);
      at = end;
    }
    ends_.push_back(unquoted_.size());
    if (at >= record.size()) break;
  }
  std::size_t begin = 0;
  for (const std::size_t end : ends_) {
    fields_.push_back(std::string_view(unquoted_).substr(begin, end - begin));
    begin = end;
  }
  return true;
}

std::size_t column_of(const CsvFields& header, std::string_view name) noexcept {
  for (std::size_t i = 0; i < header.size(); ++i)
    if (header[i] == name) return i;
  return no_column;
}

std::optional<std::int64_t> whole_number(std::string_view text) noexcept {
  if (text.empty() || text.size() > most_digits) return std::nullopt;
  std::int64_t number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return number;
}

std::optional<double> real_number(std::string_view text) noexcept {
  double number = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || rest != text.data() + text.size() || !std::isfinite(number)) return std::nullopt;
  return number;
}

std::optional<Instant> length_of(double units, Instant unit) noexcept {
  const double ns = units * static_cast<double>(unit.count());
  if (!(ns >= 0 && ns <= longest_ns)) return std::nullopt;
  return Instant(std::llround(ns));
}

std::optional<Instant> length_of(std::string_view text, Instant unit) noexcept {
  const std::optional<double> units = real_number(text);
  return units ? length_of(*units, unit) : std::nullopt;
}

std::optional<WallTime> wall_time_of(std::string_view text, Instant unit) noexcept {
  const std::size_t point = std::min(text.find('.'), text.size());
  const std::optional<std::int64_t> whole = whole_number(text.substr(0, point));
  const std::int64_t in_second = 1'000'000'000 / unit.count();
  if (!whole || *whole / in_second < earliest_s || *whole / in_second >= latest_s) return std::nullopt;
  std::int64_t ns = *whole * unit.count();
  std::int64_t digit = unit.count();
  for (const char c : text.substr(std::min(point + 1, text.size()))) {
    if (c < '0' || c > '9') return std::nullopt;
    digit /= 10;
    ns += digit * (c - '0');
  }
  return WallTime(Instant(ns));
}

}  // namespace rushhour::imports
