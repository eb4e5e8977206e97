#include "sim/annotations/annotation_book.hpp"

#include <algorithm>

namespace rushhour::sim {

std::vector<AnnotationBook::Line> AnnotationBook::note(const AnnotationPage& page, WallTime zero) {
  unreadable_ += page.unreadable;
  std::vector<Line> lines;
  for (const Annotation& annotation : page.annotations) {
    if (annotation.ended_at && *annotation.ended_at <= zero) continue;
    const bool ended = annotation.ended_at.has_value();
    const auto known = ended_.find(annotation.number);
    if (known == ended_.end() && ended_.size() == most) {
      ++beyond_;
      continue;
    }
    if (known != ended_.end() && (known->second || !ended)) continue;
    ended_[annotation.number] = ended;
    const Instant at = std::max<Instant>(annotation.began_at - zero, Instant(0));
    nlohmann::json details{{"number", annotation.number},
                           {"kind", annotation.kind},
                           {"name", annotation.name},
                           {"text", annotation.text},
                           {"ended_ns", nullptr}};
    if (ended) details["ended_ns"] = std::max<Instant>(*annotation.ended_at - zero, at).count();
    lines.push_back({at, std::move(details)});
  }
  return lines;
}

nlohmann::json AnnotationBook::left_out() const {
  if (unreadable_ + beyond_ == 0) return {};
  return {{"unreadable", unreadable_}, {"beyond_limit", beyond_}};
}

}  // namespace rushhour::sim
