#include "target/service/sessions.hpp"

#include <catch2/catch.hpp>

using namespace rushhour;
using namespace rushhour::service;
using namespace std::chrono_literals;

namespace {

const WallTime noon{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1} + 12h};
const Sessions sessions("a key of this process", "lunch");

}  // namespace

TEST_CASE("a token tells whose it is until its hour is over") {
  const std::string token = sessions.issue("ada", noon);
  CHECK(sessions.customer_of(token, noon) == "ada");
  CHECK(sessions.customer_of(token, noon + Sessions::lifetime - 1ns) == "ada");
  CHECK_FALSE(sessions.customer_of(token, noon + Sessions::lifetime));
}

TEST_CASE("any customer's name comes back as it was, and the token can stand in a header") {
  for (const std::string customer : {"a", "Zoë \"Z\"", "1.2.3", "..", "o'hara=;,\r\n", "\x01\x7f"}) {
    INFO(customer);
    const std::string token = sessions.issue(customer, noon);
    CHECK(sessions.customer_of(token, noon) == customer);
    // The characters of RFC 6750's b68token.
    CHECK(token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=") == std::string::npos);
  }
}

TEST_CASE("one customer and one second make one token, and others another one") {
  CHECK(sessions.issue("ada", noon) == sessions.issue("ada", noon));
  CHECK(sessions.issue("ada", noon) != sessions.issue("ada", noon + 1s));
  CHECK(sessions.issue("ada", noon) != sessions.issue("bob", noon));
}

TEST_CASE("a token that another key has signed is nobody's") {
  const Sessions other("the key of another process", "lunch");
  CHECK_FALSE(sessions.customer_of(other.issue("ada", noon), noon));
}

TEST_CASE("a token is good for nothing if a single character of it is another one") {
  const std::string token = sessions.issue("ada", noon);
  for (std::size_t i = 0; i < token.size(); ++i) {
    std::string forged = token;
    forged[i] = forged[i] == '1' ? '2' : '1';
    INFO(forged);
    CHECK_FALSE(sessions.customer_of(forged, noon));
  }
}

TEST_CASE("a token that is cut, or moved between customers, is nobody's") {
  const std::string token = sessions.issue("ada", noon);
  for (std::size_t n = 0; n < token.size(); ++n) CHECK_FALSE(sessions.customer_of(token.substr(0, n), noon));
  CHECK_FALSE(sessions.customer_of(token + "=", noon));
  CHECK_FALSE(sessions.customer_of("." + token, noon));
  const std::string later = sessions.issue("bob", noon + 30min);
  const std::string mixed = later.substr(0, later.rfind('.')) + token.substr(token.rfind('.'));
  CHECK_FALSE(sessions.customer_of(mixed, noon));
  for (const char* nothing : {"", ".", "..", "a.b.c"}) CHECK_FALSE(sessions.customer_of(nothing, noon));
}

TEST_CASE("the password must be the password") {
  CHECK(sessions.password_fits("lunch"));
  for (const char* wrong : {"", "lunc", "lunch ", "Lunch", "lunci"}) CHECK_FALSE(sessions.password_fits(wrong));
}
