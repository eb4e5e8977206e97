#include "sim/commands/settings/bench_settings.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "reports/foundation/user_error.hpp"

using namespace rushhour;
using namespace rushhour::sim;
using namespace std::chrono_literals;

namespace {

BenchSettings read(std::vector<std::string> words) {
  words.insert(words.begin(), "bench");
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  return *read_bench_settings(static_cast<int>(argv.size()), argv.data());
}

}  // namespace

TEST_CASE("without flags bench does what wrk does") {
  const BenchSettings settings = read({"http://127.0.0.1:8080/a?b=c#d"});
  CHECK(settings.threads == 2);
  CHECK(settings.connections == 10);
  CHECK(settings.duration == 10s);
  CHECK(settings.timeout == 2s);
  CHECK_FALSE(settings.rate);
  CHECK(settings.base == "http://127.0.0.1:8080");
  CHECK(settings.authority == "127.0.0.1:8080");
  CHECK(settings.path == "/a?b=c");
  CHECK(settings.words.front() == "bench");
}

TEST_CASE("flags may be written as wrk's are") {
  const BenchSettings settings = read({"-t4", "-c", "1k", "-d2m", "-R1.5k", "-H", "A: b", "--header", "C:d:e", "-L", "-U", "--timeout",
                                       "500ms", "--seed", "7", "http://[::1]:80"});
  CHECK(settings.threads == 4);
  CHECK(settings.connections == 1000);
  CHECK(settings.duration == 2min);
  CHECK(settings.rate == 1500);
  REQUIRE(settings.headers.size() == 2);
  CHECK(settings.headers[0].name == "A");
  CHECK(settings.headers[0].value == "b");
  CHECK(settings.headers[1].name == "C");
  CHECK(settings.headers[1].value == "d:e");
  CHECK(settings.latency);
  CHECK(settings.uncorrected);
  CHECK(settings.timeout == 500ms);
  CHECK(settings.seed == 7);
  CHECK(settings.authority == "[::1]:80");
  CHECK(settings.path == "/");
}

TEST_CASE("a URL without a path has the root, and a query its own") {
  CHECK(read({"http://localhost"}).path == "/");
  CHECK(read({"http://localhost?a=b"}).path == "/?a=b");
  CHECK(read({"https://localhost:8443/x/"}).base == "https://localhost:8443");
}

TEST_CASE("a flag that makes no sense is named") {
  struct Row {
    std::vector<std::string> words;
    std::string named;
  };
  const std::string url = "http://127.0.0.1:1";
  const Row row = GENERATE_REF(values<Row>({
      {{url, "-t", "0"}, "-t 0"},
      {{url, "-t", "1.5"}, "-t 1.5"},
      {{url, "-t", "257"}, "-t 257"},
      {{url, "-c", "ten"}, "-c ten"},
      {{url, "-c", "2M"}, "-c 2M"},
      {{url, "-c=-1"}, "-c"},
      {{url, "-t", "5", "-c", "4"}, "-c 4"},
      {{url, "-d", "0"}, "-d 0"},
      {{url, "-d", "soon"}, "-d soon"},
      {{url, "--timeout", "0s"}, "--timeout 0s"},
      {{url, "-R", "0"}, "-R 0"},
      {{url, "-R", "fast"}, "-R fast"},
      {{url, "-R", "1G"}, "-R 1G"},
      {{url, "-U"}, "-U"},
      {{url, "-H", "no colon"}, "-H"},
      {{url, "-H", ": v"}, "-H"},
      {{url, "-H", "a b: v"}, "-H"},
      {{url, "-H", "a: v\r\nb: w"}, "-H a"},
      {{url, "-n", "5"}, "-n"},
      {{url, "more"}, "more"},
      {{"127.0.0.1:1"}, "URL 127.0.0.1:1"},
      {{"ftp://127.0.0.1"}, "URL ftp://127.0.0.1"},
      {{}, "URL"},
  }));
  INFO(row.named);
  try {
    read(row.words);
    FAIL("was taken");
  } catch (const UserError& error) {
    CHECK(error.exit() == Exit::flags);
    CHECK_THAT(error.what(), Catch::Contains(row.named));
  }
}

TEST_CASE("numbers may have a suffix of thousands") {
  CHECK(parse_si("100") == 100.0);
  CHECK(parse_si("1k") == 1000.0);
  CHECK(parse_si("1.5K") == 1500.0);
  CHECK(parse_si("2M") == 2e6);
  CHECK(parse_si("3G") == 3e9);
  for (const char* text : {"", "k", "1kk", "1 k", "-1", "-0", "inf", "nan", "1T", "0x10"}) {
    INFO(text);
    CHECK_FALSE(parse_si(text));
  }
}
