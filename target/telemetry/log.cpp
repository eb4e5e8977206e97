#include "target/telemetry/log.hpp"

#include <algorithm>
#include <array>

#include "reports/foundation/wall_text.hpp"
#include "target/telemetry/json_line.hpp"
#include "target/telemetry/masking.hpp"

namespace rushhour::telemetry {
namespace {

constexpr std::array<std::string_view, 4> names{"debug", "info", "warning", "error"};

// Writes a field as its type is written.
struct Tell {
  JsonLine& line;
  std::string_view name;

  void operator()(std::string_view text) const { line.text(name, sensitive(name) ? std::string(mask) : masked(text)); }
  void operator()(std::int64_t number) const { line.integer(name, number); }
  void operator()(double number) const { line.number(name, number); }
  void operator()(bool truth) const { line.boolean(name, truth); }
};

}  // namespace

std::string_view name_of(Level level) noexcept { return names[static_cast<std::size_t>(level)]; }

std::optional<Level> level_named(std::string_view name) noexcept {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Level>(found - names.begin());
}

std::string log_line(Level level, std::string_view message, WallTime at, std::initializer_list<LogField> fields) {
  JsonLine line;
  line.text("at", utc_text(at)).text("level", name_of(level)).text("message", masked(message));
  for (const LogField& field : fields) std::visit(Tell{line, field.name}, field.value);
  return line.finish();
}

}  // namespace rushhour::telemetry
