#include "reports/warehouse/duckdb_session.hpp"

#include <catch2/catch.hpp>
#include <fstream>

#include "reports/foundation/user_error.hpp"
#include "tests/unit/scratch_folder.hpp"

using namespace rushhour;
using namespace rushhour::warehouse;

namespace {

UserError error_of(Session& session, const std::string& sql) {
  try {
    session.query(sql);
  } catch (const UserError& error) {
    return error;
  }
  FAIL("no error: " << sql);
  return UserError("");
}

class Counter final : public ResultSink {
 public:
  void begin(const std::vector<Column>&) override {}
  void row(const std::vector<Cell>&) override {
    if (++rows == 10'000 && at_ten_thousand != nullptr) at_ten_thousand->interrupt();
  }
  std::size_t rows = 0;
  Session* at_ten_thousand = nullptr;
};

}  // namespace

TEST_CASE("what goes wrong in SQL is told in DuckDB's words, with the place") {
  struct Row {
    const char* says;
    const char* sql;
    const char* part;
    Exit exit;
  };
  const Row row = GENERATE(values<Row>({
      {"a word that is no SQL", "selct 1", "syntax error at or near \"selct\"", Exit::flags},
      {"the place is pointed at", "select nosuch from (select 1 as a)", "^", Exit::flags},
      {"a column that is not there", "select nosuch from (select 1 as a)", "\"nosuch\" not found", Exit::flags},
      {"a table that is not there", "select 1; select * from nosuch", "Table with name nosuch does not exist", Exit::flags},
      {"a value that does not fit", "select cast('x' as integer)", "Could not convert string 'x' to INT32", Exit::flags},
      {"a parameter that nobody gives", "select ?", "parameter", Exit::flags},
      {"no statement at all", "  -- nothing\n", "holds no statement", Exit::flags},
      {"more than the memory may hold", "create table big as select range as a, hash(range) as b from range(100000000)", "Out of Memory",
       Exit::trouble},
  }));
  INFO(row.says);
  Session session({.memory_limit = "30MB", .spill = {}});
  const UserError error = error_of(session, row.sql);
  CHECK_THAT(error.what(), Catch::Contains(row.part));
  CHECK(error.exit() == row.exit);
  CHECK(session.query("select 42").rows[0][0].text == "42");
}

TEST_CASE("of several statements all run and the last one answers") {
  Session session;
  const Rows rows = session.query("create table t (a integer); insert into t values (1), (2); select sum(a) as total from t");
  REQUIRE(rows.rows.size() == 1);
  CHECK(rows.columns[0].name == "total");
  CHECK(rows.rows[0][0].text == "3");
}

TEST_CASE("a statement without a result has no columns") {
  Session session;
  const Rows rows = session.query("create table t (a integer)");
  CHECK(rows.columns.empty());
  CHECK(rows.rows.empty());
}

TEST_CASE("what does not fit in memory goes to the folder for it") {
  const ScratchFolder scratch;
  Session session({.memory_limit = "16MB", .spill = scratch.path()});
  session.seal();
  session.run("create table big as select range as a, hash(range) as b from range(2000000)");
  CHECK(session.query("select count(*) from (select b from big order by b)").rows[0][0].text == "2000000");
  CHECK_FALSE(std::filesystem::is_empty(scratch.path()));
}

TEST_CASE("an interrupted query ends, and so does every later one") {
  Session session;
  Counter counter;
  SECTION("while it hands out rows") {
    counter.at_ten_thousand = &session;
    CHECK_THROWS_WITH(session.stream("select range from range(1000000000000)", counter), "interrupted");
    CHECK(counter.rows >= 10'000);
    CHECK(counter.rows < 1'000'000);
  }
  SECTION("before it begins") { session.interrupt(); }
  CHECK(error_of(session, "select 1").exit() == Exit::interrupted);
}

TEST_CASE("a sealed session keeps its tables and reaches nothing else") {
  const ScratchFolder scratch;
  std::ofstream(scratch.path() / "a.csv") << "a,b\n1,2\n";
  const std::string folder = scratch.path().string();
  Session session;
  session.run("create table t as select * from read_csv('" + folder + "/a.csv')");
  session.seal();
  CHECK(session.query("select b from t").rows[0][0].text == "2");
  struct Row {
    const char* says;
    std::string sql;
  };
  const Row rows[] = {
      {"reading a file", "select * from read_csv('" + folder + "/a.csv')"},
      {"reading one by its mere name", "select * from '" + folder + "/a.csv'"},
      {"reading one as text", "select * from read_text('/etc/hostname')"},
      {"looking into a folder", "select * from glob('" + folder + "/*')"},
      {"writing a file", "copy t to '" + folder + "/b.csv'"},
      {"opening a database", "attach '" + folder + "/c.db'"},
      {"exporting all", "export database '" + folder + "/d'"},
      {"writing a profile", "set profiling_output = '" + folder + "/e'"},
      {"loading code", "load '" + folder + "/f.duckdb_extension'"},
      {"opening the door again", "set enable_external_access = true"},
      {"moving the temporary files", "set temp_directory = '" + folder + "'"},
      {"taking more memory", "set memory_limit = '100GB'"},
      {"turning the lock back", "reset lock_configuration"},
  };
  for (const Row& row : rows) {
    INFO(row.says);
    CHECK_THROWS_AS(session.run(row.sql), UserError);
  }
  CHECK(std::distance(std::filesystem::directory_iterator(scratch.path()), {}) == 1);
}

TEST_CASE("extensions do not come by themselves") {
  Session session;
  CHECK(session.query("select current_setting('autoinstall_known_extensions') or current_setting('autoload_known_extensions')")
            .rows[0][0]
            .text == "false");
}

TEST_CASE("wall time is UTC, whatever the machine thinks") {
  Session session;
  CHECK(session.query("select current_setting('TimeZone')").rows[0][0].text == "UTC");
}
