#include "reports/pages/shelf/still_page.hpp"

#include <catch2/catch.hpp>

using namespace rushhour::pages;
using Catch::Contains;

TEST_CASE("a page that is served has its title twice, its words as text and its main part as it is", "[reports][pages][shelf]") {
  const std::string page = still_page("a < b", "of <c>", "<p id=\"x\">d</p>");
  CHECK_THAT(page, Contains("<title>a &lt; b</title>") && Contains("<h1>a &lt; b</h1>"));
  CHECK_THAT(page, Contains("<p class=\"what\">of &lt;c&gt;</p>") && Contains("<main>\n<p id=\"x\">d</p></main>"));
  CHECK_THAT(page, Contains(std::string("Served by rushhour ") + RUSHHOUR_VERSION));
  CHECK_THAT(page, !Contains("<script") && !Contains("{{"));
}

TEST_CASE("a page that says one thing says it as text, and leads back to the list", "[reports][pages][shelf]") {
  const std::string page = plain_page("No such run", "There is no '<b>\x1b'.");
  CHECK_THAT(page, Contains("There is no &#39;&lt;b&gt;\\x1b&#39;.") && Contains("<a href=\"/\">"));
}

TEST_CASE("a name in an address is written out but for what every address may hold", "[reports][pages][shelf]") {
  CHECK(in_address("Run-1_a.b~c") == "Run-1_a.b~c");
  CHECK(in_address("a b/?&#%\"<\xC3\xA4") == "a%20b%2F%3F%26%23%25%22%3C%C3%A4");
  CHECK(in_address("").empty());
}
