#include "sim/annotations/annotation_book.hpp"

#include <catch2/catch.hpp>

using namespace rushhour;
using namespace rushhour::sim;
using namespace std::chrono_literals;
using Lines = std::vector<AnnotationBook::Line>;

namespace {

constexpr WallTime zero{100s};

Annotation fault(std::uint64_t number, Instant began, std::optional<Instant> ended = {}) {
  Annotation annotation{number, "fault", "stall", "all wait", zero + began, {}};
  if (ended) annotation.ended_at = zero + *ended;
  return annotation;
}

Lines note(AnnotationBook& book, std::vector<Annotation> annotations) { return book.note({std::move(annotations), 1, 0}, zero); }

}  // namespace

TEST_CASE("an annotation gets a line at its instant on the run's clock") {
  AnnotationBook book;
  const Lines lines = note(book, {fault(3, 31s, 36s)});
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].at == 31s);
  CHECK(lines[0].details ==
        nlohmann::json{{"number", 3}, {"kind", "fault"}, {"name", "stall"}, {"text", "all wait"}, {"ended_ns", 36'000'000'000}});
}

TEST_CASE("what had ended before the run began is left out, what still lasted stands at its begin") {
  AnnotationBook book;
  const Lines lines = note(book, {fault(1, -20s, -10s), fault(2, -10s, 0s), fault(3, -5s), fault(4, -5s, 2s)});
  REQUIRE(lines.size() == 2);
  CHECK(lines[0].at == 0s);
  CHECK(lines[0].details["number"] == 3);
  CHECK(lines[0].details["ended_ns"].is_null());
  CHECK(lines[1].at == 0s);
  CHECK(lines[1].details["ended_ns"] == 2'000'000'000);
  CHECK(book.left_out().is_null());
}

TEST_CASE("an annotation is told of again once, when its end is known") {
  AnnotationBook book;
  CHECK(note(book, {fault(1, 5s)}).size() == 1);
  CHECK(note(book, {fault(1, 5s)}).empty());
  const Lines ended = note(book, {fault(1, 5s, 9s)});
  REQUIRE(ended.size() == 1);
  CHECK(ended[0].at == 5s);
  CHECK(ended[0].details["ended_ns"] == 9'000'000'000);
  CHECK(note(book, {fault(1, 5s, 10s)}).empty());
  CHECK(note(book, {fault(1, 5s)}).empty());
}

TEST_CASE("an end that a clock puts before the begin is taken as the begin") {
  AnnotationBook book;
  const Lines lines = note(book, {fault(1, 5s, 3s)});
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].details["ended_ns"] == 5'000'000'000);
}

TEST_CASE("a run keeps a thousand annotations and says how many it did not") {
  AnnotationBook book;
  std::size_t lines = 0;
  for (std::uint64_t number = 1; number <= AnnotationBook::most + 20; ++number) lines += note(book, {fault(number, 1s)}).size();
  CHECK(lines == AnnotationBook::most);
  CHECK(book.left_out() == nlohmann::json{{"unreadable", 0}, {"beyond_limit", 20}});
  CHECK(note(book, {fault(1, 1s, 2s)}).size() == 1);  // of those it knows, it hears on
}

TEST_CASE("what could not be read is counted over all pages") {
  AnnotationBook book;
  CHECK(book.note({{}, 1, 2}, zero).empty());
  CHECK(book.note({{}, 1, 1}, zero).empty());
  CHECK(book.left_out() == nlohmann::json{{"unreadable", 3}, {"beyond_limit", 0}});
}
