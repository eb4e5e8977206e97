#include "reports/warehouse/ingest/text_encoding.hpp"

#include <algorithm>
#include <cstdint>

namespace rushhour::warehouse {
namespace {

/// What a text begins with that does not begin with ASCII. Overlong forms and surrogates pass: this judges, it does not verify.
struct Sequence {
  bool utf8 = false;
  bool cut = false;  // it could be, if the text went on
  std::size_t bytes = 1;
};

Sequence sequence_in(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t length = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
  for (std::size_t i = 1; i < std::min(length, text.size()); ++i)
    if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) return {};
  if (length == 0) return {};
  return {length <= text.size(), length > text.size(), std::min(length, text.size())};
}

}  // namespace

std::string utf8_of_latin1(std::string_view text) {
  std::string utf8;
  utf8.reserve(2 * text.size());
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      utf8 += c;
    } else {
      utf8 += static_cast<char>(0xC0 | (byte >> 6));
      utf8 += static_cast<char>(0x80 | (byte & 0x3F));
    }
  }
  return utf8;
}

bool looks_like_latin1(std::string_view sample) {
  constexpr std::uint64_t lines_for_one = 20;
  std::uint64_t utf8 = 0, other = 0, lines = 1;
  while (!sample.empty()) {
    if (static_cast<signed char>(sample.front()) >= 0) {
      lines += sample.front() == '\n' ? 1 : 0;
      sample.remove_prefix(1);
      continue;
    }
    const Sequence sequence = sequence_in(sample);
    if (sequence.cut && utf8 > 0) break;  // by the end of the sample
    ++(sequence.utf8 ? utf8 : other);
    sample.remove_prefix(sequence.bytes);
  }
  return other > utf8 && other * lines_for_one >= lines;
}

}  // namespace rushhour::warehouse
