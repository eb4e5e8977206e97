#include "target/telemetry/masking.hpp"

#include <catch2/catch.hpp>

using namespace rushhour::telemetry;

TEST_CASE("personal data and secrets are masked where their looks betray them") {
  struct Row {
    const char* text;
    const char* told;
  };
  for (const auto& [text, told] : {
           // e-mail addresses
           Row{"ada@example.org", "***"},
           Row{"from ada.lovelace+orders@mail.example.co.uk, again", "from ***, again"},
           Row{"<ada@example.org>", "<***>"},
           Row{"(o'hara@example.org)", "(***)"},
           Row{"jürgen@exämple.de", "***"},
           Row{"ada@localhost", "***"},
           Row{"a@b@c", "***@c"},
           // phone numbers
           Row{"call +49 30 1234567 now", "call *** now"},
           Row{"+4930123456", "***"},
           Row{"+1 (555) 010-9999", "***"},
           Row{"030 1234567", "***"},
           Row{"0301234567", "***"},
           Row{"(030) 123 456 78", "***"},
           Row{"555-010-9999", "***"},
           Row{"tel 030/1234567, thanks", "tel ***, thanks"},
           Row{"030 1234567.", "***."},
           Row{"4111 1111 1111 1111", "4111 ***"},
           // schemes of authentication
           Row{"Bearer eyJhbGci.eyJzdWIi.c2ln", "Bearer ***"},
           Row{"sent bearer  abc123== to it", "sent bearer  *** to it"},
           Row{"Basic YWRhOmx1bmNo", "Basic ***"},
           // pairs
           Row{"Authorization: Bearer abc", "Authorization: ***"},
           Row{"Authorization: Bearer abc\r\nHost: here", "Authorization: ***\r\nHost: here"},
           Row{"authorization=abc next", "authorization=*** next"},
           Row{"/api/me?token=abc&limit=3", "/api/me?token=***&limit=3"},
           Row{"/api/me?limit=3&access_token=abc", "/api/me?limit=3&access_token=***"},
           Row{"password=lunch", "password=***"},
           Row{"Password : lunch time", "Password : ***"},
           Row{R"({"customer":"Ada Lovelace","dish":3})", R"({"customer":"***","dish":3})"},
           Row{R"({"customer": "Ada", "token": "x"})", R"({"customer": "***", "token": "***"})"},
           Row{"customer: Ada Lovelace; dish 3", "customer: ***; dish 3"},
           Row{"Cookie: a=b", "Cookie: ***"},
           Row{"X-Api-Key: 1", "X-Api-Key: 1"},  // its words are no single one; who logs it names its field
           Row{"delivery.address=Elm Street 3", "delivery.address=*** Street 3"},
           Row{"name=Ada", "name=***"},
       }) {
    INFO(text);
    CHECK(masked(text) == told);
  }
}

TEST_CASE("what is neither personal nor secret is told as it is") {
  for (const char* text : {
           "",
           "order 5f3a9c0b1d2e4f6a7b8c9d0e is ready",
           "0af7651916cd43dd8448eb211c80319c",
           "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
           "2026-03-01",
           "2026-03-01T12:00:00.123456789Z",
           "from 2026-03-01 to 2026-03-02",
           "127.0.0.1:8080",
           "restaurant 7, 3 dishes, 1250 minor units",
           "took 12.5 ms of 250 ms",
           "batch of 12345678 changes",
           "1 2 3",
           "the tokens are gone",
           "a name was given",
           "file_name=orders.db",
           "token",
           "token=",
           "at @ home",
           "user@",
           "bearer of news",
           "GET /api/restaurants/7/menu?limit=20",
       }) {
    INFO(text);
    const bool news = std::string_view(text) == "bearer of news";
    // Whatever stands behind the word is taken for the secret.
    CHECK(masked(text) == (news ? "bearer *** news" : text));
  }
}

TEST_CASE("a field is sensitive by its name, or by the last word of it") {
  for (const char* name : {"customer", "email", "Authorization", "TOKEN", "access_token", "x-token", "user.password", "delivery_address",
                           "name", "set-cookie", "phone", "first_name"}) {
    INFO(name);
    CHECK(sensitive(name));
  }
  for (const char* name : {"", "route", "status", "tokens", "customers", "route_name", "emailed", "mytoken", "id", "restaurant", "trace"}) {
    INFO(name);
    CHECK_FALSE(sensitive(name));
  }
}

TEST_CASE("masking a masked text changes nothing more") {
  for (const char* text :
       {"Authorization: Bearer abc", "ada@example.org called +49 30 1234567", R"({"customer":"Ada"})", "token=abc&x=1"}) {
    const std::string once = masked(text);
    CHECK(masked(once) == once);
  }
}

TEST_CASE("long texts without a blank are masked in a time that grows with their length") {
  // A walk that looked ahead to the end from every place would not come back from these.
  for (const char c : {'a', '1', '(', '+', '@', '=', '"', '.', ' '}) {
    const std::string text(200'000, c);
    CHECK(masked(text).size() <= text.size());
  }
  std::string parted;
  for (int i = 0; i < 100'000; ++i) parted += "1 ";
  CHECK(masked(parted).size() <= parted.size());
  std::string pairs;
  for (int i = 0; i < 20'000; ++i) pairs += "token:";
  CHECK(masked(pairs).size() < 20);
}
