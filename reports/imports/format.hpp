#pragma once

#include <span>
#include <string_view>

#include "reports/imports/gathered.hpp"
#include "reports/imports/input.hpp"

namespace rushhour::imports {

/// A format of another tool's results.
struct Format {
  const char* name;     ///< as --format has it
  const char* tool;     ///< "JMeter"
  const char* holds;    ///< what such a file is, for lists
  const char* latency;  ///< what its times are: "service", "response", "both" or "unknown" (docs/imports.md)
  const char* meaning;  ///< the same in a sentence
  bool (*is_like)(std::string_view head);
  void (*read)(Input& in, Gathered& into);
};

/// In the order in which they are tried.
std::span<const Format> formats() noexcept;

/// The format called `name`. Throws UserError (Exit::flags) that lists them.
const Format& format_called(std::string_view name);

/// The format of a file by what it begins with. Throws UserError (Exit::settings) that says what was found instead.
const Format& format_of(Input& in);

}  // namespace rushhour::imports
