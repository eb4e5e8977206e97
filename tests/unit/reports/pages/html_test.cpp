#include "reports/pages/html.hpp"

#include <catch2/catch.hpp>
#include <stdexcept>

using namespace rushhour::pages;

TEST_CASE("text in a page is text, whatever it looks like") {
  CHECK(escape_html("a < b & \"c\" > 'd'") == "a &lt; b &amp; &quot;c&quot; &gt; &#39;d&#39;");
  CHECK(escape_html("</script><!--\x1b\n") == "&lt;/script&gt;&lt;!--\\x1b\\x0a");
}

TEST_CASE("no line of a sentence ends between a figure and its sign") {
  CHECK(prose_html("5 % failed (0.04 %), a < b") == "5&nbsp;% failed (0.04&nbsp;%), a &lt; b");
  CHECK(text_html("5 %") == "5 %");  // a cell of a table has no lines, and may be sorted by its text
}

TEST_CASE("nothing in a data block can end it") {
  const nlohmann::json value{{"</script><!--", "\xE2\x80\xA8 & ]]> \xF0\x9F\x8D\x95"}, {"n", 1.5}};
  const std::string text = script_json(value);
  for (const char* biting : {"<", ">", "&", "\xE2\x80\xA8", "\n"}) CHECK(text.find(biting) == std::string::npos);
  CHECK(nlohmann::json::parse(text) == value);
  CHECK_NOTHROW(nlohmann::json::parse(script_json("\xFF not UTF-8")));
}

TEST_CASE("places are filled once, and what fills them is left alone") {
  const std::pair<std::string_view, std::string> values[] = {{"a", "{{b}} & {{a}}"}, {"b", "2"}};
  CHECK(fill("<{{a}}|{{b}}|{{a}}>", values) == "<{{b}} & {{a}}|2|{{b}} & {{a}}>");
  CHECK(fill("no places } { here", values) == "no places } { here");
  CHECK_THROWS_AS(fill("{{c}}", values), std::logic_error);
}

TEST_CASE("a fact has a name and a value, and without a value there is no fact") {
  CHECK(fact_pair("Run & seed", text_html("<1>")) == "<div><dt>Run &amp; seed</dt><dd>&lt;1&gt;</dd></div>\n");
  CHECK(fact_pair("Seed", "").empty());
}

TEST_CASE("a policy names a script by its hash") {
  CHECK(policy_hash("alert(1)") == "'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='");  // as `openssl dgst -sha256 -binary | base64`
}

TEST_CASE("a table carries its exact figures and its headings") {
  HtmlTable table("Steps & more", {{"step", false}, {"count"}});
  HtmlTable::Cell count("1,200", "1200");
  count.tone = "bad";
  table.add({"<b>", count}, "total");
  const std::string html = table.html("steps");
  CHECK(table.size() == 1);
  for (const char* part :
       {"<caption>Steps &amp; more</caption>", "<th scope=\"col\" class=\"n\">count</th>", "<tr class=\"total\">",
        "<th scope=\"row\">&lt;b&gt;</th>", "<td class=\"n bad\" data-value=\"1200\">1,200</td>", "<table id=\"steps\">"})
    CHECK_THAT(html, Catch::Contains(part));
}

TEST_CASE("a name that runs from right to left turns nothing around it") {
  CHECK(text_html("'שלום' took 5 < 6") == "&#39;<bdi>שלום</bdi>&#39; took 5 &lt; 6");
  HtmlTable table("מהירות", {{"step", false}});
  table.add({"שלום"});
  const std::string html = table.html("t");
  CHECK_THAT(html, Catch::Contains("<th scope=\"row\"><bdi>שלום</bdi></th>"));
  CHECK_THAT(html, Catch::Contains("aria-label=\"מהירות\""));
}

TEST_CASE("a drawing stands in its cell, and only a table that says so may be sorted") {
  HtmlTable table("t", {{"step", false}, {"course", false}});
  HtmlTable::Cell course("");
  course.drawing = "<svg></svg>";
  table.add({"a", course});
  CHECK_THAT(table.html("t"), Catch::Contains("<td><svg></svg></td>") && !Catch::Contains("sortable"));
  CHECK_THAT(table.sortable().html("t"), Catch::Contains("<table id=\"t\" class=\"sortable\">"));
  CHECK_THAT(table.html("t"), !Catch::Contains("scroll long"));
  for (int i = 0; i < 30; ++i) table.add({"b", ""});
  CHECK_THAT(table.html("t"), Catch::Contains("scroll long"));
}
