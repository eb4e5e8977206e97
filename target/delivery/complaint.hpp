#pragma once

#include <cstddef>
#include <string>

namespace rushhour::delivery {

/// What is wrong with one field of a request: "lines[0].quantity", "must be 1 to 50".
struct Complaint {
  std::string field;
  std::string detail;

  bool operator==(const Complaint&) const = default;
};

/// More than these are not told at once.
inline constexpr std::size_t complaints_max = 10;

}  // namespace rushhour::delivery
