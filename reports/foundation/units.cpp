#include "reports/foundation/units.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>

namespace rushhour {
namespace {

struct Unit {
  std::string_view name;
  double seconds;
};

// Longest first, so that "ms" is not read as "m".
constexpr std::array<Unit, 6> units{{{"ns", 1e-9}, {"us", 1e-6}, {"ms", 1e-3}, {"s", 1}, {"m", 60}, {"h", 3600}}};

struct SizeUnit {
  std::string_view name;
  double bytes;
};

constexpr double year_s = 366.0 * 86400;

bool take_number(std::string_view& text, double& value) noexcept {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || !std::isfinite(value) || value < 0 || text.front() == '-') return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return true;
}

const Unit* take_unit(std::string_view& text) noexcept {
  for (const Unit& unit : units)
    if (text.starts_with(unit.name)) {
      text.remove_prefix(unit.name.size());
      return &unit;
    }
  return nullptr;
}

}  // namespace

std::optional<Instant> parse_duration(std::string_view text) noexcept {
  double total_s = 0;
  double number = 0;
  double last_unit_s = 2 * year_s;
  if (text.empty()) return std::nullopt;
  while (!text.empty()) {
    if (!take_number(text, number)) return std::nullopt;
    if (text.empty() && last_unit_s > year_s) {  // a bare number
      total_s = number;
      break;
    }
    const Unit* unit = take_unit(text);
    if (unit == nullptr || unit->seconds >= last_unit_s) return std::nullopt;  // "5s1m" is a slip, not a duration
    last_unit_s = unit->seconds;
    total_s += number * unit->seconds;
  }
  if (total_s > year_s) return std::nullopt;
  return Instant(std::llround(total_s * 1e9));
}

std::optional<double> parse_rate(std::string_view text) noexcept {
  double number = 0;
  if (text.empty() || !take_number(text, number)) return std::nullopt;
  if (text.empty() || text == "/s") return number;
  if (text == "/m") return number / 60;
  if (text == "/h") return number / 3600;
  return std::nullopt;
}

std::optional<std::uint64_t> parse_size(std::string_view text) noexcept {
  constexpr std::array<SizeUnit, 9> sizes{
      {{"", 1}, {"B", 1}, {"KB", 1e3}, {"kB", 1e3}, {"MB", 1e6}, {"GB", 1e9}, {"KiB", 1024}, {"MiB", 1048576}, {"GiB", 1073741824}}};
  constexpr double exact_limit = 9007199254740992;  // beyond it a double skips whole numbers
  double number = 0;
  if (text.empty() || !take_number(text, number)) return std::nullopt;
  for (const SizeUnit& unit : sizes)
    if (text == unit.name && number * unit.bytes <= exact_limit) return static_cast<std::uint64_t>(std::llround(number * unit.bytes));
  return std::nullopt;
}

std::string format_duration(Instant t) {
  const double ns = static_cast<double>(t.count());
  const auto three = [](double value, const char* unit) {
    if (value >= 99.95) return fmt::format("{:.0f}{}", value, unit);
    return value >= 9.995 ? fmt::format("{:.1f}{}", value, unit) : fmt::format("{:.2f}{}", value, unit);
  };
  if (t.count() == 0) return "0s";
  if (ns < 999.5) return fmt::format("{}ns", t.count());
  if (ns < 999.5e3) return three(ns / 1e3, "us");
  if (ns < 999.5e6) return three(ns / 1e6, "ms");
  if (ns < 59.95e9) return three(ns / 1e9, "s");
  const auto whole_s = std::llround(ns / 1e9);
  if (whole_s < 3600) return whole_s % 60 == 0 ? fmt::format("{}m", whole_s / 60) : fmt::format("{}m{:02}s", whole_s / 60, whole_s % 60);
  return fmt::format("{}h{:02}m", whole_s / 3600, whole_s % 3600 / 60);
}

std::string format_instant(Instant at) {
  const auto s = std::chrono::floor<std::chrono::seconds>(at).count();
  if (s >= 3600) return fmt::format("{}:{:02}:{:02}", s / 3600, s % 3600 / 60, s % 60);
  return fmt::format("{}:{:02}", s / 60, s % 60);
}

std::string format_count(std::uint64_t n) {
  std::string digits = std::to_string(n);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, 1, ',');
  return digits;
}

}  // namespace rushhour
