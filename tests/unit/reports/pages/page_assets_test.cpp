#include "reports/pages/page_assets.hpp"

#include <catch2/catch.hpp>
#include <map>
#include <stdexcept>

#include "reports/pages/html.hpp"

using namespace rushhour::pages;
using Catch::Contains;

namespace {

struct Assets {
  std::string head, scripts;
};

Assets assets_of(PageKind kind, std::string_view title = "a run") {
  std::map<std::string_view, std::string> values;
  for (auto& [name, value] : page_assets(kind, title)) values[name] = value;
  return {values.at("head"), values.at("scripts")};
}

// What stands between <tag> and </tag>, each time.
std::vector<std::string> texts_in(const std::string& html, const std::string& tag) {
  std::vector<std::string> texts;
  const std::string open = "<" + tag + ">", close = "</" + tag + ">";
  for (auto at = html.find(open); at != std::string::npos; at = html.find(open, at)) {
    at += open.size();
    texts.push_back(html.substr(at, html.find(close, at) - at));
  }
  return texts;
}

std::string policy_in(const std::string& head) {
  const std::string open = "Content-Security-Policy\" content=\"";
  const auto begin = head.find(open) + open.size();
  return head.substr(begin, head.find('"', begin) - begin);
}

}  // namespace

TEST_CASE("a page's policy allows the styles and scripts that stand in it, and nothing else", "[reports][pages]") {
  const auto [kind, drawn] = GENERATE(table<PageKind, bool>({{PageKind::report, true}, {PageKind::live, true}, {PageKind::still, false}}));
  const Assets assets = assets_of(kind);
  const std::vector<std::string> styles = texts_in(assets.head, "style"), scripts = texts_in(assets.scripts, "script");
  CHECK(styles.size() == (drawn ? 2 : 1));
  CHECK(scripts.size() == (drawn ? 2 : 0));
  std::string policy = "default-src 'none'; style-src";
  for (const std::string& style : styles) policy += " " + policy_hash(style);
  policy += ";";
  if (drawn) policy += " script-src " + policy_hash(scripts[0]) + " " + policy_hash(scripts[1]) + ";";
  if (kind == PageKind::live) policy += " connect-src 'self';";
  policy += drawn ? " base-uri 'none'; form-action 'none'" : " base-uri 'none'; form-action 'self'";
  CHECK(policy_in(assets.head) == policy);
}

TEST_CASE("every page has the same head, but for its policy, its title and its styles", "[reports][pages]") {
  const auto kind = GENERATE(PageKind::report, PageKind::live, PageKind::still);
  const std::string head = assets_of(kind, "<lunch> & \"rush\"").head;
  CHECK_THAT(head, Contains("<title>&lt;lunch&gt; &amp; &quot;rush&quot;</title>") && !Contains("<lunch>"));
  for (const char* line : {"<meta charset=\"utf-8\">", "<meta name=\"referrer\" content=\"no-referrer\">", "color-scheme", "viewport"})
    CHECK_THAT(head, Contains(line));
  CHECK(head.find("{{") == std::string::npos);
}

TEST_CASE("only what is served has the styles of what is served, and only the live page asks its server", "[reports][pages]") {
  const std::string served = web_file("served/served.css"), live = web_file("served/live.js");
  CHECK(assets_of(PageKind::report).head.find(served) == std::string::npos);
  CHECK(assets_of(PageKind::still).head.find(served) != std::string::npos);
  CHECK(assets_of(PageKind::live).head.find(served) != std::string::npos);
  CHECK(assets_of(PageKind::report).scripts.find(live) == std::string::npos);
  CHECK(assets_of(PageKind::live).scripts.find(live) != std::string::npos);
}

TEST_CASE("a file that was not compiled in is our own mistake", "[reports][pages]") {
  CHECK_THROWS_AS(web_file("style/nothing.css"), std::logic_error);
}
