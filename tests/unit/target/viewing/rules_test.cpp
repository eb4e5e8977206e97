#include "target/viewing/rules.hpp"

#include <catch2/catch.hpp>

#include "reports/foundation/user_error.hpp"
#include "target/viewing/shelf_view.hpp"

namespace rushhour::viewing {
namespace {

int status_of(const std::string& host, const std::string& origin, const Place& place = {"127.0.0.1", 8089}) {
  Asked asked{"GET", "/", ""};
  asked.host = host;
  asked.origin = origin;
  const auto refusal = refusal_of(asked, place);
  return refusal ? refusal->status : 200;
}

}  // namespace

TEST_CASE("an address to serve on is a host, a port or both", "[target][viewing]") {
  struct Row {
    const char* text;
    const char* host;
    std::uint16_t port;
  };
  const Row rows[] = {
      {"127.0.0.1:8089", "127.0.0.1", 8089},
      {"8089", "127.0.0.1", 8089},
      {"0", "127.0.0.1", 0},
      {"localhost:80", "localhost", 80},
      {"0.0.0.0", "0.0.0.0", 0},
      {"[::1]:9000", "::1", 9000},
      {"::1", "::1", 0},
      {"[::1]", "::1", 0},
      {"load-box.example:1", "load-box.example", 1},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    const Place place = read_place(row.text, "--dashboard");
    CHECK(place.host == row.host);
    CHECK(place.port == row.port);
  }
}

TEST_CASE("what is no address is refused with the flag and an example", "[target][viewing]") {
  for (const char* text : {"", "127.0.0.1:", "127.0.0.1:65536", "a b:1", ":80", "http://x:1", "[::1:80", "x:-1", "[::1]x:2", "x:1:2"}) {
    INFO(text);
    CHECK_THROWS_AS(read_place(text, "--dashboard"), UserError);
  }
  CHECK_THROWS_WITH(read_place("x:y", "--listen"), Catch::Contains("--listen") && Catch::Contains("127.0.0.1:8089"));
}

TEST_CASE("a word that may be an address or a file is an address only if nothing else can be meant", "[target][viewing]") {
  for (const char* word : {"9000", "99999", "127.0.0.1", "::1", "[::1]:80", "localhost", "load-box:80", "x:y"}) {
    INFO(word);
    CHECK(meant_by(word) == Meant::place);
  }
  for (const char* word : {"load-box", "lunch", "lunch.lua", "a.b"}) {
    INFO(word);
    CHECK(meant_by(word) == Meant::perhaps);
  }
  for (const char* word : {"", "./9000", "scenarios/lunch.lua", "a b.lua", "/tmp/x:1"}) {
    INFO(word);
    CHECK(meant_by(word) == Meant::other);
  }
}

TEST_CASE("an address is written as browsers read it", "[target][viewing]") {
  CHECK(url_of({"127.0.0.1", 8089}) == "http://127.0.0.1:8089");
  CHECK(url_of({"::1", 80}) == "http://[::1]:80");
}

TEST_CASE("only requests under an address of ours, and of our own pages, are answered", "[target][viewing]") {
  CHECK(status_of("127.0.0.1:8089", "") == 200);
  CHECK(status_of("localhost:8089", "") == 200);
  CHECK(status_of("[::1]:8089", "") == 200);
  CHECK(status_of("192.0.2.7:8089", "") == 200);  // an address cannot be turned to another
  CHECK(status_of("evil.example", "") == 403);
  CHECK(status_of("evil.example:8089", "http://evil.example:8089") == 403);
  CHECK(status_of("127.0.0.1.evil.example:8089", "") == 403);
  CHECK(status_of("localhost.evil.example", "") == 403);
  CHECK(status_of("[::1", "") == 403);
  CHECK(status_of("[127.0.0.1].evil.example", "") == 403);
  CHECK(status_of("192.0.2.7:evil.example", "") == 403);
}

TEST_CASE("a page of another origin is refused, ours is not", "[target][viewing]") {
  CHECK(status_of("127.0.0.1:8089", "http://127.0.0.1:8089") == 200);
  CHECK(status_of("127.0.0.1:8089", "http://127.0.0.1:9999") == 403);
  CHECK(status_of("127.0.0.1:8089", "https://127.0.0.1:8089") == 403);
  CHECK(status_of("127.0.0.1:8089", "http://evil.example") == 403);
  CHECK(status_of("127.0.0.1:8089", "null") == 403);
}

TEST_CASE("the name that was given to listen on is ours, too", "[target][viewing]") {
  const Place named{"load-box.example", 80};
  CHECK(status_of("load-box.example", "", named) == 200);
  CHECK(status_of("Load-Box.example:80", "http://Load-Box.example:80", named) == 200);
  CHECK(status_of("other.example", "", named) == 403);
}

TEST_CASE("a token is 128 bits, and another each time", "[target][viewing]") {
  const std::string token = fresh_token();
  CHECK(token.size() == 32);
  CHECK(token.find_first_not_of("0123456789abcdef") == std::string::npos);
  CHECK(token != fresh_token());
}

TEST_CASE("only the very token is taken, as Bearer", "[target][viewing]") {
  const std::string token = "00112233445566778899aabbccddeeff";
  CHECK(bears("Bearer " + token, token));
  CHECK(bears("bearer " + token, token));
  CHECK_FALSE(bears("", token));
  CHECK_FALSE(bears(token, token));
  CHECK_FALSE(bears("Basic " + token, token));
  CHECK_FALSE(bears("Bearer " + token.substr(1), token));
  CHECK_FALSE(bears("Bearer " + token + "0", token));
  CHECK_FALSE(bears("Bearer " + token.substr(0, 31), token));
  CHECK_FALSE(bears("Bearer ", token));
  CHECK_FALSE(bears("Bearer 00112233445566778899aabbccddeefe", token));
  CHECK_FALSE(bears("Bearer ", ""));
}

TEST_CASE("fields of a query are found by name and decoded", "[target][viewing]") {
  CHECK(field_of("a=x&b=y", "a") == "x");
  CHECK(field_of("a=x&b=y", "b") == "y");
  CHECK(field_of("aa=x&a=y", "a") == "y");
  CHECK(field_of("a=one+two%2Fthree", "a") == "one two/three");
  CHECK(field_of("a", "a").empty());
  CHECK(field_of("", "a").empty());
  CHECK(field_of("&&a=1&", "a") == "1");
}

TEST_CASE("percent signs are undone where two hex digits follow", "[target][viewing]") {
  CHECK(decoded("%41b%2e") == "Ab.");
  CHECK(decoded("%4") == "%4");
  CHECK(decoded("%zz%") == "%zz%");
  CHECK(decoded("%2") == "%2");
  CHECK(decoded("a%2") == "a%2");
  CHECK(decoded(std::string_view("a%41").substr(0, 3)) == "a%4");  // what stands behind the text is none of it
}

}  // namespace rushhour::viewing
