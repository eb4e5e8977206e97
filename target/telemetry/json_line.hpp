#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace rushhour::telemetry {

/// Appends a JSON string, quoted and escaped; bytes that are no UTF-8 are replaced.
void append_json_text(std::string& to, std::string_view text);

/// One JSON object in one line, built member by member. Names are written as they come: they must need no escapes.
class JsonLine {
 public:
  JsonLine& text(std::string_view name, std::string_view value);
  JsonLine& integer(std::string_view name, std::int64_t value);
  /// null if it is not finite.
  JsonLine& number(std::string_view name, double value);
  JsonLine& boolean(std::string_view name, bool value);
  /// `json` stands as it is.
  JsonLine& raw(std::string_view name, std::string_view json);

  /// The object, with a newline at its end. This is of no more use.
  std::string finish();

 private:
  void name(std::string_view name);

  std::string text_;
};

}  // namespace rushhour::telemetry
