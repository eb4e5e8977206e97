#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "reports/latency/series.hpp"
#include "sim/load/plan.hpp"

namespace rushhour::load {

/// Which values of the plan's series tags something has, packed into a number that is compared at once. Of each tag 50 values are told
/// apart; later ones share "(other)". Of all combinations a thousand are told apart; in a later one every value is "(other)". One thread.
class TagValues {
 public:
  using Key = std::uint32_t;  // six bits for each tag: 0 for none, else one more than the value's number
  static constexpr std::size_t tag_limit = 3;
  static constexpr std::size_t value_limit = 50;
  static constexpr std::size_t combination_limit = 1000;

  /// `names`: the plan's series tags, of which the first three count.
  explicit TagValues(std::span<const std::string> names);

  /// `tags` over those of `base`. Tags that are no series tags say nothing here; of several of one name the last counts.
  Key key_of(std::span<const Tag> tags, Key base = 0) { return tags.empty() || series_.empty() ? base : look_up(tags, base); }

  latency::Tags tags_of(Key key) const;

  /// Which bounds were reached, in words.
  std::vector<std::string> warnings() const;

 private:
  struct NameHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view name) const noexcept { return std::hash<std::string_view>{}(name); }
  };
  struct SeriesTag {
    std::string name;
    std::vector<std::string> values{};
    std::unordered_map<std::string, Key, NameHash, std::equal_to<>> numbers{};
    bool crowded = false;
  };

  Key look_up(std::span<const Tag> tags, Key base);
  static Key number_of(SeriesTag& tag, const std::string& value);
  Key bounded(Key key);

  std::vector<SeriesTag> series_;
  std::unordered_set<Key> known_;
  Key last_ = 0;  // usually the next one, too
  bool crowded_ = false;
};

}  // namespace rushhour::load
