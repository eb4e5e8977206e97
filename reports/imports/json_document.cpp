#include "reports/imports/json_document.hpp"

#include <fmt/format.h>

#include <cmath>

#include "reports/foundation/user_error.hpp"

namespace rushhour::imports {

using nlohmann::json;

nlohmann::json json_document(Input& in) {
  constexpr std::size_t most = std::size_t{64} << 20;
  constexpr int deepest = 64;  // the parser itself has no bound but the stack's, when what it made is taken apart
  const std::string_view text = in.take_all(most);
  bool too_deep = false;
  const auto shallow = [&](int depth, json::parse_event_t, const json&) {
    too_deep = too_deep || depth > deepest;
    return depth <= deepest;
  };
  try {
    json document = json::parse(text.begin(), text.end(), shallow);
    if (too_deep) throw UserError(fmt::format("{}: its JSON is nested more than {} levels deep", in.name(), deepest), Exit::settings);
    if (document.is_object()) return document;
  } catch (const json::parse_error& error) {
    throw UserError(fmt::format("{}: it is no whole JSON: it stops being one at byte {}", in.name(), error.byte), Exit::settings);
  }
  throw UserError(in.name() + ": it is JSON, but no object", Exit::settings);
}

std::uint64_t count_at(const json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_number()) return 0;
  const double value = found->get<double>();
  return value > 0 && value < 9e15 ? static_cast<std::uint64_t>(std::llround(value)) : 0;
}

}  // namespace rushhour::imports
