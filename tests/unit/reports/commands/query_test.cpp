#include "reports/commands/query.hpp"

#include <catch2/catch.hpp>
#include <csignal>
#include <iostream>
#include <sstream>

#include "reports/foundation/user_error.hpp"
#include "reports/latency/histogram.hpp"
#include "tests/unit/scratch_folder.hpp"
#include "tests/unit/reports/warehouse/run_directories.hpp"

using namespace rushhour;
using namespace rushhour::warehouse::fixtures;

namespace {

/// Runs the verb and gives what it wrote to std::cout.
std::string query(std::vector<std::string> words) {
  words.insert(words.begin(), "query");
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  std::ostringstream out;
  std::streambuf* const before = std::cout.rdbuf(out.rdbuf());
  try {
    reports::query_verb.run(static_cast<int>(argv.size()), argv.data());
  } catch (...) {
    std::cout.rdbuf(before);
    throw;
  }
  std::cout.rdbuf(before);
  return out.str();
}

std::string count_of(const std::vector<std::filesystem::path>& runs, std::vector<std::string> words) {
  for (const auto& run : runs) words.push_back(run.string());
  return query(words);
}

}  // namespace

TEST_CASE("the SQL comes first, then the run directories, and flags stand anywhere") {
  const ScratchFolder scratch;
  const auto a = write_run(scratch.path(), "a", lunch()), b = write_run(scratch.path(), "b", lunch());
  const std::string sql = "select run, count(*) as n from latency group by run order by run";
  const std::string table = "run   n\n---  --\na    33\nb    33\n";
  CHECK(count_of({a, b}, {sql}) == table);
  CHECK(count_of({a, b}, {"--format", "csv", sql}) == "run,n\na,33\nb,33\n");
  CHECK(query({sql, a.string(), "--format=json"}) == "[\n  {\"run\": \"a\", \"n\": 33}\n]\n");
}

TEST_CASE("orders come by hand, with or without a run beside them") {
  const ScratchFolder scratch;
  const auto run = write_run(scratch.path(), "a", lunch());
  write_orders(scratch.path() / "x", {{"o", "placed", 1'250, half_past_six}});
  write_orders(scratch.path() / "y", {{"o", "placed", 750, half_past_six + 60 * second}});
  const std::string x = (scratch.path() / "x").string(), y = (scratch.path() / "y").string();
  CHECK(query({"select sum(total) as s from orders", "--orders", x, "--orders", y, "--format", "csv"}) == "s\n20.00\n");
  CHECK(query({"select count(*) as n from orders, runs", "--orders", x, run.string(), "--format", "csv"}) == "n\n1\n");
  const std::string kpi = query({"--kpi", "orders_beside_latency", run.string(), "--orders", x, "--orders", y, "--format", "csv"});
  CHECK_THAT(kpi,
             Catch::StartsWith("minute,orders,cancelled_orders,revenue,currency,samples,response_time_p99_ms,response_time_p99_at_least\n"
                               "2026-11-21 06:30:00,1,0,12.50,EUR,"));
  CHECK_THAT(kpi, Catch::EndsWith("2026-11-21 06:31:00,1,0,7.50,EUR,0,,\n"));
}

TEST_CASE("what is asked for wrongly is told in one message with the right exit code") {
  const ScratchFolder scratch;
  const std::string run = write_run(scratch.path(), "a", lunch()).string(), folder = scratch.path().string();
  struct Row {
    const char* says;
    std::vector<std::string> words;
    const char* part;
    Exit exit;
  };
  const Row rows[] = {
      {"nothing at all", {}, "what is asked is missing", Exit::flags},
      {"no run", {"select 1"}, "nothing to load", Exit::flags},
      {"a KPI without a run", {"--kpi", "orders_beside_latency"}, "nothing to load", Exit::flags},
      {"the run before the SQL", {run, "select 1"}, "the SQL comes first", Exit::flags},
      {"a folder that is no run", {"select 1", folder}, folder.c_str(), Exit::trouble},
      {"a folder that is not there", {"select 1", folder + "/nosuch"}, "nosuch", Exit::trouble},
      {"a folder without orders", {"select 1", "--orders", folder}, "orders.db", Exit::trouble},
      {"bad SQL, with its place", {"select step\nfrom latencies", run}, "LINE 2: from latencies", Exit::flags},
      {"a table of a near name", {"select * from latencies", run}, "latency", Exit::flags},
      {"a slip in a KPI's name", {"--kpi", "order_beside_latency", run}, "did you mean 'orders_beside_latency'", Exit::flags},
      {"a format that is none", {"select 1", run, "--format", "xml"}, "--format", Exit::flags},
      {"a flag that is none", {"select 1", run, "--fromat", "csv"}, "--fromat", Exit::flags},
      {"reading a file", {"select * from read_text('/etc/hostname')", run}, "disabled by configuration", Exit::flags},
      {"bytes that are no histogram", {"select hdr_quantile('x'::blob, 0.5)", run}, "hdr_quantile", Exit::flags},
  };
  for (const Row& row : rows) {
    INFO(row.says);
    try {
      query(row.words);
      FAIL_CHECK("no error");
    } catch (const UserError& error) {
      CHECK_THAT(error.what(), Catch::Contains(row.part));
      CHECK(error.exit() == row.exit);
    }
  }
}

TEST_CASE("files are open to the SQL only where that was asked for") {
  const ScratchFolder scratch;
  const std::string run = write_run(scratch.path(), "a", lunch()).string(), file = (scratch.path() / "out.csv").string();
  const std::string sql = "copy (select count(*) as n from latency) to '" + file + "'";
  CHECK_THROWS_AS(query({sql, run}), UserError);
  CHECK_FALSE(std::filesystem::exists(file));
  query({sql, run, "--allow-files"});
  CHECK(std::filesystem::exists(file));
}

TEST_CASE("the verb leaves signals as it found them") {
  const ScratchFolder scratch;
  const std::string run = write_run(scratch.path(), "a", lunch()).string();
  struct sigaction before_int {
  }, before_pipe{}, after_int{}, after_pipe{};
  sigaction(SIGINT, nullptr, &before_int);
  sigaction(SIGPIPE, nullptr, &before_pipe);
  query({"select 1", run});
  sigaction(SIGINT, nullptr, &after_int);
  sigaction(SIGPIPE, nullptr, &after_pipe);
  CHECK(after_int.sa_handler == before_int.sa_handler);
  CHECK(after_pipe.sa_handler == before_pipe.sa_handler);
}
