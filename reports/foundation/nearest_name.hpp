#pragma once

#include <span>
#include <string>
#include <string_view>

namespace rushhour {

/// The candidate that `name` was probably meant to be, by the fewest insertions, deletions, substitutions and swaps of neighbours
/// (optimal string alignment); empty if none is within a third of its length, or two edits.
std::string_view nearest_name(std::string_view name, std::span<const std::string_view> candidates);

/// "; did you mean 'rate'?" or an empty string: for the end of a message.
std::string did_you_mean(std::string_view name, std::span<const std::string_view> candidates);

}  // namespace rushhour
