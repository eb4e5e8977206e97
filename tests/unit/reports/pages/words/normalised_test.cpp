#include "reports/pages/words/normalised.hpp"

#include <catch2/catch.hpp>

using rushhour::pages::normalised;

TEST_CASE("the same trouble is one line, whatever number, id, address or text it was about") {
  struct Row {
    const char* trouble;
    const char* line;
  };
  const Row row = GENERATE(values<Row>({
      {"order 17 is gone", "order <number> is gone"},
      {"order 4,711 and 12.5 % of 3s", "order <number>,<number> and <number> % of <number>s"},
      {"no dish 'Gnocchi al Pesto'", "no dish <text>"},
      {"no dish \"a 'b' c\" here", "no dish <text> here"},
      {"connect to 127.0.0.1:8080 refused", "connect to <address> refused"},
      {"connect to 10.0.0.7, refused", "connect to <address>, refused"},
      {"connect to [fe80::1:2]:80", "connect to [<address>]:<number>"},
      {"order d80d279a41d324cdeefc46f7 is gone", "order <id> is gone"},
      {"key 550e8400-e29b-41d4-a716-446655440000.", "key <id>."},
      {"menu7 is closed", "menu<number> is closed"},
  }));
  CHECK(normalised(row.trouble) == row.line);
}

TEST_CASE("what tells one trouble from another stays") {
  for (const char* trouble : {"http 503", "read timeout", "status 404", "it's the cook's", "connection reset", "", "'open quote",
                              "facade decade", "körper: größe", "a::b", "x/y-z"}) {
    INFO(trouble);
    CHECK(normalised(trouble) == trouble);
  }
  CHECK(normalised("http 503") != normalised("http 504"));
  CHECK(normalised("http 5031") == "http <number>");
}

TEST_CASE("names made to bite come out as long as they went in, or shorter words for them") {
  CHECK(normalised("<script>alert(1)</script>") == "<script>alert(<number>)</script>");
  CHECK(normalised(std::string(20'000, '\'')).size() == 10'000 * 6);  // ten thousand empty quoted texts
  CHECK(normalised(std::string(20'000, ':')) == std::string(20'000, ':'));
}
