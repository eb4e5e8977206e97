#include "target/service/answers/answer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "target/delivery/place.hpp"

namespace rushhour::service {

std::optional<delivery::Point> read_point(faults::JsonObject& object, std::string_view member) {
  const nlohmann::json* value = object.find(member);
  if (value == nullptr) return std::nullopt;
  if (value->is_object() && value->size() == 2 && value->contains("x") && value->contains("y")) {
    const auto metres = [&](const char* axis) {
      const nlohmann::json& number = value->at(axis);
      const bool fits = number.is_number_integer() && !(number.is_number_unsigned() && number.get<std::uint64_t>() > INT64_MAX);
      return fits ? number.get<std::int64_t>() : INT64_MAX;
    };
    const std::int64_t x = metres("x");
    const std::int64_t y = metres("y");
    if (std::min(x, y) >= -delivery::reach_m && std::max(x, y) <= delivery::reach_m)
      return delivery::Point{static_cast<std::int32_t>(x), static_cast<std::int32_t>(y)};
  }
  object.complain(member, fmt::format("must be {{\"x\": .., \"y\": ..}}, whole metres within {} of the centre", delivery::reach_m));
  return std::nullopt;
}

bool names_tag(std::string_view list, std::string_view tag) noexcept {
  while (!list.empty()) {
    std::string_view one = list.substr(0, list.find(','));
    list.remove_prefix(std::min(list.size(), one.size() + 1));
    while (!one.empty() && (one.front() == ' ' || one.front() == '\t')) one.remove_prefix(1);
    while (!one.empty() && (one.back() == ' ' || one.back() == '\t')) one.remove_suffix(1);
    if (one.starts_with("W/")) one.remove_prefix(2);
    if (one == "*" || one == tag) return true;
  }
  return false;
}

Response tagged(const Request& request, Response response, std::string tag) {
  if (!request.if_none_match.empty() && names_tag(request.if_none_match, tag)) {
    response = {};
    response.status = 304;
  }
  return with_field(std::move(response), "ETag", std::move(tag));
}

}  // namespace rushhour::service
