#include "sim/annotations/annotation_page.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "reports/foundation/wall_text.hpp"

namespace rushhour::sim {
namespace {

using nlohmann::json;

constexpr std::size_t name_limit = 100;
constexpr std::size_t text_limit = 500;

const json* member(const json& object, const char* key) {
  const auto found = object.find(key);
  return found == object.end() ? nullptr : &*found;
}

// REQUIRES: UTF-8, which every string of parsed JSON is.
std::string cut(std::string text, std::size_t limit) {
  if (text.size() <= limit) return text;
  while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0U) == 0x80U) --limit;
  text.resize(limit);
  return text;
}

bool read_text(const json* value, std::size_t limit, std::string& into) {
  if (value == nullptr || !value->is_string()) return false;
  into = cut(value->get<std::string>(), limit);
  return true;
}

// What began before 1970 is a slip, and its distance from today might not fit into an Instant.
std::optional<WallTime> read_time(const json* value) {
  if (value == nullptr || !value->is_string()) return std::nullopt;
  const auto time = parse_utc(value->get_ref<const std::string&>());
  return time && *time >= WallTime{} ? time : std::nullopt;
}

std::optional<std::uint64_t> read_count(const json* value) {
  if (value == nullptr || !value->is_number_unsigned()) return std::nullopt;
  return value->get<std::uint64_t>();
}

std::optional<Annotation> read_annotation(const json& entry) {
  if (!entry.is_object()) return std::nullopt;
  Annotation annotation;
  const auto number = read_count(member(entry, "number"));
  const auto began_at = read_time(member(entry, "began_at"));
  const bool worded = read_text(member(entry, "kind"), name_limit, annotation.kind) &&
                      read_text(member(entry, "name"), name_limit, annotation.name) &&
                      read_text(member(entry, "text"), text_limit, annotation.text);
  if (!number || *number == 0 || !began_at || !worded) return std::nullopt;
  annotation.number = *number;
  annotation.began_at = *began_at;
  const json* const ended_at = member(entry, "ended_at");
  if (ended_at == nullptr || ended_at->is_null()) return annotation;
  annotation.ended_at = read_time(ended_at);
  return annotation.ended_at ? std::optional(std::move(annotation)) : std::nullopt;
}

}  // namespace

std::optional<AnnotationPage> read_annotations(std::string_view body) {
  const json parsed = json::parse(body, nullptr, false);
  if (!parsed.is_object()) return std::nullopt;
  const json* const list = member(parsed, "annotations");
  const auto next = read_count(member(parsed, "next"));
  if (list == nullptr || !list->is_array() || !next) return std::nullopt;
  AnnotationPage page;
  page.next = *next;
  for (const json& entry : *list) {
    auto annotation = read_annotation(entry);
    if (annotation)
      page.annotations.push_back(std::move(*annotation));
    else
      ++page.unreadable;
  }
  return page;
}

}  // namespace rushhour::sim
