#include "sim/script/http/form_text.hpp"

#include <catch2/catch.hpp>

using namespace rushhour;
using namespace rushhour::script;

TEST_CASE("a query holds what a URL may hold, a form what browsers write") {
  struct Row {
    std::vector<load::Header> pairs;
    std::string query;
    std::string form;
  };
  const std::vector<Row> rows{
      {{}, "", ""},
      {{{"a", "1"}, {"b", ""}}, "a=1&b=", "a=1&b="},
      {{{"a b", "c d"}}, "a%20b=c%20d", "a+b=c+d"},
      {{{"k", "a&b=c+d"}}, "k=a%26b%3Dc%2Bd", "k=a%26b%3Dc%2Bd"},
      {{{"k", "-._~*"}}, "k=-._~%2A", "k=-._%7E*"},
      {{{"k", "\xc3\xbc\n\x7f#?/%"}}, "k=%C3%BC%0A%7F%23%3F%2F%25", "k=%C3%BC%0A%7F%23%3F%2F%25"},
      {{{"k", std::string("a\0b", 3)}}, "k=a%00b", "k=a%00b"},
  };
  for (const Row& row : rows) {
    std::string query;
    std::string form;
    append_query(row.pairs, query);
    append_form(row.pairs, form);
    CHECK(query == row.query);
    CHECK(form == row.form);
  }
}

TEST_CASE("a query goes behind the one that is there and in front of the fragment") {
  const std::vector<load::Header> pairs{{"q", "x y"}};
  const auto row = GENERATE(table<std::string, std::string>({
      {"/a", "/a?q=x%20y"},
      {"/a?", "/a?q=x%20y"},
      {"/a?b=c", "/a?b=c&q=x%20y"},
      {"/a?b=c&", "/a?b=c&q=x%20y"},
      {"/a#top", "/a?q=x%20y#top"},
      {"/a?b#top?", "/a?b&q=x%20y#top?"},
      {"http://h", "http://h?q=x%20y"},
  }));
  std::string url = std::get<0>(row);
  add_query(url, pairs);
  CHECK(url == std::get<1>(row));
  std::string same = std::get<0>(row);
  add_query(same, std::vector<load::Header>());
  CHECK(same == std::get<0>(row));
}

TEST_CASE("a multipart body is its parts between boundaries") {
  const std::vector<FormPart> parts{{"dish", "", "", "ramen"}, {"photo \"1\"\r\n", "a\"b.png", "image/png", std::string("\0\r\n--", 5)}};
  std::string body;
  const std::string type = append_multipart(parts, body);
  const std::string boundary = type.substr(type.find('=') + 1);
  CHECK(type == "multipart/form-data; boundary=" + boundary);
  CHECK(body ==
        "--" + boundary + "\r\nContent-Disposition: form-data; name=\"dish\"\r\n\r\nramen\r\n--" + boundary +
            "\r\nContent-Disposition: form-data; name=\"photo %221%22%0D%0A\"; filename=\"a%22b.png\"\r\nContent-Type: image/png\r\n\r\n" +
            std::string("\0\r\n--", 5) + "\r\n--" + boundary + "--\r\n");
  std::string again;
  CHECK(append_multipart(parts, again) == type);
  CHECK(again == body);
}

TEST_CASE("a boundary stands in no part, even in one that was made to hold it") {
  std::vector<FormPart> parts{{"a", "", "", ""}};
  for (int i = 0; i < 3; ++i) {
    std::string body;
    const std::string type = append_multipart(parts, body);
    const std::string boundary = type.substr(type.find('=') + 1);
    CHECK(parts[0].content.find(boundary) == std::string::npos);
    parts[0].content += boundary;
  }
}
