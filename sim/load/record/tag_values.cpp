#include "sim/load/record/tag_values.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/load/record/tick.hpp"

namespace rushhour::load {
namespace {

constexpr unsigned bits = 6;
constexpr TagValues::Key mask = (1u << bits) - 1;
static_assert(TagValues::value_limit + 1 <= mask && TagValues::tag_limit * bits <= 32);

}  // namespace

TagValues::TagValues(std::span<const std::string> names) {
  for (const std::string& name : names.first(std::min(names.size(), tag_limit))) series_.push_back({name});
}

TagValues::Key TagValues::number_of(SeriesTag& tag, const std::string& value) {
  if (const auto found = tag.numbers.find(value); found != tag.numbers.end()) return found->second;
  if (tag.values.size() == value_limit) {
    tag.crowded = true;
    return value_limit + 1;
  }
  tag.values.push_back(value);
  return tag.numbers[value] = static_cast<Key>(tag.values.size());
}

TagValues::Key TagValues::look_up(std::span<const Tag> tags, Key base) {
  for (const Tag& tag : tags)
    for (std::size_t i = 0; i < series_.size(); ++i)
      if (series_[i].name == tag.name) base = (base & ~(mask << (i * bits))) | number_of(series_[i], tag.value) << (i * bits);
  return base == last_ ? base : last_ = bounded(base);
}

TagValues::Key TagValues::bounded(Key key) {
  if (known_.size() < combination_limit) {
    known_.insert(key);
    return key;
  }
  if (known_.contains(key)) return key;
  crowded_ = true;
  Key other = 0;
  for (unsigned i = 0; i < tag_limit; ++i)
    if ((key >> (i * bits) & mask) != 0) other |= Key{value_limit + 1} << (i * bits);
  return other;
}

latency::Tags TagValues::tags_of(Key key) const {
  latency::Tags tags;
  for (std::size_t i = 0; i < series_.size(); ++i) {
    const Key number = key >> (i * bits) & mask;
    if (number > 0) tags[series_[i].name] = number > value_limit ? std::string(other_names) : series_[i].values[number - 1];
  }
  return tags;
}

std::vector<std::string> TagValues::warnings() const {
  std::vector<std::string> all;
  for (const SeriesTag& tag : series_)
    if (tag.crowded)
      all.push_back(fmt::format("The tag '{}' has more than {} values: the rest stand as '(other)'.", tag.name, value_limit));
  if (crowded_)
    all.push_back(fmt::format("The series tags have more than {} combinations of values: the rest stand as '(other)'.", combination_limit));
  return all;
}

}  // namespace rushhour::load
