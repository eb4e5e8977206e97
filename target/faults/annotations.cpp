#include "target/faults/annotations.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "reports/foundation/wall_text.hpp"

namespace rushhour::faults {
namespace {

std::string cut(std::string_view text) {
  if (text.size() <= Annotations::text_bytes_max) return std::string(text);
  std::size_t end = Annotations::text_bytes_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return std::string(text.substr(0, end));
}

nlohmann::ordered_json json_of(const Annotation& what) {
  nlohmann::ordered_json json{{"number", what.number},
                              {"kind", what.kind == Annotation::Kind::fault ? "fault" : "note"},
                              {"name", what.name},
                              {"text", what.text},
                              {"began_at", utc_text(what.began_at)},
                              {"ended_at", nullptr}};
  if (what.ended_at) json["ended_at"] = utc_text(*what.ended_at);
  return json;
}

}  // namespace

std::uint64_t Annotations::add(Annotation annotation) {
  const std::lock_guard lock(mutex_);
  annotation.number = ++numbers_;
  kept_.push_back({std::move(annotation), ++news_});
  if (kept_.size() > kept_max) kept_.pop_front();
  return numbers_;
}

std::uint64_t Annotations::begin(Annotation::Kind kind, std::string_view name, std::string_view text, WallTime at) {
  return add({0, kind, cut(name), cut(text), at, std::nullopt});
}

std::uint64_t Annotations::note(std::string_view text, WallTime at) { return add({0, Annotation::Kind::note, "note", cut(text), at, at}); }

void Annotations::end(std::uint64_t number, WallTime at) {
  const std::lock_guard lock(mutex_);
  if (kept_.empty() || number < kept_.front().what.number || number > numbers_) return;
  Entry& entry = kept_[number - kept_.front().what.number];
  if (entry.what.ended_at) return;
  entry.what.ended_at = at;
  entry.news = ++news_;
}

std::string Annotations::json(std::uint64_t since) const {
  std::vector<Entry> fresh;
  std::uint64_t next = 0;
  {
    const std::lock_guard lock(mutex_);
    std::copy_if(kept_.begin(), kept_.end(), std::back_inserter(fresh), [since](const Entry& entry) { return entry.news >= since; });
    next = news_ + 1;
  }
  std::sort(fresh.begin(), fresh.end(), [](const Entry& a, const Entry& b) { return a.news < b.news; });
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const Entry& entry : fresh) list.push_back(json_of(entry.what));
  // Names and texts were checked to be UTF-8 when they came in; a byte that is none is replaced rather than thrown about.
  return nlohmann::ordered_json{{"annotations", std::move(list)}, {"next", next}}.dump(-1, ' ', false,
                                                                                       nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace rushhour::faults
