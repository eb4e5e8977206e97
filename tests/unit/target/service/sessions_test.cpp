#include "target/service/sessions.hpp"

#include <catch2/catch.hpp>

using namespace rushhour;
using namespace rushhour::service;
using namespace std::chrono_literals;

namespace {

const WallTime noon{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1} + 12h};
const Sessions sessions({"a key of this process", "lunch", "staff lunch", "the admin's own token", ""});

std::string issue(const std::string& customer, WallTime at) { return sessions.issue({Role::customer, customer, 0}, at); }

/// The customer whose token it is; nothing for everybody else.
std::optional<std::string> customer_of(std::string_view token, WallTime at) {
  const auto caller = sessions.caller_of(token, at);
  if (!caller || caller->role != Role::customer) return std::nullopt;
  return caller->name;
}

}  // namespace

TEST_CASE("a token tells whose it is until its hour is over") {
  const std::string token = issue("ada", noon);
  CHECK(customer_of(token, noon) == "ada");
  CHECK(customer_of(token, noon + Sessions::lifetime - 1ns) == "ada");
  CHECK_FALSE(customer_of(token, noon + Sessions::lifetime));
}

TEST_CASE("any customer's name comes back as it was, and the token can stand in a header") {
  for (const std::string customer : {"a", "Zoë \"Z\"", "1.2.3", "..", "o'hara=;,\r\n", "\x01\x7f"}) {
    INFO(customer);
    const std::string token = issue(customer, noon);
    CHECK(customer_of(token, noon) == customer);
    // The characters of RFC 6750's b68token.
    CHECK(token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=") == std::string::npos);
  }
}

TEST_CASE("one customer and one second make one token, and others another one") {
  CHECK(issue("ada", noon) == issue("ada", noon));
  CHECK(issue("ada", noon) != issue("ada", noon + 1s));
  CHECK(issue("ada", noon) != issue("bob", noon));
}

TEST_CASE("a token that another key has signed is nobody's") {
  const Sessions other({"the key of another process", "lunch", "staff lunch", "the admin's own token", ""});
  CHECK_FALSE(customer_of(other.issue({Role::customer, "ada", 0}, noon), noon));
}

TEST_CASE("a token is good for nothing if a single character of it is another one") {
  const std::string token = issue("ada", noon);
  for (std::size_t i = 0; i < token.size(); ++i) {
    std::string forged = token;
    forged[i] = forged[i] == '1' ? '2' : '1';
    INFO(forged);
    CHECK_FALSE(customer_of(forged, noon));
  }
}

TEST_CASE("a token that is cut, or moved between customers, is nobody's") {
  const std::string token = issue("ada", noon);
  for (std::size_t n = 0; n < token.size(); ++n) CHECK_FALSE(customer_of(token.substr(0, n), noon));
  CHECK_FALSE(customer_of(token + "=", noon));
  CHECK_FALSE(customer_of("." + token, noon));
  const std::string later = issue("bob", noon + 30min);
  const std::string mixed = later.substr(0, later.rfind('.')) + token.substr(token.rfind('.'));
  CHECK_FALSE(customer_of(mixed, noon));
  for (const char* nothing : {"", ".", "..", "a.b.c"}) CHECK_FALSE(customer_of(nothing, noon));
}

TEST_CASE("the password must be the password") {
  CHECK(sessions.customers_password_fits("lunch"));
  CHECK(sessions.staff_password_fits("staff lunch"));
  for (const char* wrong : {"", "lunc", "lunch ", "Lunch", "lunci", "staff lunch"}) CHECK_FALSE(sessions.customers_password_fits(wrong));
  CHECK_FALSE(sessions.staff_password_fits("lunch"));
}

TEST_CASE("a token tells in which role its owner comes") {
  for (const Caller& owner : {Caller{Role::customer, "17", 0}, Caller{Role::restaurant, "17", 17}, Caller{Role::courier, "17", 17}}) {
    INFO(name_of(owner.role));
    CHECK(sessions.caller_of(sessions.issue(owner, noon), noon) == owner);
  }
  CHECK(sessions.caller_of("the admin's own token", noon)->role == Role::admin);
}

TEST_CASE("who shows no token is nobody where none is asked for, and refused where one is") {
  CHECK(sessions.caller_of("", noon)->role == Role::nobody);
  const Sessions guarded({"key", "lunch", "staff lunch", "the admin's own token", "everybody's token"});
  CHECK_FALSE(guarded.caller_of("", noon));
  CHECK(guarded.caller_of("everybody's token", noon)->role == Role::nobody);
  CHECK(guarded.caller_of("the admin's own token", noon)->role == Role::admin);
}

TEST_CASE("a pseudonym is the same as long as its key is, and tells nobody whose it is") {
  const auto of = [](const char* signing, const char* names) { return Sessions({signing, "p", "s", "a", "", names}); };
  const std::string ada = of("one", "key").pseudonym_of("ada");
  CHECK(ada.size() == 16);
  CHECK(ada.find_first_not_of("0123456789abcdef") == std::string::npos);
  CHECK(of("another", "key").pseudonym_of("ada") == ada);
  CHECK(of("one", "key").pseudonym_of("bob") != ada);
  CHECK(of("one", "other key").pseudonym_of("ada") != ada);
}

TEST_CASE("a salt is 32 hexadecimal digits, another one for each customer and each key") {
  const std::string salt = sessions.salt_for("ada");
  CHECK(salt.size() == 32);
  CHECK(salt.find_first_not_of("0123456789abcdef") == std::string::npos);
  CHECK(sessions.salt_for("ada") == salt);
  CHECK(sessions.salt_for("bob") != salt);
  CHECK(Sessions({"other key", "p", "s", "a", ""}).salt_for("ada") != salt);
}
