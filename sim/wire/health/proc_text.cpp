#include "sim/wire/health/proc_text.hpp"

#include <charconv>

namespace rushhour::wire {
namespace {

constexpr std::uint64_t ns_in_us = 1000;

// The next word of the line; empty at its end.
std::string_view take_word(std::string_view& line) noexcept {
  const std::size_t begin = line.find_first_not_of(' ');
  if (begin == std::string_view::npos) return {};
  const std::size_t end = line.find(' ', begin);
  const std::string_view word = line.substr(begin, end - begin);
  line.remove_prefix(end == std::string_view::npos ? line.size() : end);
  return word;
}

// The next line with its end, so that one cut short is not taken for whole.
std::optional<std::string_view> take_line(std::string_view& text) noexcept {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

std::optional<std::uint64_t> number(std::string_view word) noexcept {
  std::uint64_t value = 0;
  const auto [end, trouble] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (trouble != std::errc() || end != word.data() + word.size()) return std::nullopt;
  return value;
}

// The second number of the first line.
std::optional<std::uint64_t> second_number(std::string_view text) noexcept {
  std::optional<std::string_view> line = take_line(text);
  if (!line || !number(take_word(*line))) return std::nullopt;
  return number(take_word(*line));
}

}  // namespace

std::optional<CpuTimes> parse_stat(std::string_view text) noexcept {
  std::optional<std::string_view> line = take_line(text);
  if (!line || take_word(*line) != "cpu") return std::nullopt;
  CpuTimes times;
  // Guests' time, which may follow, is inside user and nice.
  for (int i = 0; i < 8; ++i) {
    const std::optional<std::uint64_t> ticks = number(take_word(*line));
    if (!ticks) return std::nullopt;
    times.all += *ticks;
    times.stolen = *ticks;
  }
  return times;
}

std::optional<Instant> parse_core_wait(std::string_view text) noexcept {
  const std::optional<std::uint64_t> ns = second_number(text);
  if (!ns) return std::nullopt;
  return Instant(static_cast<std::int64_t>(*ns));
}

std::optional<Throttling> parse_cpu_stat(std::string_view text) noexcept {
  Throttling found;
  bool periods = false, throttled = false, length = false;
  while (std::optional<std::string_view> line = take_line(text)) {
    const std::string_view key = take_word(*line);
    const std::optional<std::uint64_t> value = number(take_word(*line));
    if (!value) return std::nullopt;
    if (key == "nr_periods") {
      found.periods = *value;
      periods = true;
    } else if (key == "nr_throttled") {
      found.throttled = *value;
      throttled = true;
    } else if (key == "throttled_usec" || key == "throttled_time") {  // version 2 and 1
      found.stood_still = Instant(static_cast<std::int64_t>(key == "throttled_usec" ? *value * ns_in_us : *value));
      length = true;
    }
  }
  if (!periods || !throttled || !length) return std::nullopt;
  return found;
}

std::optional<std::uint64_t> parse_resident_pages(std::string_view text) noexcept { return second_number(text); }

}  // namespace rushhour::wire
