// Reads the input as an answer of a target about itself, and keeps what stands in it twice over: whatever the bytes are, no line stands
// before the run, ends before it begins, or comes a second time for nothing.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "sim/annotations/annotation_book.hpp"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace rushhour;
  const auto page = sim::read_annotations({reinterpret_cast<const char*>(data), size});
  if (!page) return 0;
  sim::AnnotationBook book;
  const WallTime zero{std::chrono::hours(24 * 365 * 56)};
  for (const sim::AnnotationBook::Line& line : book.note(*page, zero)) {
    require(line.at >= Instant(0));
    const nlohmann::json& ended = line.details.at("ended_ns");
    require(ended.is_null() || ended.get<std::int64_t>() >= line.at.count());
    require(line.details.at("text").get_ref<const std::string&>().size() <= 500);
    require(!line.details.dump().empty());
  }
  require(book.note(*page, zero).size() <= page->annotations.size());
  return 0;
}
