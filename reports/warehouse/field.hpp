#pragma once

#include <cstdint>
#include <string_view>
#include <variant>

namespace rushhour::warehouse {

/// Bytes, where a string_view would be text.
struct Blob {
  std::string_view bytes;
};

/// One value that goes into the warehouse; std::monostate is NULL.
using Field = std::variant<std::monostate, bool, std::int64_t, double, std::string_view, Blob>;

/// A value for a parameter that stands in SQL as `$name`.
struct Binding {
  std::string_view name;
  Field value;
};

}  // namespace rushhour::warehouse
