#include "reports/pages/words/plain_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace rushhour::pages {
namespace {

struct CodePoint {
  std::uint32_t value = 0;
  std::size_t bytes = 0;  // 0 when the text is not UTF-8 here
};

// Rejects what RFC 3629 forbids: overlong forms, surrogates, values above U+10FFFF.
CodePoint first_code_point(std::string_view text) noexcept {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < bytes) return {};
  std::uint32_t value = lead & (0x7FU >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((byte(i) & 0xC0U) != 0x80) return {};
    value = value << 6 | (byte(i) & 0x3FU);
  }
  constexpr std::array<std::uint32_t, 5> smallest{0, 0, 0x80, 0x800, 0x10000};
  if (value < smallest[bytes] || (value >= 0xD800 && value < 0xE000) || value > 0x10FFFF) return {};
  return {value, bytes};
}

struct Range {
  std::uint32_t first, last;
};

template <std::size_t n>
bool within(std::uint32_t value, const std::array<Range, n>& ranges) noexcept {
  return std::any_of(ranges.begin(), ranges.end(), [&](const Range& r) { return value >= r.first && value <= r.last; });
}

// Invisible, or changes how its neighbours are shown.
constexpr std::array<Range, 8> acting{{{0x00AD, 0x00AD},
                                       {0x061C, 0x061C},
                                       {0x200B, 0x200F},
                                       {0x2028, 0x202E},
                                       {0x2060, 0x206F},
                                       {0xFEFF, 0xFEFF},
                                       {0xFFF9, 0xFFFB},
                                       {0xE0000, 0xE0FFF}}};
constexpr std::array<Range, 3> combining{{{0x0300, 0x036F}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}}};
constexpr std::array<Range, 9> wide{{{0x1100, 0x115F},
                                     {0x2E80, 0xA4CF},
                                     {0xAC00, 0xD7A3},
                                     {0xF900, 0xFAFF},
                                     {0xFE30, 0xFE6F},
                                     {0xFF00, 0xFF60},
                                     {0xFFE0, 0xFFE6},
                                     {0x1F300, 0x1FAFF},
                                     {0x20000, 0x3FFFD}}};

constexpr std::array<Range, 5> leftward{{{0x0590, 0x08FF}, {0xFB1D, 0xFDFF}, {0xFE70, 0xFEFE}, {0x10800, 0x10FFF}, {0x1E800, 0x1EFFF}}};

// Letters that run from left to right; what is neither (blanks, digits, signs) goes with its neighbours.
bool is_rightward(std::uint32_t value) noexcept {
  if (value < 0x80) return (value >= 'a' && value <= 'z') || (value >= 'A' && value <= 'Z');
  return value >= 0xAA && !within(value, leftward) && !(value >= 0x2000 && value < 0x2C00) && value < 0x1F000;
}

bool is_control(std::uint32_t value) noexcept { return value < 0x20 || (value >= 0x7F && value < 0xA0); }

std::size_t columns(std::uint32_t value) noexcept { return within(value, combining) ? 0 : within(value, wide) ? 2 : 1; }

}  // namespace

std::string harmless(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    if (point.bytes == 0)
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(text.front()));
    else if (is_control(point.value))
      out += fmt::format("\\x{:02x}", point.value);
    else if (within(point.value, acting))
      out += fmt::format("\\u{:04x}", point.value);
    else
      out += text.substr(0, point.bytes);
    text.remove_prefix(std::max<std::size_t>(point.bytes, 1));
  }
  return out;
}

std::string only_ascii(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    out += point.value < 0x80 ? std::string(1, text.front()) : fmt::format("\\u{:04x}", point.value);
    text.remove_prefix(std::max<std::size_t>(point.bytes, 1));
  }
  return out;
}

std::vector<Stretch> stretches_of(std::string_view text) {
  std::vector<Stretch> stretches;
  std::size_t begin = 0, first = 0, last = 0;  // of the stretch that runs leftward: its first letter, and the end of its last
  const auto close = [&] {
    if (last <= first) return;
    if (first > begin) stretches.push_back({text.substr(begin, first - begin), false});
    stretches.push_back({text.substr(first, last - first), true});
    begin = last;
    first = last = 0;
  };
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = first_code_point(text.substr(at));
    const std::size_t bytes = std::max<std::size_t>(point.bytes, 1);
    if (within(point.value, leftward)) {
      if (last == 0) first = at;
      last = at + bytes;
    } else if (last != 0 && is_rightward(point.value)) {
      close();
    }
    at += bytes;
  }
  close();
  if (begin < text.size() || stretches.empty()) stretches.push_back({text.substr(begin), false});
  return stretches;
}

std::size_t display_width(std::string_view text) noexcept {
  std::size_t width = 0;
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    width += columns(point.value);
    text.remove_prefix(std::max<std::size_t>(point.bytes, 1));
  }
  return width;
}

std::string clip(std::string_view text, std::size_t width) {
  if (display_width(text) <= width) return std::string(text);
  std::size_t kept = 0;
  std::size_t used = 0;
  while (kept < text.size()) {
    const CodePoint point = first_code_point(text.substr(kept));
    used += columns(point.value);
    if (used > width - 3) break;
    kept += std::max<std::size_t>(point.bytes, 1);
  }
  return std::string(text.substr(0, kept)) + "...";
}

std::string capitalised(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

std::string pad_right(std::string_view text, std::size_t width) {
  const std::size_t taken = display_width(text);
  return std::string(text) + std::string(width > taken ? width - taken : 0, ' ');
}

std::string pad_left(std::string_view text, std::size_t width) {
  const std::size_t taken = display_width(text);
  return std::string(width > taken ? width - taken : 0, ' ') + std::string(text);
}

}  // namespace rushhour::pages
