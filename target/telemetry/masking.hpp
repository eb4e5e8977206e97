#pragma once

#include <string>
#include <string_view>

namespace rushhour::telemetry {

/// What stands in the place of what must not be told.
inline constexpr std::string_view mask = "***";

/// Whether a field's value is personal or secret by its name: "customer", "email", "Authorization", "token", "delivery_address", ... Case
/// does not matter, and a name that ends in such a word behind a `_`, `-` or `.` counts too.
bool sensitive(std::string_view field_name) noexcept;

/// The text with personal data and secrets masked that can be told by their looks:
///  - e-mail addresses,
///  - phone numbers: 7 to 15 digits behind a `+`, or 9 to 15 that begin with 0 or are parted by blanks, dashes, slashes or parentheses; a
///  date
///    is none,
///  - what follows "Bearer" or "Basic",
///  - values in `name=value`, `name: value` and `"name": "value"` whose name is sensitive.
/// Names of people cannot be told by their looks: they belong into a field with a sensitive name.
std::string masked(std::string_view text);

}  // namespace rushhour::telemetry
