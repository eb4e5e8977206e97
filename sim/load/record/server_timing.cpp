// Server-Timing  = [ entry *( OWS "," OWS entry ) ]
// entry          = token *( OWS ";" OWS parameter )
// parameter      = token [ OWS "=" OWS ( token / quoted-string ) ]
//
// What stands behind a value, up to the next delimiter, is passed over, as the specification has it. A comma in a quoted string delimits
// nothing.

#include "sim/load/record/server_timing.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "reports/foundation/letters.hpp"

namespace rushhour::load {
namespace {

constexpr std::string_view header_name = "server-timing";
constexpr double longest_ms = 24.0 * 3600 * 1000;  // a histogram's range; more is the same

// A table, because every letter of every answer's header is asked.
constexpr std::array<bool, 256> token_letters = [] {
  std::array<bool, 256> table{};
  for (const char c : std::string_view("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"))
    table[static_cast<unsigned char>(c)] = true;
  return table;
}();

bool is_token(char c) noexcept { return token_letters[static_cast<unsigned char>(c)]; }

void skip_blanks(std::string_view& text) noexcept {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
}

bool take(std::string_view& text, char c) noexcept {
  skip_blanks(text);
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  skip_blanks(text);
  return true;
}

std::string_view take_token(std::string_view& text) noexcept {
  const auto end = static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_token) - text.begin());
  const std::string_view token = text.substr(0, end);
  text.remove_prefix(end);
  return token;
}

// What stands between the quotes, escapes as they are; to the end if the quote is never closed.
std::string_view take_quoted(std::string_view& text) noexcept {
  std::size_t end = 1;
  while (end < text.size() && text[end] != '"') end += text[end] == '\\' ? 2 : 1;
  end = std::min(end, text.size());
  const std::string_view inside = text.substr(1, end - 1);
  text.remove_prefix(std::min(end + 1, text.size()));
  return inside;
}

std::string_view take_value(std::string_view& text) noexcept {
  return !text.empty() && text.front() == '"' ? take_quoted(text) : take_token(text);
}

void skip_to_delimiter(std::string_view& text, std::string_view delimiters) noexcept {
  while (!text.empty() && delimiters.find(text.front()) == std::string_view::npos) {
    if (text.front() == '"')
      take_quoted(text);
    else
      text.remove_prefix(1);
  }
}

std::optional<Instant> duration_of(std::string_view text) noexcept {
  double ms = 0;
  const auto [end, trouble] = std::from_chars(text.data(), text.data() + text.size(), ms);
  if (trouble == std::errc::result_out_of_range || trouble != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (!std::isfinite(ms) || ms < 0) return std::nullopt;
  return Instant(std::llround(std::min(ms, longest_ms) * 1e6));
}

// The entry at the front of `text`, which is left at its delimiter or end; the length is that of its first `dur`.
std::optional<TimedPart> take_entry(std::string_view& text) noexcept {
  skip_blanks(text);
  TimedPart part{take_token(text), Instant(0)};
  std::optional<Instant> length;
  bool stated = false;
  for (skip_to_delimiter(text, ",;"); take(text, ';'); skip_to_delimiter(text, ",;")) {
    const std::string_view parameter = take_token(text);
    const std::string_view value = take(text, '=') ? take_value(text) : std::string_view();
    if (stated || !same_name(parameter, "dur")) continue;
    stated = true;
    length = duration_of(value);
  }
  if (part.name.empty() || !length) return std::nullopt;
  part.length = *length;
  return part;
}

}  // namespace

bool is_server_timing(std::string_view name) noexcept { return same_name(name, header_name); }

std::optional<TimedPart> ServerTiming::next() noexcept {
  while (!rest_.empty()) {
    const std::optional<TimedPart> part = take_entry(rest_);
    if (!rest_.empty()) rest_.remove_prefix(1);  // the comma
    if (part) return part;
  }
  return std::nullopt;
}

}  // namespace rushhour::load
