#include "reports/imports/tools/jtl.hpp"

#include <catch2/catch.hpp>

#include "reports/foundation/user_error.hpp"
#include "tests/unit/reports/imports/gathering.hpp"

namespace rushhour::imports {
namespace {

using namespace std::chrono_literals;
using fixtures::import_text;
using fixtures::Imported;

constexpr const char* header_5 =
    "timeStamp,elapsed,label,responseCode,responseMessage,threadName,dataType,success,failureMessage,bytes,sentBytes,grpThreads,allThreads,"
    "URL,Latency,IdleTime,Connect\n";

std::string row_5(std::int64_t at_ms, int elapsed_ms, const std::string& label, const std::string& code, bool success,
                  const std::string& thread = "Shoppers 1-7") {
  return std::to_string(at_ms) + "," + std::to_string(elapsed_ms) + "," + label + "," + code + ",OK," + thread + ",text," +
         (success ? "true" : "false") + ",,242,118,10,12,http://127.0.0.1/," + std::to_string(elapsed_ms / 2) + ",0,1\n";
}

}  // namespace

TEST_CASE("a JTL with a header says what its columns are") {
  const Imported got = import_text(read_jtl, header_5 + row_5(1'795'243'364'495, 156, "GET menu", "200", true) +
                                                 row_5(1'795'243'364'600, 40, "GET menu", "200", true) +
                                                 row_5(1'795'243'365'000, 20, "POST order", "503", false));
  CHECK(got.accepted == 3);
  CHECK(got.rejected.empty());
  CHECK(got.all.run.start() == WallTime(1'795'243'364s));
  CHECK(got.step("GET menu").count == 2);
  CHECK(got.step("GET menu").scenario == "Shoppers");
  CHECK(got.step("POST order").errors == 1);
  CHECK(got.summary.errors.at("http 503") == 1);
  CHECK(got.step("GET menu").service.all.max() == got.step("GET menu").service.all.quantile(1));
  CHECK(got.step("GET menu").service.all.count_above(155'000'000) == 1);
  CHECK(got.step("GET menu").response.all.empty());
  CHECK(got.summary.generator.users_max == 10);
  CHECK(got.summary.load.done == 3);
}

TEST_CASE("phases of a sample come from Latency and Connect") {
  const Imported got = import_text(read_jtl, header_5 + row_5(1'795'243'364'495, 100, "a", "200", true));
  const runs::StepFigures step = got.step("a");
  REQUIRE(step.phases.size() == 3);
  CHECK(step.phases.at("connect").quantile(1) / 1'000'000 == 1);
  CHECK(step.phases.at("wait").quantile(1) / 1'000'000 == 49);
  CHECK(step.phases.at("receive").quantile(1) / 1'000'000 == 50);
}

TEST_CASE("a JTL without a header is read by the columns that its JMeter writes by default") {
  const char* const row_2_13 = "1795243364495,156,GET,200,OK,TG 1-7,text,true,242,100,100,156\n";
  CHECK(is_like_jtl(row_2_13));
  CHECK(import_text(read_jtl, row_2_13).step("GET").count == 1);
  const std::string without_url = "1795243364495,156,GET,200,OK,TG 1-7,text,true,,242,118,100,100,156,0,3\n";
  CHECK(import_text(read_jtl, without_url).step("GET").phases.count("connect") == 1);
  CHECK(import_text(read_jtl, row_5(1'795'243'364'495, 5, "b", "200", true)).step("b").count == 1);
  CHECK_THROWS_WITH(import_text(read_jtl, "1795243364495,156,GET,200,OK,TG 1-7,text,true,242,100,100,156,9\n"),
                    Catch::Contains("no header line and 13 columns") && Catch::Contains("put a line with the columns' names in front"));
}

TEST_CASE("classes of errors are JMeter's words") {
  struct Row {
    std::string code, error;
  };
  const Row row = GENERATE(values<Row>({
      {"503", "http 503"},
      {"404", "http 404"},
      {"200", "assertion failed"},
      {"Non HTTP response code: java.net.ConnectException", "java.net.ConnectException"},
      {"Non HTTP response code: org.apache.http.conn.HttpHostConnectException", "org.apache.http.conn.HttpHostConnectException"},
      {"", "failed"},
      {"SQLSTATE 08001", "SQLSTATE 08001"},
  }));
  const Imported got = import_text(read_jtl, header_5 + row_5(1'795'243'364'495, 156, "x", row.code, false));
  REQUIRE(got.summary.errors.size() == 1);
  CHECK(got.summary.errors.begin()->first == row.error);
}

TEST_CASE("a thread group is the thread's name without its numbers") {
  struct Row {
    std::string thread, scenario;
  };
  const Row row = GENERATE(values<Row>({
      {"Thread Group 1-7", "Thread Group"},
      {"10.0.0.7-Shoppers 2-31", "10.0.0.7-Shoppers"},
      {"main", "jmeter"},
      {"Late diners", "jmeter"},
      {"", "jmeter"},
  }));
  CHECK(import_text(read_jtl, header_5 + row_5(1'795'243'364'495, 1, "x", "200", true, row.thread)).step("x").scenario == row.scenario);
}

TEST_CASE("a transaction controller is a group, not another request") {
  const std::string controller =
      "1795243364495,300,checkout,200,\"Number of samples in transaction : 2, number of failing samples : 0\",Shoppers "
      "1-1,,true,,0,0,1,1,null,0,0,0\n";
  const Imported got = import_text(read_jtl, header_5 + row_5(1'795'243'364'495, 100, "pay", "200", true) + controller);
  CHECK(got.accepted == 2);
  CHECK(got.summary.totals.count == 1);
  REQUIRE(got.summary.groups.size() == 1);
  CHECK(got.summary.groups[0].path == "checkout");
  CHECK(got.summary.groups[0].lengths.count() == 1);
}

TEST_CASE("labels and messages may hold delimiters, quotes and line ends") {
  const std::string row = "1795243364495,5,\"menu, \"\"all\"\"\",500,\"two\nlines\",T 1-1,text,false,\"Expected\n<200>\",1,1,1,1,u,2,0,0\n";
  const Imported got = import_text(read_jtl, header_5 + row + row_5(1'795'243'364'500, 1, "x", "200", true));
  CHECK(got.accepted == 2);
  CHECK(got.step("menu, \"all\"").errors == 1);
}

TEST_CASE("other delimiters and dates are understood") {
  const Imported tabs = import_text(read_jtl, "timeStamp\telapsed\tlabel\tsuccess\n1795243364495\t5\ta\ttrue\n");
  CHECK(tabs.step("a").count == 1);
  const Imported dates = import_text(read_jtl, "timeStamp;elapsed;label;success\n2026/11/21 06:42:44.495;5;a;true\n");
  CHECK(dates.all.run.start() == WallTime(1'795'243'364s));
  REQUIRE(dates.all.remarks.size() == 1);
  CHECK(dates.all.remarks[0] == "JMeter wrote dates without a zone; they were taken for UTC.");
}

TEST_CASE("a file that others were appended to has headers in its middle") {
  const std::string part = header_5 + row_5(1'795'243'364'495, 156, "a", "200", true);
  const Imported got = import_text(read_jtl, part + part);
  CHECK(got.accepted == 2);
  CHECK(got.rejected.empty());
}

TEST_CASE("each line that cannot be read is rejected with its number and reason") {
  const std::string good = row_5(1'795'243'364'495, 156, "a", "200", true);
  const Imported got = import_text(read_jtl, header_5 + good +
                                                 "soon,1,a,200,OK,T 1-1,text,true,,1,1,1,1,u,1,0,0\n"
                                                 "1795243364495,-3,a,200,OK,T 1-1,text,true,,1,1,1,1,u,1,0,0\n"
                                                 "1795243364495,3,a,200,OK,T 1-1,text,maybe,,1,1,1,1,u,1,0,0\n"
                                                 "1795243364495,3,a\n"
                                                 "1895243364495,3,a,200,OK,T 1-1,text,true,,1,1,1,1,u,1,0,0\n"
                                                 "1795243364495,\"3\"x,a,200,OK,T 1-1,text,true,,1,1,1,1,u,1,0,0\n" +
                                                 good + "1795243364495,15");
  CHECK(got.accepted == 2);
  CHECK(got.reasons() ==
        "3: its timeStamp is no time in milliseconds since 1970\n"
        "4: its elapsed is no number of milliseconds\n"
        "5: its success is neither true nor false\n"
        "6: it has 3 fields, not 17\n"
        "7: its time is more than 31 days from that of the first line\n"
        "8: its quotes do not end\n"
        "10: the line is cut short\n");
}

TEST_CASE("samples that were summed up before they were written are rejected") {
  const Imported got = import_text(read_jtl,
                                   "timeStamp,elapsed,label,success,SampleCount,ErrorCount\n1795243364495,5,a,true,1,0\n"
                                   "1795243364495,50,a,true,10,0\n");
  CHECK(got.accepted == 1);
  CHECK(got.reasons() == "3: it stands for several samples together, whose own times nobody knows\n");
}

TEST_CASE("XML of JMeter is told apart, and how to get CSV is said") {
  const char* const xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testResults version=\"1.2\">\n";
  CHECK(is_like_jtl_xml(xml));
  CHECK_FALSE(is_like_jtl(xml));
  CHECK_THROWS_WITH(import_text(refuse_jtl_xml, xml), Catch::Contains("-Jjmeter.save.saveservice.output_format=csv"));
}

TEST_CASE("a header without a time or a duration is refused") {
  CHECK_THROWS_WITH(import_text(read_jtl, "timeStamp,label,elapsedTime\n1795243364495,a,3\n"),
                    Catch::Contains("its header names no timeStamp or no elapsed"));
}

}  // namespace rushhour::imports
