#include "reports/runs/record_fields.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "reports/foundation/user_error.hpp"

namespace rushhour::runs {

using nlohmann::json;

void damaged(const RunRecord& record, const char* key, const char* kind, const json& value) {
  throw UserError(fmt::format("{}: '{}' is no {}: {}; the run directory is damaged", record.directory.string(), key, kind, value.dump()));
}

bool is_count(const json& value) noexcept {
  return value.is_number_unsigned() || (value.is_number_integer() && value.get<std::int64_t>() >= 0);
}

std::uint64_t count_of(const RunRecord& record, const json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end()) return 0;
  if (!is_count(*found)) damaged(record, key, "count", *found);
  return found->get<std::uint64_t>();
}

double number_of(const RunRecord& record, const json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end()) return 0;
  if (!found->is_number()) damaged(record, key, "number", *found);
  return found->get<double>();
}

std::string text_of(const RunRecord& record, const json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end()) return {};
  if (!found->is_string()) damaged(record, key, "text", *found);
  return found->get<std::string>();
}

Instant instant_of(const RunRecord& record, const json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end()) return Instant(0);
  if (!found->is_number_integer()) damaged(record, key, "instant", *found);
  return Instant(found->get<std::int64_t>());
}

const json& object_of(const RunRecord& record, const json& object, const char* key) {
  static const json none = json::object();
  const auto found = object.find(key);
  if (found == object.end()) return none;
  if (!found->is_object()) damaged(record, key, "object", *found);
  return *found;
}

const json& list_of(const RunRecord& record, const json& object, const char* key) {
  static const json none = json::array();
  const auto found = object.find(key);
  if (found == object.end()) return none;
  if (!found->is_array()) damaged(record, key, "list", *found);
  for (const json& item : *found)
    if (!item.is_object()) damaged(record, key, "list of objects", item);
  return *found;
}

const json& scenarios_of(const RunRecord& record) { return list_of(record, object_of(record, record.meta, "plan"), "scenarios"); }

}  // namespace rushhour::runs
