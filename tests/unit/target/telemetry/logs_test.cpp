// The log, the audit log and the thread that writes them.

#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>

#include "reports/foundation/user_error.hpp"
#include "target/telemetry/audit.hpp"
#include "target/telemetry/json_line.hpp"
#include "target/telemetry/log.hpp"
#include "tests/unit/scratch_folder.hpp"

using namespace rushhour;
using namespace rushhour::telemetry;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

const WallTime noon{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1} + 12h};

std::vector<std::string> lines_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

AuditEntry cancellation() {
  AuditEntry entry;
  entry.at = noon;
  entry.role = "customer";
  entry.who = "ada";
  entry.action = "order.cancel";
  entry.entity = "order/5f3a9c0b1d2e4f6a7b8c9d0e";
  entry.from = "placed";
  entry.to = "cancelled";
  entry.trace = "0af7651916cd43dd8448eb211c80319c";
  entry.status = 200;
  return entry;
}

}  // namespace

TEST_CASE("a JSON line is one object with its members in order") {
  CHECK(JsonLine()
            .text("a", "b\"\n\x01")
            .integer("n", -7)
            .number("x", 0.5)
            .number("y", std::nan(""))
            .boolean("t", true)
            .raw("r", "[1]")
            .finish() == "{\"a\":\"b\\\"\\n\\u0001\",\"n\":-7,\"x\":0.5,\"y\":null,\"t\":true,\"r\":[1]}\n");
  CHECK(JsonLine().finish() == "{}\n");
  CHECK(JsonLine().text("a", "Zo\xc3\xab \xff").finish() == "{\"a\":\"Zo\xc3\xab \xef\xbf\xbd\"}\n");
}

TEST_CASE("a log line tells when, how grave, what, and its fields") {
  CHECK(log_line(Level::warning, "the store is slow", noon,
                 {{"waiting", std::int64_t{12}}, {"seconds", 0.5}, {"paused", true}, {"route", "GET /x"}}) ==
        R"({"at":"2026-03-01T12:00:00.000000000Z","level":"warning","message":"the store is slow",)"
        R"("waiting":12,"seconds":0.5,"paused":true,"route":"GET /x"})"
        "\n");
}

TEST_CASE("personal data in a log line is masked, by the name of its field and by its looks") {
  const json line = json::parse(
      log_line(Level::info, "ada@example.org signed in", noon,
               {{"customer", "Ada"}, {"text", "call +49 30 1234567"}, {"authorization", "Bearer x"}, {"restaurant", std::int64_t{7}}}));
  CHECK(line["message"] == "*** signed in");
  CHECK(line["customer"] == "***");
  CHECK(line["text"] == "call ***");
  CHECK(line["authorization"] == "***");
  CHECK(line["restaurant"] == 7);
}

TEST_CASE("levels have names, and names levels") {
  for (const Level level : {Level::debug, Level::info, Level::warning, Level::error}) CHECK(level_named(name_of(level)) == level);
  CHECK_FALSE(level_named("loud"));
  CHECK_FALSE(level_named(""));
}

TEST_CASE("a log writes what is grave enough, in order") {
  const ScratchFolder folder;
  const auto path = folder.path() / "log.jsonl";
  {
    LineWriter writer(path);
    Log log(writer, Level::warning);
    CHECK_FALSE(log.wants(Level::info));
    log.write(Level::debug, "one", noon);
    log.write(Level::warning, "two", noon);
    log.write(Level::error, "three", noon);
  }
  const auto lines = lines_of(path);
  REQUIRE(lines.size() == 2);
  CHECK(json::parse(lines[0])["message"] == "two");
  CHECK(json::parse(lines[1])["message"] == "three");
}

TEST_CASE("an audit line tells who changed what, when, on whose trace and with what result") {
  CHECK(audit_line(cancellation(), "customer-0123456789ab") ==
        R"({"at":"2026-03-01T12:00:00.000000000Z","role":"customer","who":"customer-0123456789ab","action":"order.cancel",)"
        R"("entity":"order/5f3a9c0b1d2e4f6a7b8c9d0e","from":"placed","to":"cancelled",)"
        R"("trace":"0af7651916cd43dd8448eb211c80319c","status":200})"
        "\n");
  AuditEntry placed = cancellation();
  placed.from = "";
  CHECK_FALSE(json::parse(audit_line(placed, "x")).contains("from"));
}

TEST_CASE("a pseudonym is the same for the same person, and another for another person, role or key") {
  const Pseudonyms names("a key");
  CHECK(names.of("customer", "ada") == names.of("customer", "ada"));
  CHECK(names.of("customer", "ada") != names.of("customer", "bob"));
  CHECK(names.of("customer", "7").substr(9) != names.of("courier", "7").substr(8));
  CHECK(names.of("customer", "ada") != Pseudonyms("another key").of("customer", "ada"));
  CHECK(names.of("customer", "") == "");
  CHECK(names.of("customer", "ada").size() == std::string("customer-").size() + 12);
  // HMAC-SHA256 with key "key" over "r\0n", by another implementation.
  CHECK(Pseudonyms("key").of("r", "n") == "r-dd9dfe9f74aa");
}

TEST_CASE("the audit log holds the pseudonym and not the name, and is appended to") {
  const ScratchFolder folder;
  const auto path = folder.path() / "audit.jsonl";
  for (int opening = 0; opening < 2; ++opening) {
    LineWriter writer(path);
    AuditLog audit(writer, "a key");
    CHECK(audit.note(cancellation()));
  }
  const auto lines = lines_of(path);
  REQUIRE(lines.size() == 2);
  CHECK(lines[0] == lines[1]);
  CHECK(lines[0].find("ada") == std::string::npos);
  CHECK(json::parse(lines[0])["who"] == Pseudonyms("a key").of("customer", "ada"));
}

TEST_CASE("lines of many threads stand whole, each thread's in order") {
  const ScratchFolder folder;
  const auto path = folder.path() / "log.jsonl";
  {
    LineWriter writer(path);
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
      threads.emplace_back([&writer, t] {
        for (int i = 0; i < 1'000; ++i) writer.put(JsonLine().integer("thread", t).integer("i", i).finish());
      });
    for (auto& thread : threads) thread.join();
    writer.close();
    CHECK(writer.dropped() == 0);
    CHECK_FALSE(writer.put("late\n"));
    CHECK(writer.dropped() == 1);
  }
  std::array<int, 4> next{};
  const auto lines = lines_of(path);
  CHECK(lines.size() == 4'000);
  for (const std::string& text : lines) {
    const json line = json::parse(text);
    CHECK(line["i"] == next[line["thread"].get<std::size_t>()]++);
  }
}

TEST_CASE("a file that is full moves aside, and the oldest goes") {
  const ScratchFolder folder;
  const auto path = folder.path() / "log.jsonl";
  {
    LineWriter writer(path, {1'000, 2});
    for (int i = 0; i < 200; ++i) writer.put(std::string(99, 'x') + "\n");
  }
  std::size_t bytes = 0;
  std::size_t files = 0;
  for (const auto& file : std::filesystem::directory_iterator(folder.path())) {
    ++files;
    bytes += file.file_size();
    CHECK(file.file_size() <= 1'000);
  }
  CHECK(files == 3);
  CHECK(bytes <= 3'000);
  CHECK(std::filesystem::exists(folder.path() / "log.1.jsonl"));
  CHECK(std::filesystem::exists(folder.path() / "log.2.jsonl"));
}

TEST_CASE("a line that is too long is dropped and counted") {
  const ScratchFolder folder;
  LineWriter writer(folder.path() / "log.jsonl");
  CHECK_FALSE(writer.put(std::string(LineWriter::line_bytes_max + 1, 'x')));
  CHECK(writer.put("short\n"));
  writer.close();
  CHECK(writer.dropped() == 1);
  CHECK(lines_of(folder.path() / "log.jsonl") == std::vector<std::string>{"short"});
}

TEST_CASE("lines that the disk does not take are counted") {
  if (!std::filesystem::exists("/dev/full")) return;
  LineWriter writer("/dev/full");
  for (int i = 0; i < 5; ++i) writer.put(std::string(60'000, 'x') + "\n");
  writer.close();
  CHECK(writer.dropped() >= 1);
}

TEST_CASE("a file that cannot be opened is the user's mistake") { CHECK_THROWS_AS(LineWriter("/dev/null/log.jsonl"), UserError); }
