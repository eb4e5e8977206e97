#include "target/viewing/messages.hpp"

#include <catch2/catch.hpp>

namespace rushhour::viewing {
namespace {

using Request = boost::beast::http::request<boost::beast::http::string_body>;

Request request_for(const char* target) {
  Request request(boost::beast::http::verb::get, target, 11);
  request.set("Host", "127.0.0.1:80");
  request.set("Origin", "http://127.0.0.1:80");
  request.set("Authorization", "Bearer x");
  request.set("last-event-id", "abc-7");
  request.body() = "2.5";
  return request;
}

}  // namespace

TEST_CASE("a request is told as a view may know it", "[target][viewing]") {
  const Asked asked = asked_of(request_for("/run/a%2Fb?baseline=c?d"));
  CHECK(asked.method == "GET");
  CHECK(asked.path == "/run/a%2Fb");
  CHECK(asked.query == "baseline=c?d");
  CHECK(asked.host == "127.0.0.1:80");
  CHECK(asked.origin == "http://127.0.0.1:80");
  CHECK(asked.authorization == "Bearer x");
  CHECK(asked.last_event_id == "abc-7");
  CHECK(asked.body == "2.5");
  CHECK(asked_of(request_for("/")).query.empty());
}

TEST_CASE("a head says what kind of answer it is, its length, and what a page may do", "[target][viewing]") {
  const std::string head = head_of(words(401, "no"), false);
  CHECK_THAT(head, Catch::StartsWith("HTTP/1.1 401 Unauthorized\r\nContent-Type: text/plain; charset=utf-8\r\n"));
  CHECK_THAT(head, Catch::Contains("WWW-Authenticate: Bearer\r\n") && Catch::Contains("Content-Length: 3\r\n"));
  CHECK_THAT(head, Catch::Contains(
                       "Content-Security-Policy: default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n"));
  CHECK_THAT(head, Catch::EndsWith("Connection: close\r\n\r\n"));
  Answer page{200, "<meta http-equiv=\"Content-Security-Policy\" content=\"img-src data:\">"};
  CHECK_THAT(head_of(page, true), Catch::Contains("Content-Security-Policy: img-src data:; frame-ancestors 'none'\r\n"));
  page.stream = true;
  CHECK_THAT(head_of(page, true), !Catch::Contains("Content-Length"));
}

TEST_CASE("a reader goes on from the last event of this very server, and else from the begin", "[target][viewing]") {
  CHECK(seen_by("abc-7", "abc-") == 7);
  CHECK(seen_by("abc-18446744073709551615", "abc-") == 18446744073709551615U);
  for (const char* id : {"", "abc-", "abc-x", "abc-7x", "abc--7", "abc-18446744073709551616", "xyz-7", "7"}) {
    INFO(id);
    CHECK(seen_by(id, "abc-") == 0);
  }
}

TEST_CASE("a factor is a number and nothing besides", "[target][viewing]") {
  CHECK(factor_in("2.5") == 2.5);
  CHECK(factor_in("1e1") == 10);
  for (const char* body : {"", " 2", "2 ", "+2", "2x", "0x10", "two"}) {
    INFO(body);
    CHECK_FALSE(factor_in(body));
  }
}

}  // namespace rushhour::viewing
