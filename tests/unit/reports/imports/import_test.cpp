#include "reports/imports/import.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <iostream>

#include "reports/foundation/user_error.hpp"
#include "reports/imports/format.hpp"
#include "reports/pages/live/past_run.hpp"
#include "reports/pages/terminal/terminal_summary.hpp"
#include "reports/verdicts/conclusion.hpp"
#include "tests/unit/reports/imports/gathering.hpp"
#include "tests/unit/text_files.hpp"

namespace rushhour::imports {
namespace {

using namespace std::chrono_literals;

constexpr WallTime now{1'795'300'000s};

struct Outcome {
  std::string message;
  Exit exit = Exit::passed;
};

Outcome outcome_of(const Order& order) {
  try {
    import_run(order, now);
  } catch (const UserError& error) {
    return {error.what(), error.exit()};
  }
  return {};
}

std::string some_jtl(int samples) {
  std::string text = "timeStamp,elapsed,label,responseCode,responseMessage,threadName,success,bytes\n";
  for (int i = 0; i < samples; ++i)
    text += std::to_string(1'795'243'364'000 + i * 10) + "," + std::to_string(1 + i % 100) + ",menu,200,OK,Diners 1-1,true,100\n";
  return text;
}

struct Read {
  runs::RunRecord record;
  verdicts::Conclusion conclusion;
  std::string terminal;
};

Read read_imported(const Order& order) {
  Read read;
  pages::PastRun run = pages::read_past_run(import_run(order, now));
  read.terminal = pages::terminal_summary(run.material(), {});
  read.record = std::move(run.record);
  read.conclusion = std::move(run.conclusion);
  return read;
}

}  // namespace

TEST_CASE("an imported run is read like any other, and its measurement is not judged") {
  const ScratchFolder folder;
  write_text(folder.path() / "evening.jtl", some_jtl(20'000));
  const Read read = read_imported({.files = {folder.path() / "evening.jtl"}, .out = folder.path() / "runs"});
  const nlohmann::json& meta = read.record.meta;
  CHECK(meta["status"] == "finished");
  CHECK(meta["imported"]["tool"] == "JMeter");
  CHECK(meta["imported"]["latency"] == "service");
  CHECK(meta["imported"]["files"] ==
        nlohmann::json::array({{{"file", "evening.jtl"}, {"format", "jtl"}, {"read", 20'000}, {"rejected", 0}}}));
  CHECK(meta["verdict"]["measurement"] == "unknown");
  CHECK(meta["verdict"]["exit_code"] == 0);
  CHECK(meta["generator"].is_null());
  CHECK(meta["load"]["offered"].is_null());
  CHECK(meta["load"]["done"] == 20'000);
  CHECK(meta["totals"]["response_time_ns"]["p50"].is_null());
  CHECK(meta["totals"]["service_time_ns"]["p50"].get<double>() == Approx(50e6).epsilon(0.001));
  CHECK_FALSE(read.conclusion.validity.valid);
  CHECK_FALSE(read.conclusion.validity.judged);
  CHECK(read.conclusion.exit == Exit::passed);
  CHECK(read.terminal.find("TRUST    not judged") != std::string::npos);
  CHECK(read.terminal.find("all, service time") != std::string::npos);
  CHECK(read.terminal.find("all, response time") == std::string::npos);
  CHECK(read.terminal.find("valid") == std::string::npos);
  CHECK(read.record.directory.filename().string().starts_with("evening-20261121T"));
}

TEST_CASE("rejected lines are in events.jsonl with file and line, and are warned about") {
  const ScratchFolder folder;
  write_text(folder.path() / "a.jtl",
             some_jtl(50) + "soon,1,Jane Doe,200,OK,T 1-1,true,1\n" + "1795243364000,x,menu,200,OK,T 1-1,true,1\n");
  const Read read = read_imported({.files = {folder.path() / "a.jtl"}, .out = folder.path() / "runs", .name = "friday"});
  REQUIRE(read.record.events.size() == 3);
  CHECK(read.record.events[0]["event"] == "rejected_line");
  CHECK(read.record.events[0]["file"] == "a.jtl");
  CHECK(read.record.events[0]["line"] == 52);
  CHECK(read.record.events[1]["reason"] == "its elapsed is no number of milliseconds");
  REQUIRE(read.conclusion.validity.warnings.size() == 1);
  CHECK(read.conclusion.validity.warnings[0] == "2 of 52 lines of a.jtl could not be read and are in no figure; events.jsonl names them.");
  CHECK(text_of(read.record.directory / "events.jsonl").find("Jane") == std::string::npos);
  CHECK(read.record.directory.filename().string().starts_with("friday-"));
}

TEST_CASE("several files of one tool are one run, of two tools none") {
  const ScratchFolder folder;
  write_text(folder.path() / "one.jtl", some_jtl(10));
  write_text(folder.path() / "two.jtl", some_jtl(15));
  write_text(folder.path() / "three.log", "1795243160024466\t200\t9686\n");
  const Read read = read_imported({.files = {folder.path() / "one.jtl", folder.path() / "two.jtl"}, .out = folder.path() / "runs"});
  CHECK(read.conclusion.summary.totals.count == 25);
  const Outcome mixed = outcome_of({.files = {folder.path() / "one.jtl", folder.path() / "three.log"}, .out = folder.path() / "none"});
  CHECK(mixed.message.find("a run is of one tool") != std::string::npos);
  CHECK(mixed.exit == Exit::settings);
  CHECK_FALSE(std::filesystem::exists(folder.path() / "none"));
}

TEST_CASE("figures that a tool states stand in the terminal as its own") {
  const ScratchFolder folder;
  write_text(
      folder.path() / "k6.json",
      R"json({"metrics": {"http_reqs": {"count": 600, "rate": 60}, "http_req_duration": {"avg": 12.5, "med": 10, "p(95)": 30.31, "max": 250
}
}
, "root_group" : {}
})json");
  ;
  const Read read = read_imported({.files = {folder.path() / "k6.json"}, .out = folder.path() / "runs"});
  CHECK(read.record.meta["totals"].is_null());
  CHECK(read.record.meta["started_epoch_ns"] == now.time_since_epoch().count());
  CHECK(read.terminal.find("LATENCY as k6 states it") != std::string::npos);
  CHECK(read.terminal.find("30.3ms") != std::string::npos);
  CHECK(read.terminal.find("nothing was measured") == std::string::npos);
}

TEST_CASE("what is no result of a known tool is refused with one message") {
  struct Row {
    std::string text, message;
  };
  const Row row = GENERATE(values<Row>({
      {"", "it is empty"},
      {"\n\n", "it is empty"},
      {"hello world\n", "it is of no known format; known are jtl, "},
      {std::string("\x7f\x45\x4c\x46\0\0\0\0", 8), "it is no text, and no known format"},
      {"a,b,c\n1,2,3\n", "it is of no known format"},
      {"timeStamp,elapsed,label\n", "it holds no results of JMeter"},
      {"timeStamp,elapsed,label\nx,y,z\n", "none of its 1 lines could be read as jtl; line 2: its timeStamp is no time"},
      {"{\"aggregate\": {\"counters\": {}}, \"intermediate\": 7}", "not shaped as Artillery writes it"},
  }));
  const ScratchFolder folder;
  write_text(folder.path() / "f", row.text);
  const Outcome outcome = outcome_of({.files = {folder.path() / "f"}, .out = folder.path() / "runs"});
  INFO(outcome.message);
  CHECK(outcome.message.find(row.message) != std::string::npos);
  CHECK(outcome.message.starts_with((folder.path() / "f").string()));
  CHECK(outcome.exit == Exit::settings);
  CHECK_FALSE(std::filesystem::exists(folder.path() / "runs"));
}

TEST_CASE("a format that was named is believed, and one that there is not is a mistake in the flags") {
  const ScratchFolder folder;
  write_text(folder.path() / "f.jtl", some_jtl(2000));
  const Outcome wrong = outcome_of({.files = {folder.path() / "f.jtl"}, .format = "h2load", .out = folder.path() / "runs"});
  CHECK(wrong.message.find("none of its first 1000 lines could be read; line 1: it is not start, status and duration") !=
        std::string::npos);
  const Outcome unknown = outcome_of({.files = {folder.path() / "f.jtl"}, .format = "jtk", .out = folder.path() / "runs"});
  CHECK(unknown.message.find("there is no format 'jtk'; did you mean 'jtl'?") != std::string::npos);
  CHECK(unknown.exit == Exit::flags);
}

TEST_CASE("each format is told from all others by a file of its own") {
  struct Row {
    std::string name, head;
  };
  const Row row = GENERATE(values<Row>({
      {"jtl", "timeStamp,elapsed,label\n"},
      {"jtl", "1795243364495,156,GET,200,OK,TG 1-7,text,true,242,100,100,156\n"},
      {"jtl-xml", "<?xml version=\"1.0\"?>\n<testResults version=\"1.2\">\n"},
      {"k6-json", "{\"metric\":\"vus\",\"type\":\"Point\",\"data\":{}}\n"},
      {"k6-csv", "metric_name,timestamp,metric_value,check\n"},
      {"k6-summary", "{\"metrics\": {\"http_reqs\": {}}}"},
      {"artillery", "{\n  \"aggregate\": {\n    \"counters\": {"},
      {"h2load", "1795243160024466\t-1\t9686\n"},
      {"locust", "Type,Name,Request Count,Failure Count\n"},
      {"locust-history", "Timestamp,User Count,Type,Name,Total Request Count\n"},
      {"wrk", "Running 1m test @ http://127.0.0.1/\n"},
      {"vegeta-json", "{\"attack\":\"\",\"seq\":0,\"code\":200,\"timestamp\":\"x\",\"latency\":1,\"bytes_out\":0,\"bytes_in\":0}\n"},
      {"vegeta-csv", "1772362800123456789,200,1000000,12,345,,\n"},
      {"hlog", "#[Histogram log format version 1.2]\n"},
  }));
  Input in = text_input("f", row.head);
  CHECK(format_of(in).name == row.name);
  for (const Format& format : formats())
    if (format.name != row.name) CHECK_FALSE(format.is_like(row.head));
}

TEST_CASE("foreign files come out with the figures that their tools stated") {
  struct Row {
    std::vector<std::string> files;
    std::uint64_t samples;
    std::vector<std::pair<double, std::int64_t>> quantiles_ns;
    double precision;
  };
  const Row row = GENERATE(values<Row>({
      {{"jmeter-noheader.jtl"},
       20'000,
       {{0.5, 1'000'000}, {0.9, 2'000'000}, {0.99, 236'000'000}, {0.999, 1'000'000'000}, {1, 1'002'000'000}},
       0.001},
      {{"h2load.log"}, 20'000, {{0.5, 2'496'000}, {0.9, 4'811'000}, {0.99, 13'025'000}, {0.999, 943'853'000}, {1, 945'709'000}}, 0.001},
      {{"jHiccup-2.0.7S.logV2.hlog"}, 48'761, {{0.999, 1'745'879'039}, {1, 1'796'210'687}}, 0},
      {{"jHiccup-2.0.6.logV1.hlog"}, 65'964, {{0.999, 1'829'765'119}, {1, 1'888'485'375}}, 0},
      {{"wrk2-latency.txt"},
       50'497,
       {{0.5, 1'993'000}, {0.75, 2'407'000}, {0.9, 53'471'000}, {0.999023, 995'327'000}, {1, 1'001'983'000}},
       0.001},
  }));
  const char* data = std::getenv("RUSHHOUR_DATA");
  if (data == nullptr) {
    std::cout << "skipped: no shared data\n";
    return;
  }
  INFO(row.files[0]);
  const ScratchFolder folder;
  const Read read = read_imported({.files = {std::filesystem::path(data) / "foreign" / row.files[0]}, .out = folder.path() / "runs"});
  const runs::Summary& summary = read.conclusion.summary;
  const latency::Histogram& times = (summary.totals.*runs::headline_of(summary).time).all;
  CHECK(times.count() == row.samples);
  for (const auto& [q, ns] : row.quantiles_ns) {
    INFO(q);
    CHECK(std::abs(times.quantile(q) - ns) <= static_cast<std::int64_t>(row.precision * static_cast<double>(ns)));
  }
  CHECK(summary.errors.empty());
}

TEST_CASE("foreign files without samples come out as their tools stated them") {
  const char* data = std::getenv("RUSHHOUR_DATA");
  if (data == nullptr) {
    std::cout << "skipped: no shared data\n";
    return;
  }
  const std::filesystem::path foreign = std::filesystem::path(data) / "foreign";
  const ScratchFolder folder;
  const Read locust =
      read_imported({.files = {foreign / "locust_stats.csv", foreign / "locust_stats_history.csv"}, .out = folder.path() / "runs"});
  const nlohmann::json row = locust.record.meta["imported"]["stated"][0];
  CHECK(row["step"] == "GET /");
  CHECK(row["count"] == 54'757);
  CHECK(locust.conclusion.summary.load.done == 54'757);
  const Read artillery = read_imported({.files = {foreign / "artillery.json"}, .out = folder.path() / "runs"});
  CHECK(artillery.record.meta["imported"]["stated"][0]["count"] == 61'000);
  CHECK(artillery.conclusion.summary.load.done == 61'000);
  CHECK(artillery.terminal.find("925ms") != std::string::npos);
}

}  // namespace rushhour::imports
