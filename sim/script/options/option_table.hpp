#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <lua.hpp>

#include "reports/foundation/instant.hpp"
#include "sim/script/contract/field.hpp"

namespace rushhour::script {

/// A table of a script's options under its path, with a reader for each type of value: nothing where the key is absent, a UserError
/// (Exit::settings) that names file, path and what is wanted where the value is no such thing. Raises no Lua error.
///
/// The table is the one on top of the stack; the object goes before it is popped.
class OptionTable {
 public:
  OptionTable(lua_State* L, std::string path, std::string file);

  [[noreturn]] void fail(const std::string& path, const std::string& what) const;
  std::string at(std::string_view key) const { return path_ + "." + std::string(key); }
  const std::string& path() const noexcept { return path_; }
  const std::string& file() const noexcept { return file_; }
  lua_State* state() const noexcept { return L_; }

  /// Fails for a key that is no field of `known`, with the one that was probably meant.
  void allow_only(const contract::Table& known) const;

  /// All keys, sorted: Lua's own order changes from run to run.
  std::vector<std::string> names() const;

  /// Pushes the value of a key; false and nothing pushed if it is absent.
  bool push(std::string_view key) const;

  std::optional<std::string> text(std::string_view key) const;
  std::optional<bool> flag(std::string_view key) const;
  std::optional<Instant> duration(std::string_view key) const;
  std::optional<double> rate(std::string_view key) const;
  std::optional<std::uint64_t> count(std::string_view key, std::uint64_t least, std::uint64_t most) const;

  /// A number of bytes, or "64MB", "64KiB".
  std::optional<std::uint64_t> size(std::string_view key, std::uint64_t least, std::uint64_t most) const;

  /// One of `words`, as its place among them.
  std::optional<std::size_t> word(std::string_view key, std::span<const std::string_view> words) const;

  /// A list of texts; of one text alone, if `alone`.
  std::vector<std::string> texts(std::string_view key, bool alone) const;

  /// A table of names and texts, numbers or truth values, as texts sorted by name.
  std::vector<std::pair<std::string, std::string>> plain_values(std::string_view key) const;

  /// The rate on top of the stack, which stands under `path`.
  double rate_at_top(const std::string& path) const;

  /// A value for a message: 'soon', 5, true, a function.
  std::string described(int index) const;

 private:
  lua_State* L_;
  int index_;
  std::string path_;
  std::string file_;
};

}  // namespace rushhour::script
