#include "target/service/answers/answer.hpp"

#include "target/delivery/placement.hpp"

namespace rushhour::service {

std::optional<delivery::Point> read_point(faults::JsonObject& object, std::string_view member) {
  const nlohmann::json* value = object.find(member);
  if (value == nullptr) return std::nullopt;
  const auto metres = [&](const char* axis) -> std::optional<std::int32_t> {
    const auto found = value->find(axis);
    if (found == value->end() || !found->is_number_integer()) return std::nullopt;
    const auto number = found->get<std::int64_t>();
    if (number < -delivery::reach_m || number > delivery::reach_m) return std::nullopt;
    return static_cast<std::int32_t>(number);
  };
  if (value->is_object() && value->size() == 2) {
    const auto x = metres("x");
    const auto y = metres("y");
    if (x && y) return delivery::Point{*x, *y};
  }
  object.complain(member, "must be {\"x\": .., \"y\": ..}, whole metres from the centre, at most 30000 each way");
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
