#include "target/store/sqlite/sqlite_store.hpp"

#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <future>

#include "reports/foundation/user_error.hpp"
#include "target/store/sqlite/migrations.hpp"
#include "tests/unit/scratch_folder.hpp"

using namespace rushhour;
using namespace rushhour::store;
using delivery::Order;
using delivery::OrderStatus;

namespace {

const WallTime noon{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1} + std::chrono::hours(12)};
const HeldClock clock_of_test;

Order order(const std::string& id) {
  Order made;
  made.id = id;
  made.restaurant = 3;
  made.zone = "old-town";
  made.customer = "O'Hara; drop table orders";
  made.lines = {{301, "Crème \"brûlée\"", 2, {450}}, {302, "Udon", 1, {1200}}};
  made.total = {2152};
  made.currency = "EUR";
  made.placed_at = noon + std::chrono::nanoseconds(123456789);
  made.updated_at = made.placed_at;
  made.fingerprint = "abcdef";
  made.personal = true;
  made.revision = 2;
  made.to = {120, -340};
  return made;
}

Change placement(const std::string& id, const std::string& body = "{}") {
  return {{PlaceOrder{order(id), "key-" + id, body}}, {"\"id\":\"" + id + ".1\"}"}};
}

Change cancellation(const std::string& id, std::uint32_t from = 2) {
  Order cancelled = order(id);
  cancelled.revision = 3;
  cancelled.payment = {delivery::PaymentStatus::refunded, "card", 1};
  cancelled.courier = 7;
  cancelled.ready_by = noon + std::chrono::minutes(20);
  cancelled.remark = "too \"late\"";
  cancelled.status = OrderStatus::cancelled;
  cancelled.updated_at = noon + std::chrono::hours(1);
  return {{MoveOrder{cancelled, from}}, {"\"id\":\"" + id + ".3\"}"}};
}

Verdict submit(OrderStore& store, Change change) {
  std::promise<Verdict> verdict;
  REQUIRE(store.submit(std::move(change), [&](const Committed& outcome) { verdict.set_value(outcome.verdict); }));
  return verdict.get_future().get();
}

std::shared_ptr<const Order> find(OrderStore& store, const std::string& id) {
  std::promise<Recalled> found;
  REQUIRE(store.look_up({LookUp::Kind::order, id}, [&](Recalled recalled) { found.set_value(std::move(recalled)); }));
  const Recalled recalled = found.get_future().get();
  REQUIRE_FALSE(recalled.failed);
  return recalled.order;
}

}  // namespace

TEST_CASE("an order comes back from the store as it went in, and its body byte for byte") {
  const ScratchFolder folder;
  const std::string body = "{ \"dish\":301,\t\"customer\":\"caf\xc3\xa9 ' -- \" }\r\n";
  {
    SqliteStore store(folder.path(), clock_of_test, noon);
    CHECK(submit(store, placement("a", body)) == Verdict::committed);
    const auto found = find(store, "a");
    REQUIRE(found);
    CHECK(*found == order("a"));
    CHECK_FALSE(find(store, "b"));
  }
  soci::session sql(soci::sqlite3, (folder.path() / "orders.db").string());
  std::string stored_body, key, zone, status, currency;
  long long restaurant = 0, total = 0, placed_at = 0;
  sql << "select body, idempotency_key, restaurant, zone, status, total_minor, currency, placed_at from orders where id = 'a'",
      soci::into(stored_body), soci::into(key), soci::into(restaurant), soci::into(zone), soci::into(status), soci::into(total),
      soci::into(currency), soci::into(placed_at);
  CHECK(stored_body == body);
  CHECK(key == "key-a");
  CHECK(restaurant == 3);
  CHECK(zone == "old-town");
  CHECK(status == "placed");
  CHECK(total == 2152);
  CHECK(currency == "EUR");
  CHECK(placed_at == (noon + std::chrono::nanoseconds(123456789)).time_since_epoch().count());
}

TEST_CASE("the verdict of the store on each kind of change") {
  const ScratchFolder folder;
  SqliteStore store(folder.path(), clock_of_test, noon);
  CHECK(submit(store, placement("a")) == Verdict::committed);
  CHECK(submit(store, placement("a", "{\"other\":1}")) == Verdict::conflict);  // the same id again
  CHECK(submit(store, cancellation("a", 5)) == Verdict::conflict);             // not in that revision
  CHECK(submit(store, cancellation("b")) == Verdict::conflict);                // not there at all
  CHECK(submit(store, cancellation("a")) == Verdict::committed);
  CHECK(submit(store, cancellation("a")) == Verdict::conflict);  // no longer in that revision
  const auto found = find(store, "a");
  REQUIRE(found);
  CHECK(found->status == OrderStatus::cancelled);
  CHECK(*found == std::get<MoveOrder>(cancellation("a").operations.front()).order);
  CHECK(found->placed_at == order("a").placed_at);
}

TEST_CASE("a change of several operations is stored whole or not at all") {
  const ScratchFolder folder;
  SqliteStore store(folder.path(), clock_of_test, noon);
  CHECK(submit(store, placement("a")) == Verdict::committed);
  Change both = placement("b");
  both.operations.push_back(placement("a").operations.front());
  CHECK(submit(store, both) != Verdict::committed);
  CHECK_FALSE(find(store, "b"));
  Change chain = placement("c");
  chain.operations.push_back(cancellation("c").operations.front());
  CHECK(submit(store, chain) == Verdict::committed);
  CHECK(find(store, "c")->status == OrderStatus::cancelled);
}

TEST_CASE("many orders at once are all committed, with duplicates among them found out") {
  const ScratchFolder folder;
  SqliteStore store(folder.path(), clock_of_test, noon);
  std::array<std::promise<Verdict>, 500> verdicts;
  for (std::size_t i = 0; i < 500; ++i)
    REQUIRE(store.submit(placement(std::to_string(i % 400)), [&verdicts, i](const Committed& c) { verdicts[i].set_value(c.verdict); }));
  for (std::size_t i = 0; i < 500; ++i) {
    INFO("change " << i);
    CHECK(verdicts[i].get_future().get() == (i < 400 ? Verdict::committed : Verdict::conflict));
  }
  for (std::size_t i = 0; i < 400; ++i) CHECK(find(store, std::to_string(i)));
}

TEST_CASE("a process that ends without a word leaves every committed order behind") {
  const ScratchFolder folder;
  const pid_t child = ::fork();
  if (child == 0) {
    SqliteStore store(folder.path(), clock_of_test, noon);
    std::promise<Verdict> verdict;
    for (int i = 0; i < 100; ++i)
      store.submit(placement(std::to_string(i)), [&verdict, i](const Committed& c) {
        if (i == 99) verdict.set_value(c.verdict);
      });
    ::_exit(verdict.get_future().get() == Verdict::committed ? 0 : 1);  // no destructor runs, the log is not folded back
  }
  int status = -1;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(status == 0);
  CHECK(std::filesystem::exists(folder.path() / "orders.db-wal"));
  SqliteStore store(folder.path(), clock_of_test, noon);
  CHECK(store.opening() == 2);
  for (int i = 0; i < 100; ++i) CHECK(find(store, std::to_string(i)));
}

TEST_CASE("a store of the first schema is opened as it is, and its orders are everybody's") {
  const ScratchFolder folder;
  {
    soci::session sql(soci::sqlite3, (folder.path() / "orders.db").string());
    sql << std::string(migrations_table);
    for (const std::string_view statement : migrations().front().statements) sql << std::string(statement);
    sql << "insert into migrations (version, name, applied_at) values (1, 'orders and openings', 0)";
    sql << "insert into orders (id, fingerprint, restaurant, zone, customer, status, total_minor, currency, placed_at, updated_at, body, "
           "order_lines) values ('old', 'f', 3, 'old-town', 'ada', 'placed', 100, 'EUR', 1, 1, '{}', '[]')";
  }
  SqliteStore store(folder.path(), clock_of_test, noon);
  const auto old = find(store, "old");
  REQUIRE(old);
  CHECK(old->customer == "ada");
  CHECK_FALSE(old->personal);
  CHECK(submit(store, placement("new")) == Verdict::committed);
  CHECK(find(store, "new")->personal);
}

TEST_CASE("each opening of a store has the next number") {
  const ScratchFolder folder;
  for (std::uint64_t n = 1; n <= 3; ++n) CHECK(SqliteStore(folder.path(), clock_of_test, noon).opening() == n);
}

TEST_CASE("a transaction that the database gives up takes all its changes with it, and the next one stands") {
  const ScratchFolder folder;
  const auto file = folder.path() / "orders.db";
  SqliteJournal journal(folder.path(), noon);
  soci::session other(soci::sqlite3, file.string());
  other << "create trigger trouble before insert on orders when new.id = 'bad' begin select raise(rollback, 'no'); end";
  other << "create trigger refusal before insert on orders when new.id = 'odd' begin select raise(abort, 'no'); end";
  journal.begin();
  REQUIRE(journal.apply(placement("a")) == Verdict::committed);
  CHECK_THROWS(journal.apply(placement("bad")));
  journal.rollback();
  journal.begin();
  CHECK(journal.apply(placement("b")) == Verdict::committed);
  CHECK(journal.apply(placement("odd")) == Verdict::failed);
  CHECK(journal.apply(placement("c")) == Verdict::committed);
  journal.commit();
  SqliteReader reader(file);
  CHECK_FALSE(reader.order("a"));
  CHECK_FALSE(reader.order("bad"));
  CHECK_FALSE(reader.order("odd"));
  CHECK(reader.order("b"));
  CHECK(reader.order("c"));
}

TEST_CASE("a folder or a file that cannot serve as a store is the user's mistake, and named") {
  const ScratchFolder folder;
  SECTION("the folder would lie below a file") {
    std::ofstream(folder.path() / "file") << "x";
    CHECK_THROWS_WITH(SqliteStore(folder.path() / "file" / "data", clock_of_test, noon),
                      Catch::Contains("--data") && Catch::Contains("cannot be made"));
  }
  SECTION("the folder is a file") {
    std::ofstream(folder.path() / "file") << "x";
    CHECK_THROWS_AS(SqliteStore(folder.path() / "file", clock_of_test, noon), UserError);
  }
  SECTION("another store has the folder") {
    const SqliteStore store(folder.path(), clock_of_test, noon);
    CHECK_THROWS_WITH(SqliteStore(folder.path(), clock_of_test, noon), Catch::Contains("another target is using"));
  }
  SECTION("the database is none") {
    std::ofstream(folder.path() / "orders.db") << std::string(4096, 'x');
    CHECK_THROWS_WITH(SqliteStore(folder.path(), clock_of_test, noon), Catch::Contains("orders.db") && Catch::Contains("cannot be opened"));
  }
  SECTION("the database is of a later version") {
    { const SqliteStore store(folder.path(), clock_of_test, noon); }
    {
      soci::session sql(soci::sqlite3, (folder.path() / "orders.db").string());
      sql << "insert into migrations (version, name, applied_at) values (999, 'later', 0)";
    }
    CHECK_THROWS_WITH(SqliteStore(folder.path(), clock_of_test, noon), Catch::Contains("later version"));
  }
}

TEST_CASE("a folder's name may hold blanks, quotes and equals signs, but not every mixture of them") {
  const ScratchFolder folder;
  for (const char* name : {"my lunch data", "my \"lunch\"", "seed=1", "seed = 1 more"}) {
    INFO(name);
    SqliteStore store(folder.path() / name, clock_of_test, noon);
    CHECK(submit(store, placement("a")) == Verdict::committed);
    CHECK(std::filesystem::exists(folder.path() / name / "orders.db"));
  }
  CHECK_THROWS_AS(SqliteStore(folder.path() / "seed=\"1\"", clock_of_test, noon), UserError);
}

TEST_CASE("what is in motion stands there again when the store is opened, the oldest first") {
  const ScratchFolder folder;
  {
    SqliteStore store(folder.path(), clock_of_test, noon);
    for (const char* id : {"c", "a", "b"}) CHECK(submit(store, placement(id)) == Verdict::committed);
    CHECK(submit(store, cancellation("b")) == Verdict::committed);
    Change late = placement("d");
    std::get<PlaceOrder>(late.operations.front()).order.placed_at = noon + std::chrono::hours(1);
    CHECK(submit(store, late) == Verdict::committed);
    CHECK(submit(store, {{SetShift{{7, true, {1, -2}, noon, 1}, 0}}, {}}) == Verdict::committed);
    CHECK(submit(store, {{SetShift{{7, false, {3, 4}, noon, 2}, 1}}, {}}) == Verdict::committed);
    CHECK(submit(store, {{AddAccount{{"ada", "00", "11", noon}}}, {}}) == Verdict::committed);
  }
  SqliteStore store(folder.path(), clock_of_test, noon);
  const Standing all = store.standing(10);
  REQUIRE(all.orders.size() == 3);
  CHECK(all.orders.back().id == "d");
  CHECK(all.shifts == std::vector<delivery::Shift>{{7, false, {3, 4}, noon, 2}});
  CHECK(all.accounts == 1);
  const Standing newest = store.standing(1);
  REQUIRE(newest.orders.size() == 1);
  CHECK(newest.orders.front().id == "d");
}

TEST_CASE("shifts and accounts meet a conflict where they are not as expected") {
  const ScratchFolder folder;
  SqliteStore store(folder.path(), clock_of_test, noon);
  const auto shift = [](std::uint32_t revision, std::uint32_t from) { return Change{{SetShift{{7, true, {}, noon, revision}, from}}, {}}; };
  CHECK(submit(store, shift(1, 0)) == Verdict::committed);
  CHECK(submit(store, shift(1, 0)) == Verdict::conflict);
  CHECK(submit(store, shift(3, 2)) == Verdict::conflict);
  CHECK(submit(store, shift(2, 1)) == Verdict::committed);
  const Change account{{AddAccount{{"ada", "00", "11", noon}}}, {}};
  CHECK(submit(store, account) == Verdict::committed);
  CHECK(submit(store, account) == Verdict::conflict);
  std::promise<Recalled> found;
  REQUIRE(store.look_up({LookUp::Kind::account, "ada"}, [&](Recalled recalled) { found.set_value(std::move(recalled)); }));
  CHECK(found.get_future().get().account == Account{"ada", "00", "11", noon});
}

TEST_CASE("a reset empties everything but the event log, which goes on") {
  const ScratchFolder folder;
  SqliteStore store(folder.path(), clock_of_test, noon);
  CHECK(submit(store, placement("a")) == Verdict::committed);
  CHECK(submit(store, {{SetShift{{7, true, {}, noon, 1}, 0}}, {}}) == Verdict::committed);
  CHECK(submit(store, {{Reset{}}, {"\"id\":\"city.1\"}"}}) == Verdict::committed);
  const Standing nothing = store.standing(10);
  CHECK(nothing.orders.empty());
  CHECK(nothing.shifts.empty());
  CHECK(store.figures().last_event == 2);
  CHECK(submit(store, placement("a")) == Verdict::committed);
  CHECK(store.figures().last_event == 3);
}

TEST_CASE("a snapshot is a store that can be opened, and a second one of the same name is refused") {
  const ScratchFolder folder;
  const ScratchFolder other;
  SqliteStore store(folder.path(), clock_of_test, noon);
  CHECK(submit(store, placement("a")) == Verdict::committed);
  CHECK(store.snapshot("snapshot-1.db"));
  CHECK_FALSE(store.snapshot("snapshot-1.db"));
  CHECK(submit(store, placement("b")) == Verdict::committed);
  std::filesystem::copy(folder.path() / "snapshot-1.db", other.path() / "orders.db");
  SqliteStore copy(other.path(), clock_of_test, noon);
  CHECK(find(copy, "a"));
  CHECK_FALSE(find(copy, "b"));
}
