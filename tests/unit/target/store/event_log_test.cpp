#include "target/store/event_log.hpp"

#include <fmt/format.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>

#include "reports/foundation/user_error.hpp"
#include "target/store/sqlite/sqlite_journal.hpp"
#include "tests/unit/scratch_folder.hpp"
#include "tests/unit/text_files.hpp"

using namespace rushhour;
using namespace rushhour::store;

namespace {

const WallTime noon{std::chrono::hours(12)};

std::string lines(std::uint64_t first, std::uint64_t last) {
  std::string text;
  for (std::uint64_t n = first; n <= last; ++n) text += fmt::format("{{\"seq\":{},\"id\":\"e{}\"}}\n", n, n);
  return text;
}

std::vector<std::filesystem::path> segments(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

std::string all(const std::filesystem::path& folder) {
  std::string text;
  for (const auto& file : segments(folder)) text += text_of(file);
  return text;
}

Change noted(const std::string& id, int events) {
  Change change;
  delivery::Order order;
  order.id = id;
  order.revision = 1;
  change.operations.push_back(PlaceOrder{order, "", "{}"});
  for (int i = 1; i <= events; ++i) change.events.push_back(fmt::format("\"id\":\"{}.{}\"}}", id, i));
  return change;
}

}  // namespace

TEST_CASE("what was appended stands in the log, and is known again when it is opened") {
  const ScratchFolder folder;
  {
    EventLog log(folder.path());
    CHECK(log.last() == 0);
    log.append(1, lines(1, 3));
    log.append(4, lines(4, 4));
    CHECK(log.last() == 4);
    log.sync();
    CHECK(log.synced() == 4);
  }
  EventLog log(folder.path());
  CHECK(log.last() == 4);
  log.append(5, lines(5, 6));
  CHECK(all(folder.path()) == lines(1, 6));
}

TEST_CASE("lines that are there already are left out, and a gap is refused") {
  const ScratchFolder folder;
  EventLog log(folder.path());
  log.append(1, lines(1, 4));
  log.append(3, lines(3, 6));
  log.append(1, lines(1, 2));
  CHECK(all(folder.path()) == lines(1, 6));
  CHECK_THROWS_WITH(log.append(8, lines(8, 9)), Catch::Contains("7 to 7"));
  CHECK(log.last() == 6);
}

TEST_CASE("a line that was not finished is cut off, wherever it broke") {
  const std::string whole = lines(1, 2);
  const std::string torn = lines(3, 3);
  for (std::size_t n = 0; n < torn.size(); ++n) {
    const ScratchFolder folder;
    std::ofstream(folder.path() / "events-00000000000000000001.jsonl") << whole << torn.substr(0, n);
    EventLog log(folder.path());
    CHECK(log.last() == 2);
    log.append(3, lines(3, 3));
    CHECK(all(folder.path()) == lines(1, 3));
  }
}

TEST_CASE("a segment of which not one line was finished begins again") {
  const ScratchFolder folder;
  std::ofstream(folder.path() / "events-00000000000000000007.jsonl") << "{\"se";
  EventLog log(folder.path());
  CHECK(log.last() == 6);
  log.append(7, lines(7, 8));
  CHECK(all(folder.path()) == lines(7, 8));
}

TEST_CASE("a segment that is full is followed by another one, named after its first line") {
  const ScratchFolder folder;
  {
    EventLog log(folder.path(), 50);
    for (std::uint64_t n = 1; n <= 9; ++n) log.append(n, lines(n, n));
  }
  CHECK(all(folder.path()) == lines(1, 9));
  const auto files = segments(folder.path());
  REQUIRE(files.size() > 2);
  CHECK(files[0].filename() == "events-00000000000000000001.jsonl");
  for (const auto& file : files) {
    std::string first;
    std::getline(std::ifstream(file), first);
    CHECK(file.filename() == fmt::format("events-{:020}.jsonl", std::stoull(first.substr(7))));
  }
  CHECK(EventLog(folder.path(), 50).last() == 9);
}

TEST_CASE("events are numbered with their transaction, and those of changes that were not stored take no number") {
  const ScratchFolder folder;
  const auto log = folder.path() / "events";
  {
    SqliteJournal journal(folder.path(), noon);
    journal.begin();
    CHECK(journal.apply(noted("a", 2)) == Verdict::committed);
    CHECK(journal.apply(noted("a", 2)) == Verdict::conflict);
    CHECK(journal.apply(noted("b", 1)) == Verdict::committed);
    journal.commit();
    journal.begin();
    CHECK(journal.apply(noted("c", 3)) == Verdict::committed);
    journal.rollback();
    journal.begin();
    CHECK(journal.apply(noted("d", 1)) == Verdict::committed);
    journal.commit();
    CHECK(journal.last_event() == 4);
    CHECK(journal.events_behind() == 0);
  }
  CHECK(all(log) == "{\"seq\":1,\"id\":\"a.1\"}\n{\"seq\":2,\"id\":\"a.2\"}\n{\"seq\":3,\"id\":\"b.1\"}\n{\"seq\":4,\"id\":\"d.1\"}\n");
}

TEST_CASE("what the log lost or never got is brought back from the outbox") {
  const ScratchFolder folder;
  const auto log = folder.path() / "events";
  for (int i = 0; i < 5; ++i) {
    SqliteJournal journal(folder.path(), noon);
    journal.begin();
    CHECK(journal.apply(noted("o" + std::to_string(i), 3)) == Verdict::committed);
    journal.commit();
  }
  const std::string whole = all(log);
  const auto file = segments(log).front();
  for (const std::size_t kept : {whole.size() - 1, whole.size() / 2, std::size_t{0}}) {
    std::filesystem::resize_file(file, kept);
    const SqliteJournal journal(folder.path(), noon);
    CHECK(all(log) == whole);
  }
  std::filesystem::remove(file);
  const SqliteJournal journal(folder.path(), noon);
  CHECK(all(log) == whole);
}

TEST_CASE("the outbox is emptied when the log is safe, and the numbers go on") {
  const ScratchFolder folder;
  for (int opening = 0; opening < 2; ++opening) {
    SqliteJournal journal(folder.path(), noon);
    for (int i = 0; i < 60; ++i) {
      journal.begin();
      CHECK(journal.apply(noted(fmt::format("{}-{}", opening, i), 100)) == Verdict::committed);
      journal.commit();
    }
    CHECK(journal.last_event() == 6000U * (opening + 1));
  }
  soci::session sql(soci::sqlite3, (folder.path() / "orders.db").string());
  long long rows = 0;
  sql << "select count(*) from outbox", soci::into(rows);
  CHECK(rows < 60);
  CHECK(rows > 0);
  const std::string text = all(folder.path() / "events");
  CHECK(std::count(text.begin(), text.end(), '\n') == 12000);
}

TEST_CASE("an event log that is ahead of its database is another one's, and is not touched") {
  const ScratchFolder folder;
  {
    EventLog log(folder.path() / "events");
    log.append(1, lines(1, 3));
  }
  CHECK_THROWS_WITH(SqliteJournal(folder.path(), noon), Catch::Contains("3 events ahead"));
  CHECK(all(folder.path() / "events") == lines(1, 3));
}
