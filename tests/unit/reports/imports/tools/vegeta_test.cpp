#include "reports/imports/tools/vegeta.hpp"

#include <catch2/catch.hpp>

#include "reports/foundation/user_error.hpp"
#include "reports/imports/tools/vegeta_result.hpp"
#include "tests/unit/reports/imports/gathering.hpp"
#include "tests/unit/text_files.hpp"

namespace rushhour::imports {
namespace {

using namespace std::chrono_literals;
using fixtures::import_text;
using fixtures::Imported;

std::string json_line(int code, std::int64_t latency_ns, const std::string& url, const std::string& error = "") {
  return R"({"attack":"evening","seq":0,"code":)" + std::to_string(code) +
         R"(,"timestamp":"2026-03-01T12:00:00.123456789+01:00","latency":)" + std::to_string(latency_ns) +
         R"(,"bytes_out":12,"bytes_in":345,"error":")" + error + R"(","body":"aGVsbG8=","method":"GET","url":")" + url +
         R"(","headers":{"Content-Type":["text/plain"]}})" + "\n";
}

// Written by Go's encoding/gob from twenty of Vegeta's results: the tenth a 503, the twentieth a refused connection.
std::string gob() { return text_of(std::string(RUSHHOUR_SOURCE_DIR) + "/tests/golden/imports/vegeta-results.gob"); }

void check_twenty(const Imported& got) {
  CHECK(got.accepted == 20);
  CHECK(got.summary.totals.count == 20);
  CHECK(got.summary.totals.errors == 2);
  CHECK(got.summary.errors == std::map<std::string, std::uint64_t>{{"http 503", 1}, {"connection refused", 1}});
  CHECK(got.step("GET /menu").count == 18);
  CHECK(got.step("GET /menu").scenario == "evening");
  CHECK(got.step("POST /orders").count == 2);
  CHECK(got.all.target == "http://127.0.0.1:8080");
  CHECK(got.all.run.start() == WallTime(1'772'362'800s));
  CHECK(got.all.run.length() == 123'456'789ns + 19 * 25ms + 1ms + 19 * 50us);
  CHECK(got.summary.totals.service.all.min() / 1000 == 999);  // the lowest of the bucket in which 1 ms lies
}

}  // namespace

TEST_CASE("JSON lines of Vegeta are samples of a method and an address") {
  const Imported got = import_text(
      read_vegeta_json, json_line(200, 1'500'000, "http://127.0.0.1:8080/menu?page=1") +
                            json_line(200, 2'500'000, "http://127.0.0.1:8080/menu?page=2") +
                            json_line(503, 500'000, "http://127.0.0.1:8080/orders", "503 Service Unavailable") +
                            json_line(200, 500'000, "http://127.0.0.1:80801/elsewhere") + json_line(200, 500'000, "http://127.0.0.1:8080"));
  CHECK(got.accepted == 5);
  CHECK(got.step("GET /menu").count == 2);
  CHECK(got.step("GET /orders").errors == 1);
  CHECK(got.step("GET /").count == 1);
  CHECK(got.step("GET http://127.0.0.1:80801/elsewhere").count == 1);
  CHECK(got.summary.errors.at("http 503") == 1);
  CHECK(got.all.run.length() == 123'456'789ns + 2'500'000ns);
}

TEST_CASE("what became of a result is a class without addresses") {
  struct Row {
    std::uint64_t code;
    std::string error, name;
  };
  const Row row = GENERATE(values<Row>({
      {200, "", ""},
      {302, "", ""},
      {199, "", "http 199"},
      {404, "404 Not Found", "http 404"},
      {0, "Get \"http://10.0.0.7:80/\": dial tcp 10.0.0.7:51234->10.0.0.7:80: connect: connection refused", "connection refused"},
      {0, "Get \"http://x/\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)",
       "context deadline exceeded (Client.Timeout exceeded while awaiting headers)"},
      {0, "EOF", "EOF"},
      {0, "", "failed"},
  }));
  VegetaResult result;
  result.code = row.code;
  result.error = row.error;
  CHECK(vegeta_error(result) == row.name);
}

TEST_CASE("CSV of Vegeta has its fields by place, of older versions fewer") {
  const std::string whole =
      "1772362800123456789,200,1000000,12,345,,aGVsbG8=,evening,0,GET,http://127.0.0.1:8080/menu?page=0,Q29udGVudA==\n"
      "1772362800348456789,0,1450000,12,0,\"Post \"\"http://127.0.0.1:8080/orders\"\": dial tcp: connect: connection "
      "refused\",,evening,9,POST,http://127.0.0.1:8080/orders,\n";
  const Imported got = import_text(read_vegeta_csv, whole);
  CHECK(is_like_vegeta_csv(whole));
  CHECK(got.accepted == 2);
  CHECK(got.step("POST /orders").errors == 1);
  CHECK(got.summary.errors.at("connection refused") == 1);
  const Imported old = import_text(read_vegeta_csv, "1772362800123456789,200,1000000,12,345,\n");
  CHECK(old.step("(all requests)").scenario == "vegeta");
}

TEST_CASE("a gob stream that Go wrote is read to the last result") {
  const std::string stream = gob();
  REQUIRE(stream.size() == 2928);
  CHECK(is_like_vegeta_gob(stream));
  check_twenty(import_text(read_vegeta_gob, stream));
}

TEST_CASE("a gob stream that is cut short loses its last result only, or says where it broke") {
  const std::string stream = gob();
  const Imported got = import_text(read_vegeta_gob, stream.substr(0, stream.size() - 5));
  CHECK(got.accepted == 19);
  CHECK(got.reasons() == "24: it is cut short\n");
  std::string broken = stream;
  broken[300] = '\x7f';
  broken[301] = '\x7f';
  try {
    const Imported read = import_text(read_vegeta_gob, broken);
    CHECK(read.accepted <= 20);
  } catch (const UserError& error) {
    CHECK(std::string(error.what()).find("of its gob stream") != std::string::npos);
  }
}

TEST_CASE("a gob stream of something else is refused") {
  const std::string stream = gob();
  std::string other = stream;
  other.replace(other.find("Result"), 6, "Record");
  CHECK_FALSE(is_like_vegeta_gob(other));
  CHECK_THROWS_WITH(import_text(read_vegeta_gob, other), Catch::Contains("it has a value that is no Result of Vegeta"));
  CHECK_THROWS_WITH(import_text(read_vegeta_gob, std::string("\x03\x02\x00\x00", 4)), Catch::Contains("of a type that it did not define"));
}

TEST_CASE("lines of Vegeta that cannot be read are rejected with a reason") {
  const Imported json = import_text(read_vegeta_json, json_line(200, 1, "http://x/") + "{}\n" + json_line(200, -1, "http://x/") +
                                                          "{\"code\":\"x\"}\n" + "[1]\n" + "{\"timestamp\":\"2026-03-");
  CHECK(json.accepted == 1);
  CHECK(json.reasons() ==
        "2: its timestamp is no time as RFC 3339 has it\n"
        "3: its latency is no number of nanoseconds\n"
        "4: it is no JSON object of Vegeta\n"
        "5: it is no JSON object of Vegeta\n"
        "6: the line is cut short\n");
  const Imported csv = import_text(read_vegeta_csv,
                                   "1772362800123456789,200,1000000,12,345,\n1772362800,200,1,1,1,\n1772362800123456789,2000,1,1,1,\n"
                                   "1772362800123456789,200,-1,1,1,\n1772362800123456789,200,1,x,1,\n1,2\n");
  CHECK(csv.accepted == 1);
  CHECK(csv.reasons() ==
        "2: its first field is no time in nanoseconds since 1970\n"
        "3: its second field is no status\n"
        "4: its third field is no number of nanoseconds\n"
        "5: its fourth and fifth fields are no numbers of bytes\n"
        "6: it has fewer than six fields\n");
}

}  // namespace rushhour::imports
