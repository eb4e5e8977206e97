#include "sim/load/record/request_log.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace rushhour;
using namespace rushhour::load;
using namespace std::chrono_literals;

namespace {

Call call() {
  Call made;
  made.step = "place order";
  made.request.method = "POST";
  made.request.url = "/orders";
  made.request.body = "a body";
  made.request.headers = {{"Authorization", "secret"}};
  return made;
}

Outcome answer() {
  Outcome outcome;
  outcome.status = 201;
  outcome.bytes_in = 300;
  outcome.bytes_out = 200;
  return outcome;
}

}  // namespace

TEST_CASE("a request is one line with its instants, and neither head nor body") {
  RequestLog log;
  Call made = call();
  made.group = "checkout/pay";
  made.tags = {{"zone", "north"}};
  log.note("diners", made, answer(), {1s, 1010ms, 1030ms}, "", "4bf92f3577b34da6a3ce929d0e0e4736");
  const std::string lines = log.take();
  REQUIRE(lines.back() == '\n');
  CHECK(nlohmann::json::parse(lines) == nlohmann::json{{"at_ns", 1'000'000'000},
                                                       {"scenario", "diners"},
                                                       {"step", "place order"},
                                                       {"group", "checkout/pay"},
                                                       {"tags", {{"zone", "north"}}},
                                                       {"method", "POST"},
                                                       {"url", "/orders"},
                                                       {"status", 201},
                                                       {"error", ""},
                                                       {"response_ns", 30'000'000},
                                                       {"service_ns", 20'000'000},
                                                       {"bytes_in", 300},
                                                       {"bytes_out", 200},
                                                       {"trace_id", "4bf92f3577b34da6a3ce929d0e0e4736"}});
  CHECK(log.take().empty());
}

TEST_CASE("what is not there has no key, and bytes that are no UTF-8 do no harm") {
  RequestLog log;
  Call made = call();
  made.request.url = "/\xff";
  log.note("s", made, answer(), {}, "http 500", "");
  const auto line = nlohmann::json::parse(log.take());
  for (const char* key : {"group", "tags", "trace_id"}) CHECK_FALSE(line.contains(key));
  CHECK(line["error"] == "http 500");
}

TEST_CASE("a name does nothing to the terminal that shows the log") {
  RequestLog log;
  Call made = call();
  made.step =
      "red \x1b[31m \xC2\x9B"
      "31m";
  log.note("diners", made, answer(), {1s, 1s, 2s}, "", "");
  const std::string line = log.take();
  CHECK(line.find_first_of("\x1b\x9b") == std::string::npos);
  CHECK(nlohmann::json::parse(line)["step"] == made.step);
}

TEST_CASE("beyond its bound lines are lost and counted, until the next tick") {
  RequestLog log;
  Call made = call();
  made.request.url = "/" + std::string(1'000'000, 'x');
  for (int i = 0; i < 10; ++i) log.note("s", made, answer(), {}, "", "");
  const std::string lines = log.take();
  CHECK(std::count(lines.begin(), lines.end(), '\n') == 7);
  CHECK(lines.size() <= RequestLog::byte_limit);
  CHECK(log.take_lost() == 3);
  CHECK(log.take_lost() == 0);
  log.note("s", made, answer(), {}, "", "");
  CHECK_FALSE(log.take().empty());
}
