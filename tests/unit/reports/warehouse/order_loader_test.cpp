#include "reports/warehouse/order_loader.hpp"

#include <catch2/catch.hpp>
#include <fstream>

#include "reports/foundation/user_error.hpp"
#include "tests/unit/reports/warehouse/records.hpp"
#include "tests/unit/scratch_folder.hpp"

using namespace rushhour;
using namespace rushhour::warehouse;
using namespace rushhour::warehouse::fixtures;

namespace {

void make_bronze(Session& session) {
  session.run(
      "create schema bronze; create table bronze.stored_orders (file_id integer, source varchar, id varchar, restaurant varchar, zone "
      "varchar, status varchar, "
      "total_minor bigint, currency varchar, placed_at_ns bigint)");
}

std::string one(Session& session, const std::string& sql) { return to_json(session.query(sql).rows.at(0).at(0)); }

}  // namespace

TEST_CASE("orders come over as the target stored them") {
  const ScratchFolder scratch;
  write_orders(scratch.path() / "its data",
               {{"b", "cancelled", 1'250, half_past_six + 1}, {"a'b", "placed", 9'007'199'254'740'993, half_past_six}});
  Session session;
  make_bronze(session);
  CHECK(load_orders(session, scratch.path() / "its data", 1) == 2);
  const Rows rows = session.query(
      "select id, restaurant, zone, status, total_minor, currency, placed_at_ns from bronze.stored_orders order by placed_at_ns");
  REQUIRE(rows.rows.size() == 2);
  const auto texts = [&rows](std::size_t i) {
    std::vector<std::string> found;
    for (const Cell& cell : rows.rows[i]) found.push_back(cell.text);
    return found;
  };
  CHECK(texts(0) == std::vector<std::string>{"a'b", "7", "harbour", "placed", "9007199254740993", "EUR", "1795242600000000000"});
  CHECK(texts(1) == std::vector<std::string>{"b", "7", "harbour", "cancelled", "1250", "EUR", "1795242600000000001"});
  CHECK(one(session, "select source from bronze.stored_orders limit 1") == nlohmann::json((scratch.path() / "its data").string()).dump());
}

TEST_CASE("no order is lost where one batch ends and the next begins") {
  const long long count = GENERATE(0, 1, 1023, 1024, 1025, 3000);
  const ScratchFolder scratch;
  std::vector<StoredOrder> orders;
  for (long long i = 0; i < count; ++i) orders.push_back({std::to_string(i), "placed", i, half_past_six + i});
  write_orders(scratch.path(), orders);
  Session session;
  make_bronze(session);
  CHECK(load_orders(session, scratch.path(), 1) == static_cast<std::uint64_t>(count));
  CHECK(one(session, "select count(distinct id) from bronze.stored_orders") == std::to_string(count));
  CHECK(one(session, "select coalesce(sum(total_minor), 0) from bronze.stored_orders") == std::to_string(count * (count - 1) / 2));
}

TEST_CASE("a database that a target still writes is read up to its last commit, and left as it is") {
  const ScratchFolder scratch;
  write_orders(scratch.path(), {{"a", "placed", 100, half_past_six}});
  soci::session target(soci::sqlite3, "db=\"" + (scratch.path() / "orders.db").string() + "\"");
  std::string mode;
  target << "pragma journal_mode = wal", soci::into(mode);
  target << "insert into orders values ('b', 7, 'harbour', 'placed', 200, 'EUR', 1)";
  target << "begin immediate";
  target << "insert into orders values ('c', 7, 'harbour', 'placed', 400, 'EUR', 1)";
  Session session;
  make_bronze(session);
  CHECK(load_orders(session, scratch.path(), 1) == 2);
  CHECK(one(session, "select sum(total_minor) from bronze.stored_orders") == "300");
  target << "commit";
  int count = 0;
  target << "select count(*) from orders", soci::into(count);
  CHECK(count == 3);
}

TEST_CASE("a database that was closed well gets no file beside it") {
  const ScratchFolder scratch;
  write_orders(scratch.path() / "plain", {{"a", "placed", 100, half_past_six}});
  {
    soci::session target(soci::sqlite3, "db=\"" + (scratch.path() / "plain" / "orders.db").string() + "\"");
    std::string mode;
    target << "pragma journal_mode = wal", soci::into(mode);
    target << "insert into orders values ('b', 7, 'harbour', 'placed', 200, 'EUR', 1)";
  }
  const std::filesystem::path folder = scratch.path() / "100 % \"odd\" #1?";
  std::filesystem::rename(scratch.path() / "plain", folder);
  Session session;
  make_bronze(session);
  CHECK(load_orders(session, folder, 1) == 2);
  CHECK(std::distance(std::filesystem::directory_iterator(folder), {}) == 1);
}

TEST_CASE("holes in a row are NULL, not trouble") {
  const ScratchFolder scratch;
  {
    soci::session sqlite(soci::sqlite3, "db=\"" + (scratch.path() / "orders.db").string() + "\"");
    sqlite << "create table orders (id, restaurant, zone, status, total_minor, currency, placed_at)";
    sqlite << "insert into orders values ('a', null, null, null, null, null, null)";
    sqlite << "insert into orders values ('b', 'seven', 'z', 's', '12', 'EUR', 5)";
  }
  Session session;
  make_bronze(session);
  CHECK(load_orders(session, scratch.path(), 1) == 2);
  CHECK(one(session, "select count(*) from bronze.stored_orders where restaurant is null and total_minor is null and status is null") ==
        "1");
  CHECK(one(session, "select restaurant || ' ' || total_minor from bronze.stored_orders where id = 'b'") == "\"seven 12\"");
}

TEST_CASE("a folder that holds no orders is named") {
  const ScratchFolder scratch;
  Session session;
  make_bronze(session);
  SECTION("there is no such file") {
    CHECK_THROWS_WITH(load_orders(session, scratch.path(), 1), Catch::Contains(scratch.path().string()) && Catch::Contains("no orders.db"));
    CHECK(std::filesystem::is_empty(scratch.path()));
  }
  SECTION("it is no database") {
    std::ofstream(scratch.path() / "orders.db") << std::string(5000, 'x');
    CHECK_THROWS_WITH(load_orders(session, scratch.path(), 1), Catch::Contains("orders.db") && Catch::Contains("not a database"));
  }
  SECTION("it is a database of something else") {
    soci::session(soci::sqlite3, "db=\"" + (scratch.path() / "orders.db").string() + "\"") << "create table birds (name)";
    CHECK_THROWS_WITH(load_orders(session, scratch.path(), 1), Catch::Contains("no such table: orders"));
  }
}
