#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace rushhour::imports {

/// Names by number, as they are met: those beyond a bound share the name "(other)". Names are kept as UTF-8 of at most 200 bytes, what is
/// none replaced, because they go into JSON and tags. One thread.
class Names {
 public:
  static constexpr std::size_t longest = 200;
  static constexpr std::string_view beyond = "(other)";

  explicit Names(std::size_t most) : most_(most) {}

  std::uint32_t number_of(std::string_view name);

  const std::string& operator[](std::uint32_t number) const { return names_[number]; }
  const std::vector<std::string>& all() const noexcept { return names_; }

  /// Whether a name was met for which there was no room.
  bool full() const noexcept { return full_; }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view name) const noexcept { return std::hash<std::string_view>()(name); }
  };

  std::size_t most_;
  bool full_ = false;
  std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> numbers_;
  std::vector<std::string> names_;
  std::string last_;  // most names come in rows
  std::uint32_t last_number_ = 0;
};

/// `text` cut to `most` bytes at a character's end, with what is no UTF-8 replaced by '?'.
std::string kept_text(std::string_view text, std::size_t most);

}  // namespace rushhour::imports
