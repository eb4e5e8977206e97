#include "sim/load/field_list.hpp"

#include <catch2/catch.hpp>

#include <vector>

namespace rushhour::load {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

Pairs pairs_of(const FieldList& fields) {
  Pairs pairs;
  for (const auto& field : fields) pairs.emplace_back(field.name, field.value);
  return pairs;
}

TEST_CASE("Fields come back as they went in, in their order, empty and odd values too") {
  FieldList fields;
  CHECK(fields.empty());
  CHECK(fields.size() == 0);
  CHECK(pairs_of(fields).empty());
  const Pairs given{{"Date", "Sat, 21 Nov 2026 06:30:00 GMT"},
                    {"X-Empty", ""},
                    {"X-Colons", "a:b::c"},
                    {"Set-Cookie", "a=1"},
                    {"set-cookie", "b=2"},
                    {"X-Tab", "a\tb"}};
  for (const auto& [name, value] : given) fields.add(name, value);
  CHECK(pairs_of(fields) == given);
  CHECK(fields.size() == given.size());
}

TEST_CASE("A field is found whatever the case of its name, and the first of several is meant") {
  FieldList fields;
  fields.add("Content-Type", "text/plain");
  fields.add("Set-Cookie", "a=1");
  fields.add("SET-COOKIE", "b=2");
  CHECK(fields.find("content-type") == "text/plain");
  CHECK(fields.find("Set-cookie") == "a=1");
  CHECK(fields.find("Cookie") == std::nullopt);
  CHECK(fields.find("") == std::nullopt);
  fields.clear();
  CHECK(fields.find("content-type") == std::nullopt);
}

}  // namespace
}  // namespace rushhour::load
