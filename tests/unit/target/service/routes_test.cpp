#include "target/service/routes.hpp"

#include <catch2/catch.hpp>

using namespace rushhour::service;

namespace {

Method method_of(const Route& route) {
  if (route.name.starts_with("GET ")) return Method::get;
  if (route.name.starts_with("POST ")) return Method::post;
  return route.name.starts_with("PUT ") ? Method::put : Method::remove;
}

}  // namespace

TEST_CASE("every route is found by its own pattern, and by the head of it where it can be read") {
  for (const Route& route : routes()) {
    std::string target(route.pattern());
    if (const std::size_t at = target.find("{id}"); at != std::string::npos) target.replace(at, 4, "17");
    INFO(target);
    const Method method = method_of(route);
    const auto found = match(method, target);
    REQUIRE(found);
    CHECK(found->route == &route);
    CHECK(found->parameter == (route.pattern().find("{id}") == std::string_view::npos ? "" : "17"));
    if (method == Method::get) CHECK(match(Method::head, target)->route == &route);
    CHECK(match(Method::other, target)->route == nullptr);
    CHECK_FALSE(match(method, target + "/"));
    CHECK_FALSE(match(method, "x" + target));
  }
}

TEST_CASE("a parameter is one segment") {
  CHECK_FALSE(match(Method::get, "/api/restaurants/"));
  CHECK_FALSE(match(Method::get, "/api/restaurants/1/2"));
  CHECK_FALSE(match(Method::get, "/api/restaurants/1/2/menu"));
  CHECK(match(Method::get, "/api/restaurants/menu")->parameter == "menu");
}

TEST_CASE("the value of a query") {
  struct Row {
    const char* says;
    const char* query;
    std::optional<std::string> value;
  };
  const Row row = GENERATE(values<Row>({
      {"stands behind its name", "zone=a", "a"},
      {"and between others", "x=1&zone=a&y=2", "a"},
      {"the first counts", "zone=a&zone=b", "a"},
      {"may be empty", "zone=", ""},
      {"or left out", "zone", ""},
      {"is decoded", "zone=a%20b+c%2B", "a b c+"},
      {"as is its name", "%7aone=a", "a"},
      {"escapes that are none stay", "zone=%zz%4", "%zz%4"},
      {"holds further equals signs", "zone=a=b", "a=b"},
      {"is absent in another's name", "zones=a&azone=b", std::nullopt},
      {"is absent in nothing", "", std::nullopt},
      {"is absent between ampersands", "&&&", std::nullopt},
  }));
  INFO(row.says);
  CHECK(query_value(row.query, "zone") == row.value);
}

TEST_CASE("a path is known by all its methods, and HEAD is one where GET is") {
  CHECK(allowed_methods("/api/orders") == "POST");
  CHECK(allowed_methods("/health") == "GET, HEAD");
  CHECK(allowed_methods("/api/basket") == "GET, HEAD, PUT, DELETE");
  CHECK(allowed_methods("/api/admin/faults") == "GET, HEAD, POST");
  CHECK(allowed_methods("/nowhere").empty());
}
