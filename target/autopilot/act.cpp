#include "target/autopilot/act.hpp"

#include <fmt/format.h>

#include <array>
#include <string_view>

namespace rushhour::autopilot {
namespace {

/// The last part of the path; behind "/api/couriers/<id>/" where it is marked.
struct Word {
  std::string_view name;
  bool of_courier;
};

constexpr std::array<Word, 10> words{{{"accept", false},
                                      {"reject", false},
                                      {"prepare", false},
                                      {"ready", false},
                                      {"shift", true},
                                      {"shift", true},
                                      {"take", false},
                                      {"positions", true},
                                      {"pick-up", false},
                                      {"deliver", false}}};

}  // namespace

std::string path_of(const Act& act) {
  const Word& word = words[static_cast<std::size_t>(act.kind)];
  if (word.of_courier) return fmt::format("/api/couriers/{}/{}", act.who, word.name);
  return fmt::format("/api/orders/{}/{}", act.order, word.name);
}

std::string body_of(const Act& act) {
  switch (act.kind) {
    case Act::Kind::reject:
      return R"({"reason":"the kitchen does not take it"})";
    case Act::Kind::begin_shift:
      return fmt::format(R"({{"on":true,"at":{{"x":{},"y":{}}}}})", act.at.x_m, act.at.y_m);
    case Act::Kind::end_shift:
      return R"({"on":false})";
    case Act::Kind::report:
      return fmt::format(R"({{"positions":[{{"x":{},"y":{}}}]}})", act.at.x_m, act.at.y_m);
    default:
      return {};
  }
}

}  // namespace rushhour::autopilot
