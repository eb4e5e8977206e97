#include "reports/pages/words/normalised.hpp"

#include <algorithm>

namespace rushhour::pages {
namespace {

constexpr std::size_t shortest_id = 8;     // hexadecimal digits that are no word
constexpr std::size_t longest_word = 256;  // what is longer is no number, id or address

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_hex(char c) noexcept { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool is_letter(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

std::size_t count(std::string_view text, char wanted) { return static_cast<std::size_t>(std::count(text.begin(), text.end(), wanted)); }

// What may stand in a number, an id or an address.
std::string_view word_at(std::string_view text) {
  std::size_t end = 0;
  text = text.substr(0, longest_word);
  while (end < text.size() && (is_letter(text[end]) || is_digit(text[end]) || text[end] == '-' || text[end] == '.' || text[end] == ':'))
    ++end;
  while (end > 0 && (text[end - 1] == '.' || text[end - 1] == ':' || text[end - 1] == '-')) --end;  // punctuation behind it
  return text.substr(0, end);
}

bool is_address(std::string_view word) {
  const auto only = [&](const char* more) {
    return std::all_of(word.begin(), word.end(),
                       [&](char c) { return is_hex(c) || std::string_view(more).find(c) != std::string_view::npos; });
  };
  const bool four = count(word, '.') == 3 && count(word, ':') <= 1 && std::none_of(word.begin(), word.end(), is_letter);
  return four || (count(word, ':') >= 2 && only(".:") && std::any_of(word.begin(), word.end(), is_digit));
}

bool is_id(std::string_view word) {
  std::size_t digits = 0, hex = 0;
  for (const char c : word) {
    if (!is_hex(c) && c != '-') return false;
    digits += is_digit(c) ? 1 : 0;
    hex += is_hex(c) ? 1 : 0;
  }
  return hex >= shortest_id && digits > 0 && digits < hex;
}

// The digits of a word one number each: "menu7" becomes "menu<number>".
std::string without_numbers(std::string_view word) {
  std::string out;
  for (std::size_t i = 0; i < word.size();) {
    if (!is_digit(word[i])) {
      out += word[i++];
      continue;
    }
    while (i < word.size() && (is_digit(word[i]) || (word[i] == '.' && i + 1 < word.size() && is_digit(word[i + 1])))) ++i;
    out += "<number>";
  }
  return out;
}

bool is_status(std::string_view before, std::string_view word) {
  return word.size() == 3 && std::all_of(word.begin(), word.end(), is_digit) &&
         (before.ends_with("http ") || before.ends_with("HTTP ") || before.ends_with("status "));
}

// How long a quoted text is that begins here, quotes inside; 0 if none ends. A quote between letters is an apostrophe.
std::size_t quoted(std::string_view text, std::size_t at) {
  const char quote = text[at];
  if (quote != '"' && quote != '\'' && quote != '`') return 0;
  if (at > 0 && (is_letter(text[at - 1]) || is_digit(text[at - 1]))) return 0;
  const std::size_t end = text.find(quote, at + 1);
  return end == std::string_view::npos ? 0 : end + 1 - at;
}

}  // namespace

std::string normalised(std::string_view trouble) {
  std::string out;
  for (std::size_t at = 0; at < trouble.size();) {
    if (const std::size_t length = quoted(trouble, at); length > 0) {
      out += "<text>";
      at += length;
      continue;
    }
    const std::string_view word = word_at(trouble.substr(at));
    if (word.empty()) {
      out += trouble[at++];
      continue;
    }
    if (is_status(trouble.substr(0, at), word))
      out += word;
    else if (is_address(word))
      out += "<address>";
    else
      out += is_id(word) ? std::string("<id>") : without_numbers(word);
    at += word.size();
  }
  return out;
}

}  // namespace rushhour::pages
