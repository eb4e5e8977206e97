#include "target/faults/fault_book.hpp"

#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>

using namespace rushhour;
using namespace rushhour::faults;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

const WallTime noon{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1} + 12h};

Fault from_to(Effect effect, Instant begin, Instant end) {
  Fault fault;
  fault.effect = effect;
  fault.begin = begin;
  fault.end = end;
  return fault;
}

json annotations(FaultBook& book) { return json::parse(book.annotations().json(0)); }

// What the kernel says this process holds in memory.
std::uint64_t resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  std::uint64_t pages = 0;
  statm >> pages >> pages;
  return pages * 4096;
}

}  // namespace

TEST_CASE("an empty book has no effects") {
  FaultBook book(noon);
  CHECK_FALSE(book.any());
  CHECK(book.snapshot()->all().empty());
  CHECK_FALSE(book.matcher_paused(1s));
  CHECK(book.effects_on({"GET /x", std::nullopt, 1}, 1s).status == 0);
}

TEST_CASE("a fault that is added has its effects from then on, until it is taken back") {
  FaultBook book(noon);
  const auto id = book.add(from_to(Errors{503}, 0s, never), 5s);
  REQUIRE(id == 1);
  CHECK(book.any());
  CHECK(book.effects_on({"GET /x", std::nullopt, 1}, 5s).status == 503);
  CHECK(book.remove(*id, 6s));
  CHECK_FALSE(book.any());
  CHECK(book.effects_on({"GET /x", std::nullopt, 1}, 6s).status == 0);
  CHECK_FALSE(book.remove(*id, 6s));
}

TEST_CASE("ids are not used twice") {
  FaultBook book(noon);
  CHECK(book.add(from_to(Stall{}, 0s, never), 0s) == 1);
  book.remove(1, 0s);
  CHECK(book.add(from_to(Stall{}, 0s, never), 0s) == 2);
}

TEST_CASE("a book holds 64 faults, and room comes back when one has ended") {
  FaultBook book(noon);
  for (std::size_t i = 0; i < faults_max; ++i) REQUIRE(book.add(from_to(Reset{}, 0s, 10s), 0s));
  CHECK_FALSE(book.add(from_to(Reset{}, 0s, never), 9s));
  book.advance(10s);
  CHECK(book.snapshot()->all().empty());
  CHECK(book.add(from_to(Reset{}, 0s, never), 10s));
}

TEST_CASE("a fault leaves an annotation at its beginning and its end, with the instants that were planned") {
  FaultBook book(noon);
  book.add(from_to(Stall{}, 10s, 15s), 1s);
  CHECK(annotations(book)["annotations"].empty());
  book.advance(9s);
  CHECK(annotations(book)["annotations"].empty());
  book.advance(10s + 30ms);
  json told = annotations(book);
  REQUIRE(told["annotations"].size() == 1);
  CHECK(told["annotations"][0]["name"] == "stall");
  CHECK(told["annotations"][0]["text"] == "all requests wait");
  CHECK(told["annotations"][0]["began_at"] == "2026-03-01T12:00:10.000000000Z");
  CHECK(told["annotations"][0]["ended_at"].is_null());
  book.advance(12s);
  CHECK(annotations(book) == told);
  book.advance(16s);
  CHECK(annotations(book)["annotations"][0]["ended_at"] == "2026-03-01T12:00:15.000000000Z");
  CHECK(annotations(book)["next"] == 3);
}

TEST_CASE("a fault that nobody watched is told with both its instants afterwards") {
  FaultBook book(noon);
  book.add(from_to(Stall{}, 10s, 15s), 1s);
  book.advance(60s);
  const json told = annotations(book);
  CHECK(told["annotations"][0]["began_at"] == "2026-03-01T12:00:10.000000000Z");
  CHECK(told["annotations"][0]["ended_at"] == "2026-03-01T12:00:15.000000000Z");
}

TEST_CASE("a fault that is taken back ends then, and one that had not begun leaves nothing") {
  FaultBook book(noon);
  book.add(from_to(Stall{}, 0s, 60s), 1s);
  book.add(from_to(Reset{}, 30s, 60s), 1s);
  book.remove(1, 5s);
  book.remove(2, 5s);
  book.advance(100s);
  const json told = annotations(book);
  REQUIRE(told["annotations"].size() == 1);
  CHECK(told["annotations"][0]["ended_at"] == "2026-03-01T12:00:05.000000000Z");
}

TEST_CASE("a fault cannot have begun before it was added") {
  FaultBook book(noon);
  book.add(from_to(Leak{Ballast::block_bytes, 8 * Ballast::block_bytes}, 0s, never), 100s);
  CHECK(book.snapshot()->all()[0].begin == 100s);
  CHECK(annotations(book)["annotations"][0]["began_at"] == "2026-03-01T12:01:40.000000000Z");
  CHECK(book.leaked_bytes() == 0);
}

TEST_CASE("all faults can be taken back at once") {
  FaultBook book(noon);
  for (int i = 0; i < 5; ++i) book.add(from_to(Stall{}, 0s, never), 0s);
  book.remove_all(3s);
  CHECK_FALSE(book.any());
  for (const json& one : annotations(book)["annotations"]) CHECK(one["ended_at"] == "2026-03-01T12:00:03.000000000Z");
}

TEST_CASE("a snapshot stays as it was when the book moves on") {
  FaultBook book(noon);
  book.add(from_to(Errors{503}, 0s, never), 0s);
  const auto before = book.snapshot();
  book.remove(1, 1s);
  CHECK(before->effects_on({"GET /x", std::nullopt, 1}, 2s).status == 503);
}

TEST_CASE("a leak really takes memory, and gives it back when its fault ends") {
  FaultBook book(noon);
  constexpr std::uint64_t block = Ballast::block_bytes;
  book.add(from_to(Leak{16 * block, 48 * block}, 0s, 20s), 0s);
  const std::uint64_t before = resident_bytes();
  book.advance(2s);
  CHECK(book.leaked_bytes() == 32 * block);
  CHECK(resident_bytes() >= before + 30 * block);
  book.advance(10s);
  CHECK(book.leaked_bytes() == 48 * block);
  book.advance(20s);
  CHECK(book.leaked_bytes() == 0);
  CHECK(resident_bytes() < before + 10 * block);
}

TEST_CASE("threads may ask while others add and take back") {
  FaultBook book(noon);
  std::thread writer([&book] {
    for (int i = 0; i < 500; ++i) book.remove(*book.add(from_to(Errors{503}, 0s, never), 1s), 2s);
  });
  int strange = 0;
  for (int i = 0; i < 2'000; ++i) {
    const int status = book.effects_on({"GET /x", std::nullopt, 1}, 1s).status;
    if (status != 0 && status != 503) ++strange;
    book.advance(1s);
  }
  writer.join();
  CHECK(strange == 0);
  CHECK_FALSE(book.any());
  CHECK(annotations(book)["annotations"].size() == 500);
}
