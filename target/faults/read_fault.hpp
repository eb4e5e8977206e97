#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "target/delivery/complaint.hpp"
#include "target/faults/fault.hpp"

namespace rushhour::faults {

/// What the words of a fault are read against.
struct Reading {
  Instant now{0};           ///< "after" counts from here, and a fault without a beginning begins here
  WallTime wall_at_zero{};  ///< for instants of the calendar
  std::span<const std::string_view>
      routes{};  ///< that a target has, "POST /api/orders"; if given, filters that fit none are complained about
};

/// A text that is no JSON object.
struct Malformed {
  std::string detail;  ///< with line and column
};

using Complaints = std::vector<delivery::Complaint>;

/// Reads one fault, {"kind": "delay", "delay": "50ms", "for": "10s", ...}; docs/faults.md has all members. Members that the kind does not
/// know are complained about. At most ten complaints. Any thread.
std::variant<Fault, Malformed, Complaints> read_fault(std::string_view text, const Reading& reading);

/// The same from an object that was parsed; `where` stands before the members' names in complaints.
std::variant<Fault, Complaints> read_fault(const nlohmann::json& object, const std::string& where, const Reading& reading);

}  // namespace rushhour::faults
