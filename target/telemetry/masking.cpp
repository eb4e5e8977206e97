// One walk over the text. At each place the rules are tried in turn; the first that fits says how much of the text it covers and what is
// written instead. No rule looks back further than one character, and each reads a bounded stretch ahead or stops at the first character
// that does not fit, so the time is that of a few walks.

#include "target/telemetry/masking.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

namespace rushhour::telemetry {
namespace {

constexpr std::array<std::string_view, 26> sensitive_words{
    "authorization", "token",      "password",  "passwd",  "secret", "cookie",   "set-cookie", "session", "api_key",
    "apikey",        "credential", "email",     "e-mail",  "mail",   "phone",    "mobile",     "tel",     "customer",
    "courier_name",  "first_name", "last_name", "address", "street", "birthday", "iban",       "card"};
constexpr std::array<std::string_view, 2> schemes{"bearer", "basic"};
constexpr std::size_t name_bytes_max = 40;
constexpr std::size_t local_bytes_max = 64;
constexpr std::size_t phone_digits_max = 15;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_alnum(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }
char lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }
bool is_name_char(char c) { return is_alnum(c) || c == '_' || c == '-' || c == '.'; }

bool same(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

template <class Holds>
std::size_t run_of(std::string_view text, Holds holds) {
  return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), holds) - text.begin());
}

// What a rule covers: `kept` bytes are told as they are, `hidden` ones behind them are masked.
struct Cover {
  std::size_t kept = 0;
  std::size_t hidden = 0;
};

std::optional<Cover> email(std::string_view text) {
  const auto local_char = [](char c) {
    return is_alnum(c) || std::string_view("._%+-'").find(c) != std::string_view::npos || (c & 0x80) != 0;
  };
  const std::size_t local = run_of(text.substr(0, local_bytes_max + 1), local_char);
  if (local == 0 || local > local_bytes_max || local == text.size() || text[local] != '@') return std::nullopt;
  const std::size_t domain = run_of(text.substr(local + 1), [](char c) { return is_alnum(c) || c == '.' || c == '-' || (c & 0x80) != 0; });
  if (domain == 0) return std::nullopt;
  return Cover{0, local + 1 + domain};
}

std::optional<Cover> date(std::string_view text) {
  if (text.size() < 10 || (text.size() > 10 && is_digit(text[10]))) return std::nullopt;
  for (const std::size_t i : {0, 1, 2, 3, 5, 6, 8, 9})
    if (!is_digit(text[i])) return std::nullopt;
  if (text[4] != '-' || text[7] != '-') return std::nullopt;
  return Cover{10, 0};
}

std::optional<Cover> phone(std::string_view text) {
  if (!is_digit(text[0]) && text[0] != '+' && text[0] != '(') return std::nullopt;
  std::size_t digits = 0;
  std::size_t end = 0;  // behind the last digit
  bool parted = false;
  for (std::size_t i = 0; i < text.size() && digits <= phone_digits_max; ++i) {
    const bool part = std::string_view(" -/()").find(text[i]) != std::string_view::npos;
    if (is_digit(text[i])) {
      ++digits;
      parted = parted || (digits > 1 && end != i);
      end = i + 1;
    } else if (!part && !(i == 0 && text[i] == '+')) {
      break;
    } else if (i > end + 2) {
      break;
    }
  }
  if (end < text.size() && (is_alnum(text[end]) || text[end] == '_')) return std::nullopt;  // part of an id
  const bool international = text[0] == '+' && digits >= 7;
  const bool national = digits >= 9 && (text[0] == '0' || text[0] == '(' || parted);
  if (digits > phone_digits_max || (!international && !national)) return std::nullopt;
  return Cover{0, end};
}

std::optional<Cover> credentials(std::string_view text) {
  for (const std::string_view scheme : schemes) {
    if (text.size() <= scheme.size() || !same(text.substr(0, scheme.size()), scheme) || text[scheme.size()] != ' ') continue;
    const std::size_t blanks = run_of(text.substr(scheme.size()), [](char c) { return c == ' '; });
    const std::size_t at = scheme.size() + blanks;
    const std::size_t secret =
        run_of(text.substr(at), [](char c) { return is_alnum(c) || std::string_view("-._~+/=").find(c) != std::string_view::npos; });
    if (secret != 0) return Cover{at, secret};
  }
  return std::nullopt;
}

// name=value, name: value, "name": "value".
std::optional<Cover> pair(std::string_view text) {
  const std::size_t name = run_of(text.substr(0, name_bytes_max), is_name_char);
  if (name == 0 || !sensitive(text.substr(0, name))) return std::nullopt;
  std::size_t at = name;
  if (at < text.size() && text[at] == '"') ++at;
  at += run_of(text.substr(at), [](char c) { return c == ' '; });
  if (at >= text.size() || (text[at] != '=' && text[at] != ':')) return std::nullopt;
  ++at;
  at += run_of(text.substr(at), [](char c) { return c == ' '; });
  if (at < text.size() && text[at] == '"') {
    const std::size_t value = run_of(text.substr(at + 1), [](char c) { return c != '"'; });
    return Cover{at + 1, value};
  }
  // A header's value goes on behind a blank ("Authorization: Bearer x", "customer: Ada Lovelace"); a parameter's does not.
  const bool header = text.substr(name, at - name).find(':') != std::string_view::npos;
  const std::size_t value = run_of(text.substr(at), [header](char c) {
    return std::string_view("&,;\r\n\"}").find(c) == std::string_view::npos && (header || c != ' ');
  });
  return Cover{at, value};
}

}  // namespace

bool sensitive(std::string_view field_name) noexcept {
  // Alone it is a person's; file_name, route_name are not.
  if (same(field_name, "name")) return true;
  return std::any_of(sensitive_words.begin(), sensitive_words.end(), [&](std::string_view word) {
    if (field_name.size() < word.size() || !same(field_name.substr(field_name.size() - word.size()), word)) return false;
    const std::size_t before = field_name.size() - word.size();
    return before == 0 || std::string_view("_-.").find(field_name[before - 1]) != std::string_view::npos;
  });
}

std::string masked(std::string_view text) {
  std::string told;
  told.reserve(text.size());
  std::size_t at = 0;
  while (at < text.size()) {
    // Rules are tried where a word begins, so that a part of an id is never taken for a number.
    const bool begins = at == 0 || !(is_alnum(text[at - 1]) || text[at - 1] == '_');
    std::optional<Cover> cover;
    if (begins)
      for (const auto rule : {pair, credentials, email, date, phone})
        if ((cover = rule(text.substr(at)))) break;
    const Cover found = cover.value_or(Cover{1, 0});
    told += text.substr(at, found.kept);
    if (found.hidden != 0) told += mask;
    at += found.kept + found.hidden;
  }
  return told;
}

}  // namespace rushhour::telemetry
