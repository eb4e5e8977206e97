#include "sim/wire/http/set_cookie.hpp"

#include <catch2/catch.hpp>

using namespace rushhour::wire;
using namespace std::chrono_literals;

namespace {

std::chrono::sys_seconds at(std::int64_t epoch_s) { return std::chrono::sys_seconds(std::chrono::seconds(epoch_s)); }

}  // namespace

TEST_CASE("a Set-Cookie line is a name, a value and what is to be heeded") {
  const auto cookie = parse_set_cookie(
      " sid = a=b c ; Path=/x; DOMAIN=.Example.com;secure; HttpOnly;SameSite=Lax; Max-Age=60;Expires=Sun, 06 Nov 1994 08:49:37 GMT");
  REQUIRE(cookie);
  CHECK(cookie->name == "sid");
  CHECK(cookie->value == "a=b c");
  CHECK(cookie->path == "/x");
  CHECK(cookie->domain == "Example.com");
  CHECK(cookie->secure);
  CHECK(cookie->max_age == 60s);
  CHECK(cookie->expires == at(784111777));
}

TEST_CASE("attributes that are no use are as if they were not there") {
  struct Row {
    const char* line;
    std::string value;
    std::string path;
    std::string domain;
    std::optional<std::chrono::seconds> max_age;
  };
  const std::vector<Row> rows{
      {"a=b", "b", "", "", {}},
      {"a=", "", "", "", {}},
      {"a=\"quoted\"", "\"quoted\"", "", "", {}},
      {"a=b;", "b", "", "", {}},
      {"a=b;;; ;=;=x", "b", "", "", {}},
      {"a=b; Path=relative", "b", "", "", {}},
      {"a=b; Path=/x; Path=", "b", "", "", {}},
      {"a=b; Path=/x; Path=/y", "b", "/y", "", {}},
      {"a=b; Domain=", "b", "", "", {}},
      {"a=b; Max-Age=1e3", "b", "", "", {}},
      {"a=b; Max-Age=", "b", "", "", {}},
      {"a=b; Max-Age=-", "b", "", "", {}},
      {"a=b; Max-Age=-5", "b", "", "", 0s},
      {"a=b; Max-Age=0", "b", "", "", 0s},
      {"a=b; Max-Age=99999999999999999999999", "b", "", "", 9600h},
      {"a=b; Max-Age=9999999999", "b", "", "", 9600h},
      {"a=b; Expires=never", "b", "", "", {}},
      {"a=b; secure=no", "b", "", "", {}},
  };
  for (const Row& row : rows) {
    INFO(row.line);
    const auto cookie = parse_set_cookie(row.line);
    REQUIRE(cookie);
    CHECK(cookie->name == "a");
    CHECK(cookie->value == row.value);
    CHECK(cookie->path == row.path);
    CHECK(cookie->domain == row.domain);
    CHECK(cookie->max_age == row.max_age);
    CHECK_FALSE(cookie->expires);
  }
}

TEST_CASE("a line that is no cookie is none") {
  for (const std::string& line :
       {std::string(), std::string("="), std::string("=b"), std::string(" =b"), std::string("ab"), std::string("; a=b"),
        std::string("a=b\r\nX: y"), std::string("a=\0b", 4), "a=" + std::string(5000, 'b')}) {
    INFO(line.substr(0, 20));
    CHECK_FALSE(parse_set_cookie(line));
  }
}

TEST_CASE("dates are read as servers write them") {
  const auto row = GENERATE(table<std::string, std::optional<std::int64_t>>({
      {"Sun, 06 Nov 1994 08:49:37 GMT", 784111777},
      {"Sunday, 06-Nov-94 08:49:37 GMT", 784111777},
      {"Sun Nov  6 08:49:37 1994", 784111777},
      {"06 november 1994 8:49:37", 784111777},
      {"1994 Nov 06 08:49:37", 784111777},
      {"Thu, 01-Jan-1970 00:00:00 GMT", 0},
      {"Thu, 01 Jan 70 00:00:01 UTC+5", 1},
      {"Tue, 19 Jan 38 03:14:08 GMT", std::int64_t{1} << 31},
      {"Fri, 31 Dec 9999 23:59:59 GMT", 253402300799},
      {"29 Feb 2024 00:00:00", 1709164800},
      {"29 Feb 2023 00:00:00", std::nullopt},
      {"31 Apr 2024 00:00:00", std::nullopt},
      {"0 Jan 2024 00:00:00", std::nullopt},
      {"06 Nov 1994 24:00:00", std::nullopt},
      {"06 Nov 1994 08:60:00", std::nullopt},
      {"06 Nov 1994", std::nullopt},
      {"Nov 1994 08:49:37", std::nullopt},
      {"06 1994 08:49:37", std::nullopt},
      {"06 Nov 08:49:37", std::nullopt},
      {"06 Nov 1600 08:49:37", std::nullopt},
      {"06 Nov 19945 08:49:37", std::nullopt},
      {"tomorrow", std::nullopt},
      {"", std::nullopt},
  }));
  INFO(std::get<0>(row));
  const auto date = parse_cookie_date(std::get<0>(row));
  CHECK(date.has_value() == std::get<1>(row).has_value());
  if (date && std::get<1>(row)) CHECK(date->time_since_epoch().count() == *std::get<1>(row));
}
