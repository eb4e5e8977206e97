#include "sim/annotations/annotation_listener.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "reports/foundation/letters.hpp"

namespace rushhour::sim {
namespace {

bool is_annotations_type(std::string_view value) {
  value = value.substr(0, value.find(';'));
  while (value.ends_with(' ') || value.ends_with('\t')) value.remove_suffix(1);
  return same_name(value, annotations_type);
}

std::optional<AnnotationPage> page_of(const load::Outcome& outcome) {
  if (outcome.status != 200 || outcome.trouble != load::Trouble::none) return std::nullopt;
  if (!is_annotations_type(outcome.headers.find("content-type").value_or(""))) return std::nullopt;
  return read_annotations(outcome.body);
}

std::string url_since(std::uint64_t number) { return fmt::format("/api/annotations?since={}", number); }

load::Request first_question() {
  load::Request request;
  request.url = url_since(0);
  request.headers.push_back({"Accept", std::string(annotations_type)});
  return request;
}

}  // namespace

AnnotationListener::AnnotationListener(const std::string& target, const load::HttpOptions& http, const Times& times)
    : bystander_(target, http, first_question(), {Instant(0), times.period, times.patience, times.last_patience},
                 [this](load::Outcome&& outcome, load::Request& next) { return hear(outcome, next); }) {}

std::vector<AnnotationPage> AnnotationListener::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(pages_, {});
}

bool AnnotationListener::hear(const load::Outcome& outcome, load::Request& next) {
  auto page = page_of(outcome);
  if (!page) return offered_;
  offered_ = true;
  since_ = std::max(since_, page->next);
  next.url = url_since(since_);
  const std::lock_guard lock(mutex_);
  pages_.push_back(std::move(*page));
  return true;
}

}  // namespace rushhour::sim
