#include "target/service/bodies/position_body.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <cmath>
#include <optional>

namespace rushhour::service {
namespace {

namespace dom = simdjson::dom;
using delivery::Complaint;

constexpr double ago_max_s = 3600;

struct Position {
  delivery::Point at;
  double ago_s = 0;
};

std::optional<Position> read_position(dom::element value) {
  dom::object members;
  if (value.get(members) != simdjson::SUCCESS) return std::nullopt;
  std::optional<std::int64_t> x, y;
  Position position;
  for (const auto [name, member] : members) {
    std::int64_t number = 0;
    if (name == "ago") {
      if (member.get(position.ago_s) != simdjson::SUCCESS || position.ago_s < 0 || position.ago_s > ago_max_s) return std::nullopt;
      continue;
    }
    if (member.get(number) != simdjson::SUCCESS || number < -delivery::reach_m || number > delivery::reach_m) return std::nullopt;
    if (name == "x" && !x)
      x = number;
    else if (name == "y" && !y)
      y = number;
    else
      return std::nullopt;
  }
  if (!x || !y) return std::nullopt;
  position.at = {static_cast<std::int32_t>(*x), static_cast<std::int32_t>(*y)};
  return position;
}

}  // namespace

std::variant<Positions, NotJson, std::vector<Complaint>> read_position_body(std::string_view body, WallTime now) {
  thread_local dom::parser parser;  // keeps its memory between bodies
  dom::element document;
  if (const auto error = parser.parse(body.data(), body.size()).get(document))
    return NotJson{fmt::format("the body is not JSON: {}", simdjson::error_message(error))};
  const auto wrong = [](std::string field, std::string detail) { return std::vector<Complaint>{{std::move(field), std::move(detail)}}; };
  dom::object object;
  dom::array array;
  if (document.get(object) != simdjson::SUCCESS || object.size() != 1 || object["positions"].get(array) != simdjson::SUCCESS)
    return wrong("positions", "must be an array, and the only member");
  Positions positions;
  for (const dom::element value : array) {
    const std::size_t index = positions.count++;
    if (index >= positions_max) return wrong("positions", fmt::format("must be at most {}", positions_max));
    const auto position = read_position(value);
    if (!position)
      return wrong(fmt::format("positions[{}]", index),
                   "must be {\"x\": .., \"y\": .., \"ago\": ..}, whole metres from the centre and seconds, an hour at most");
    const WallTime at = now - std::chrono::nanoseconds(std::llround(position->ago_s * 1e9));
    if (index > 0 && at < positions.last_at) continue;
    positions.last = position->at;
    positions.last_at = at;
  }
  if (positions.count == 0) return wrong("positions", "must hold at least one");
  return positions;
}

}  // namespace rushhour::service
