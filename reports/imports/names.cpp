#include "reports/imports/names.hpp"

#include <algorithm>

namespace rushhour::imports {
namespace {

// The bytes of the character that `text` begins with; 0 if it is none.
std::size_t character(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const auto follows = [&](std::size_t i) { return (byte(i) & 0xc0) == 0x80; };
  if (byte(0) < 0x80) return 1;
  if (byte(0) >= 0xc2 && byte(0) < 0xe0) return follows(1) ? 2 : 0;
  if ((byte(0) & 0xf0) == 0xe0) {
    const bool overlong = byte(0) == 0xe0 && byte(1) < 0xa0, surrogate = byte(0) == 0xed && byte(1) >= 0xa0;
    return follows(1) && follows(2) && !overlong && !surrogate ? 3 : 0;
  }
  if (byte(0) < 0xf0 || byte(0) > 0xf4) return 0;
  const bool outside = (byte(0) == 0xf0 && byte(1) < 0x90) || (byte(0) == 0xf4 && byte(1) >= 0x90);
  return follows(1) && follows(2) && follows(3) && !outside ? 4 : 0;
}

}  // namespace

std::string kept_text(std::string_view text, std::size_t most) {
  std::string kept;
  while (!text.empty()) {
    const std::size_t size = character(text);
    if (kept.size() + std::max<std::size_t>(size, 1) > most) break;
    if (size == 0)
      kept += '?';
    else
      kept += text.substr(0, size);
    text.remove_prefix(std::max<std::size_t>(size, 1));
  }
  return kept;
}

std::uint32_t Names::number_of(std::string_view name) {
  if (!names_.empty() && name == last_) return last_number_;
  last_ = name;
  if (const auto found = numbers_.find(name); found != numbers_.end()) return last_number_ = found->second;
  std::string kept = kept_text(name, longest);
  const bool as_it_is = kept == name;
  if (!as_it_is)
    if (const auto found = numbers_.find(kept); found != numbers_.end()) return last_number_ = found->second;
  if (names_.size() + 1 >= most_) {
    full_ = full_ || kept != beyond;
    kept = beyond;
    if (const auto found = numbers_.find(kept); found != numbers_.end()) return last_number_ = found->second;
  }
  last_number_ = static_cast<std::uint32_t>(names_.size());
  numbers_.emplace(kept, last_number_);
  names_.push_back(std::move(kept));
  return last_number_;
}

}  // namespace rushhour::imports
