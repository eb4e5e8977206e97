#include "sim/wire/http/cookie_jar.hpp"

#include <catch2/catch.hpp>

using namespace rushhour::wire;
using namespace std::chrono_literals;

namespace {

constexpr CookieJar::Time start{std::chrono::seconds(1'700'000'000)};

struct Jar {
  Jar& set(std::string_view url, std::string_view line, std::chrono::seconds at = 0s) {
    jar.store(split_url(url), line, start + at);
    return *this;
  }
  std::string to(std::string_view url, std::chrono::seconds at = 0s, std::string_view own = {}) {
    return jar.header(split_url(url), own, start + at);
  }
  CookieJar jar;
};

}  // namespace

TEST_CASE("a cookie goes back to where it belongs and nowhere else") {
  struct Row {
    const char* says;
    const char* from;
    const char* line;
    const char* to;
    bool sent;
  };
  const Row row = GENERATE(values<Row>({
      {"the same place", "http://shop.example/", "a=b", "http://shop.example/", true},
      {"whatever the port", "http://shop.example:81/", "a=b", "http://shop.example:82/", true},
      {"and the case of the host", "http://Shop.Example/", "a=b", "http://sHOP.example/", true},
      {"another host", "http://shop.example/", "a=b", "http://example/", false},
      {"a host below, without Domain", "http://shop.example/", "a=b", "http://api.shop.example/", false},
      {"a host below, with it", "http://shop.example/", "a=b; Domain=shop.example", "http://api.shop.example/", true},
      {"a host beside, with a common domain", "http://a.shop.example/", "a=b; Domain=.shop.example", "http://b.shop.example/", true},
      {"the domain itself", "http://a.shop.example/", "a=b; Domain=shop.example", "http://shop.example/", true},
      {"a domain that only ends alike", "http://a.shop.example/", "a=b; Domain=shop.example", "http://workshop.example/", false},
      {"a domain of others is not for it to set", "http://shop.example/", "a=b; Domain=bank.example", "http://bank.example/", false},
      {"nor is one below", "http://shop.example/", "a=b; Domain=api.shop.example", "http://api.shop.example/", false},
      {"nor a top one", "http://shop.example/", "a=b; Domain=example", "http://bank.example/", false},
      {"nor the end of an address", "http://127.0.0.1/", "a=b; Domain=0.0.1", "http://127.0.0.1/", false},
      {"an address that names itself", "http://127.0.0.1/", "a=b; Domain=127.0.0.1", "http://127.0.0.1/", true},
      {"an address of version 6", "http://[::1]/", "a=b", "http://[::1]:8080/", true},
      {"a host of one word that names itself", "http://localhost/", "a=b; Domain=localhost", "http://localhost/", true},
      {"and what is below such a host", "http://localhost/", "a=b; Domain=localhost", "http://x.localhost/", false},
      {"the path where it was set", "http://h/a/b", "a=b", "http://h/a/c", true},
      {"a path above", "http://h/a/b", "a=b", "http://h/", false},
      {"a path that only begins alike", "http://h/", "a=b; Path=/ap", "http://h/api", false},
      {"a path below", "http://h/", "a=b; Path=/api", "http://h/api/x?y", true},
      {"the path itself, with a query", "http://h/", "a=b; Path=/api", "http://h/api?x/y", true},
      {"a slash at its end", "http://h/", "a=b; Path=/api/", "http://h/api", false},
      {"a URL without a path", "http://h", "a=b", "http://h/x", true},
      {"a query is no path", "http://h?x/y", "a=b", "http://h/x", true},
      {"Secure over TLS", "https://h/", "a=b; Secure", "https://h/", true},
      {"Secure without", "https://h/", "a=b; Secure", "http://h/", false},
      {"Secure is not to be set without TLS", "http://h/", "a=b; Secure", "https://h/", false},
  }));
  INFO(row.says);
  Jar jar;
  CHECK(jar.set(row.from, row.line).to(row.to) == (row.sent ? "a=b" : ""));
}

TEST_CASE("cookies expire") {
  Jar jar;
  jar.set("http://h/", "session=1")
      .set("http://h/", "short=2; Max-Age=10")
      .set("http://h/", "dated=3; Expires=Tue, 14 Nov 2023 22:13:40 GMT");
  jar.set("http://h/", "both=4; Max-Age=30; Expires=Thu, 01 Jan 1970 00:00:00 GMT");
  CHECK(jar.to("http://h/", 9s) == "session=1; short=2; dated=3; both=4");
  CHECK(jar.to("http://h/", 10s) == "session=1; dated=3; both=4");
  CHECK(jar.to("http://h/", 20s) == "session=1; both=4");
  CHECK(jar.to("http://h/", 30s) == "session=1");
}

TEST_CASE("a cookie is replaced by its like, and an expired one takes it away") {
  Jar jar;
  jar.set("http://h/", "a=1").set("http://h/", "b=2").set("http://h/", "a=3").set("http://h/", "a=4; Path=/x");
  CHECK(jar.to("http://h/x") == "a=4; a=3; b=2");  // the longer path first, then the older
  CHECK(jar.jar.size() == 3);
  jar.set("http://h/", "a=; Max-Age=0").set("http://h/", "c=; Expires=Thu, 01 Jan 1970 00:00:00 GMT");
  CHECK(jar.to("http://h/x") == "a=4; b=2");
  CHECK(jar.jar.size() == 2);
}

TEST_CASE("what a request brings itself goes first, and instead of a cookie of the same name") {
  Jar jar;
  jar.set("http://h/", "a=1").set("http://h/", "b=2");
  CHECK(jar.to("http://h/", 0s, "b=own; c=own") == "b=own; c=own; a=1");
  CHECK(jar.to("http://h/", 0s, "ab=own") == "ab=own; a=1; b=2");
  CHECK(jar.to("http://other/", 0s, "x=y") == "x=y");
}

TEST_CASE("a jar is bounded: first what has expired goes, then what was used longest ago") {
  Jar jar;
  jar.set("http://h/", "old=1; Max-Age=1").set("http://h/", "kept=1").set("http://h/other/", "unused=1; Path=/other");
  for (int i = 3; i < 100; ++i) jar.set("http://h/", "c" + std::to_string(i) + "=x");
  CHECK(jar.jar.size() == 100);
  jar.set("http://h/", "one=more", 2s);
  CHECK(jar.jar.size() == 100);
  jar.to("http://h/", 2s);
  jar.set("http://h/", "two=more", 2s);
  CHECK(jar.jar.size() == 100);
  CHECK(jar.to("http://h/other/", 2s).find("unused") == std::string::npos);
  CHECK(jar.to("http://h/", 2s).find("kept=1") == 0);
  for (int i = 0; i < 1000; ++i) jar.set("http://h/", "d" + std::to_string(i) + "=x");
  CHECK(jar.jar.size() == 100);
  jar.set("http://h/", "large=" + std::string(5000, 'x'));
  CHECK(jar.to("http://h/").find("large") == std::string::npos);
  jar.jar.clear();
  CHECK(jar.jar.empty());
  CHECK(jar.to("http://h/").empty());
}
