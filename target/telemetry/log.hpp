#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <variant>

#include "reports/foundation/instant.hpp"
#include "target/telemetry/line_writer.hpp"

namespace rushhour::telemetry {

/// What a line of the log says besides its message. Texts are masked, all of one whose name is sensitive; numbers are not.
struct LogField {
  std::string_view name;  ///< none of at, level, message
  std::variant<std::string_view, std::int64_t, double, bool> value;
};

enum class Level : std::uint8_t { debug, info, warning, error };

/// "warning".
std::string_view name_of(Level level) noexcept;
std::optional<Level> level_named(std::string_view name) noexcept;

/// {"at", "level", "message", ...} and a newline, masked.
std::string log_line(Level level, std::string_view message, WallTime at, std::initializer_list<LogField> fields);

/// A structured log: one JSON object a line. Never hand it a body: bodies belong to their senders.
///
/// Thread safety: any thread.
class Log {
 public:
  /// `writer` must outlive this. Lines below `least` are not written.
  Log(LineWriter& writer, Level least) : writer_(writer), least_(least) {}

  bool wants(Level level) const noexcept { return level >= least_; }

  void write(Level level, std::string_view message, WallTime at, std::initializer_list<LogField> fields = {}) {
    if (wants(level)) writer_.put(log_line(level, message, at, fields));
  }

 private:
  LineWriter& writer_;
  const Level least_;
};

}  // namespace rushhour::telemetry
