#include "target/telemetry/json_line.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <nlohmann/json.hpp>

namespace rushhour::telemetry {

void append_json_text(std::string& to, std::string_view text) {
  const bool plain = std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f && c != '"' && c != '\\'; });
  if (plain)
    to.append(1, '"').append(text).append(1, '"');
  else
    to += nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

void JsonLine::name(std::string_view name) {
  text_ += text_.empty() ? "{\"" : ",\"";
  text_ += name;
  text_ += "\":";
}

JsonLine& JsonLine::text(std::string_view member, std::string_view value) {
  name(member);
  append_json_text(text_, value);
  return *this;
}

JsonLine& JsonLine::integer(std::string_view member, std::int64_t value) {
  name(member);
  fmt::format_to(std::back_inserter(text_), "{}", value);
  return *this;
}

JsonLine& JsonLine::number(std::string_view member, double value) {
  name(member);
  text_ += std::isfinite(value) ? fmt::format("{}", value) : "null";
  return *this;
}

JsonLine& JsonLine::boolean(std::string_view member, bool value) {
  name(member);
  text_ += value ? "true" : "false";
  return *this;
}

JsonLine& JsonLine::raw(std::string_view member, std::string_view json) {
  name(member);
  text_ += json;
  return *this;
}

std::string JsonLine::finish() {
  text_ += text_.empty() ? "{}\n" : "}\n";
  return std::move(text_);
}

}  // namespace rushhour::telemetry
