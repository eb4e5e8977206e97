#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rushhour::script::contract {

/// What a script may write and what it is given, as values. One source: the checks of unknown keys, share/rushhour.d.lua and the tables in
/// docs/scenarios.md come from it. All of it is constant; any thread.

/// One key of a table.
struct Field {
  std::string_view name;
  std::string_view type;       ///< in the words of the Lua language server: "string", "integer|integer[]", "rushhour.tls"
  std::string_view otherwise;  ///< what holds where a script leaves it away, in words; empty if it may not
  std::string_view says;       ///< a sentence without its full stop, units inside
};

/// What other tools call a thing, and what it is here: k6's maxVUs is max_vus.
struct ForeignWord {
  std::string_view word;
  std::string_view ours;
};

struct Table {
  std::string_view name;  ///< of its class, behind "rushhour."
  std::string_view says;
  std::span<const Field> fields;
  const Table* base = nullptr;  ///< whose fields it has too, before its own
  std::span<const ForeignWord> foreign = {};
  bool given = false;  ///< made by rushhour for scripts to read; else written by scripts

  /// The field of that name; nullptr if there is none. Linear, without memory of its own: it is asked for every key of every call.
  const Field* find(std::string_view key) const noexcept;

  /// Of all fields.
  std::vector<std::string_view> names() const;

  /// For the end of a message on an unknown key: "; did you mean 'rate'?", "; here that is max_vus", or nothing.
  std::string suggestion(std::string_view key) const;
};

/// One function of a module.
struct Function {
  std::string_view name;       ///< empty where the module itself is the function
  std::string_view arguments;  ///< "url: string, params?: rushhour.params"
  std::string_view returns;    ///< a type; empty for nothing
  std::string_view says;
  std::string_view errors = {};  ///< what raises a Lua error, besides an argument of a wrong type
};

/// What `require` finds under "rushhour." and its name; or an object with methods.
struct Module {
  std::string_view name;
  std::string_view says;
  std::span<const Function> functions;
  std::span<const Field> fields = {};
  bool object = false;  ///< no module: its functions are called with ":" on what another function returned
};

/// "url: string, params?: rushhour.params" as its parts; commas within brackets part nothing.
std::vector<std::string_view> split_arguments(std::string_view arguments);

}  // namespace rushhour::script::contract
