#include "sim/wire/origin.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <catch2/catch.hpp>

#include "reports/foundation/user_error.hpp"

using namespace rushhour;
using namespace rushhour::wire;
using load::Trouble;
namespace ip = boost::asio::ip;

TEST_CASE("a request goes to the target, to loopback and to hosts allowed by name, and nowhere else") {
  load::HttpOptions http;
  http.allowed_hosts = {"cdn.example", "pay.example:8443"};
  OriginBook book("http://shop.example:8080", http);
  struct Row {
    const char* says;
    const char* url;
    Trouble trouble;
  };
  const Row row = GENERATE(values<Row>({
      {"a path goes to the target", "/a", Trouble::none},
      {"the target in full", "http://shop.example:8080/a", Trouble::none},
      {"in other letters", "HTTP://SHOP.example:8080/a", Trouble::none},
      {"on another port", "https://shop.example/a", Trouble::none},
      {"loopback by name", "http://localhost:1/", Trouble::none},
      {"below localhost", "http://api.localhost:1/", Trouble::none},
      {"loopback by address", "http://127.0.0.1:1/", Trouble::none},
      {"any of its addresses", "http://127.9.9.9/", Trouble::none},
      {"loopback in IPv6", "http://[::1]/", Trouble::none},
      {"an allowed host, any port", "https://cdn.example:9/", Trouble::none},
      {"an allowed host on its port", "https://pay.example:8443/", Trouble::none},
      {"and on another", "https://pay.example/", Trouble::refused_by_rule},
      {"a stranger", "http://example.com/", Trouble::refused_by_rule},
      {"a name below the target's", "http://evil.shop.example:8080/", Trouble::refused_by_rule},
      {"a name that ends like the target's", "http://evilshop.example/", Trouble::refused_by_rule},
      {"a name that ends like localhost", "http://evillocalhost/", Trouble::refused_by_rule},
      {"an address of somebody's network", "http://10.0.0.1/", Trouble::refused_by_rule},
      {"a name that begins like an address", "http://127.0.0.1.example/", Trouble::refused_by_rule},
      {"a path with a blank", "/a b", Trouble::bad_request},
      {"what is no URL", "shop", Trouble::bad_request},
  }));
  INFO(row.says);
  const OriginBook::Route route = book.route(row.url);
  CHECK(route.trouble == row.trouble);
  CHECK((route.origin != nullptr) == (row.trouble == Trouble::none));
  CHECK(route.detail.empty() == (row.trouble == Trouble::none));
}

TEST_CASE("one server is one origin, however it is written") {
  OriginBook book("http://localhost:80/", {});
  Origin* const target = book.route("/a").origin;
  CHECK(book.route("http://LOCALHOST/b?c").origin == target);
  CHECK(book.route("http://localhost:80").origin == target);
  CHECK(book.route("http://localhost:81").origin != target);
  CHECK(book.route("https://localhost:80").origin != target);
  CHECK(book.route("http://localhost/b?c#d").target == "/b?c");
}

TEST_CASE("addresses and localhost need no DNS") {
  CHECK(addresses_without_dns("127.0.0.1", 7).size() == 1);
  CHECK(addresses_without_dns("::1", 7).at(0) == Address(ip::tcp::endpoint(ip::address_v6::loopback(), 7)));
  CHECK(addresses_without_dns("localhost", 7).size() == 2);
  CHECK(addresses_without_dns("a.localhost", 7).at(0) == Address(ip::tcp::endpoint(ip::address_v4::loopback(), 7)));
  CHECK(addresses_without_dns("example.com", 7).empty());
}

TEST_CASE("a target that is no base URL is the user's mistake") {
  for (const char* target : {"", "localhost:80", "ftp://h", "http://h/path", "http://h/?q", "http://h:0"}) {
    INFO(target);
    CHECK_THROWS_WITH(OriginBook(target, {}), Catch::StartsWith("--target"));
  }
  CHECK_NOTHROW(OriginBook("http://h/", {}));
}

TEST_CASE("the number of servers is bounded") {
  OriginBook book("http://localhost:1", {});
  for (int port = 2; port <= 4096; ++port) REQUIRE(book.route("http://localhost:" + std::to_string(port)).origin != nullptr);
  CHECK(book.route("http://localhost:5000").trouble == Trouble::bad_request);
  CHECK(book.route("http://localhost:7").origin != nullptr);
}

TEST_CASE("a unix socket is a target, and what redirects to localhost stays on it") {
  OriginBook book("unix:/run/app.sock", {});
  CHECK(book.target().header == "localhost");
  REQUIRE(book.target().addresses.size() == 1);
  CHECK(book.target().addresses[0].protocol().family() == AF_UNIX);
  CHECK(book.route("/menu").origin == &book.target());
  CHECK(book.route("http://localhost/menu").origin == &book.target());
  CHECK(book.route("http://localhost:8080/menu").origin != &book.target());
  for (const char* const wrong : {"unix:", "unix:run/app.sock"}) CHECK_THROWS_WITH(OriginBook(wrong, {}), Catch::Contains("absolute path"));
  CHECK_THROWS_WITH(OriginBook("unix:/" + std::string(120, 'x'), {}), Catch::Contains("108 bytes"));
}

TEST_CASE("an address that the user names goes before what DNS would say, with its port before without") {
  load::HttpOptions http;
  http.resolve = {{"shop.test", "127.0.0.1"}, {"shop.test:81", "::1"}};
  OriginBook book("http://shop.test", http);
  CHECK(book.target().addresses == std::vector<Address>{ip::tcp::endpoint(ip::address_v4::loopback(), 80)});
  CHECK_FALSE(book.target().by_name);
  CHECK(book.target().header == "shop.test");
  CHECK(book.route("http://shop.test:81/").origin->addresses == std::vector<Address>{ip::tcp::endpoint(ip::address_v6::loopback(), 81)});
  http.resolve = {{"shop.test", "nowhere"}};
  CHECK_THROWS_WITH(OriginBook("http://shop.test", http), Catch::Contains("nowhere"));
}
