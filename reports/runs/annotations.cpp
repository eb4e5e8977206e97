#include "reports/runs/annotations.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "reports/runs/record_fields.hpp"

namespace rushhour::runs {
namespace {

Annotation read(const RunRecord& record, const nlohmann::json& event) {
  Annotation annotation{count_of(record, event, "number"), text_of(record, event, "kind"),     text_of(record, event, "name"),
                        text_of(record, event, "text"),    instant_of(record, event, "at_ns"), {}};
  const auto ended = event.find("ended_ns");
  if (ended != event.end() && !ended->is_null()) annotation.ended = instant_of(record, event, "ended_ns");
  return annotation;
}

}  // namespace

Annotations annotations_of(const RunRecord& record) {
  std::map<std::uint64_t, Annotation> by_number;
  Annotations annotations;
  for (const nlohmann::json& event : record.events) {
    if (!event.is_object()) continue;
    const std::string name = text_of(record, event, "event");
    if (name == "annotation") {
      Annotation annotation = read(record, event);
      by_number[annotation.number] = std::move(annotation);
    } else if (name == "annotations_left_out") {
      annotations.left_out += count_of(record, event, "unreadable") + count_of(record, event, "beyond_limit");
    }
  }
  for (auto& [number, annotation] : by_number) annotations.list.push_back(std::move(annotation));
  std::stable_sort(annotations.list.begin(), annotations.list.end(), [](const Annotation& a, const Annotation& b) { return a.at < b.at; });
  return annotations;
}

}  // namespace rushhour::runs
