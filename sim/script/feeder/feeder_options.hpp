#pragma once

#include <string>

#include <lua.hpp>

#include "sim/script/feeder/feeder_store.hpp"

namespace rushhour::script {

enum class FeederKind { csv, jsonl, list, range };

/// What a script said of a feeder.
struct FeederSpec {
  FeederKind kind = FeederKind::csv;
  std::string file;  ///< of csv and jsonl, as written
  NumberRange range{0, 0};
  RowOrder order = RowOrder::sequential;
  RowsEnd on_end = RowsEnd::recycle;
  CsvFormat csv;

  /// "feeder.csv".
  std::string function() const;

  /// What tells it from another with other data.
  std::string data() const;
};

/// Reads the arguments of feeder.csv(file [, opts]) and its sisters from the bottom of the stack. False, with the reason in the host's
/// scratch text, for a mistake.
bool read_feeder(lua_State* L, FeederKind kind, FeederSpec& spec);

}  // namespace rushhour::script
