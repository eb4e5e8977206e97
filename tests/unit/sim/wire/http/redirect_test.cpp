#include "sim/wire/http/redirect.hpp"

#include <catch2/catch.hpp>

using namespace rushhour;
using namespace rushhour::wire;

namespace {

load::Outcome answer(int status, const std::string& location = "/there") {
  load::Outcome outcome;
  outcome.status = status;
  outcome.headers.add("Content-Length", "0");
  outcome.headers.add("LOCATION", location);
  return outcome;
}

load::Request order() {
  load::Request request;
  request.method = "POST";
  request.url = "/orders";
  request.body = "{}";
  request.headers = {{"Accept", "*/*"}, {"Authorization", "Basic x"}, {"content-type", "application/json"}, {"Cookie", "a=b"},
                     {"Host", "other"}, {"Content-Language", "de"},   {"Idempotency-Key", "k-1"},           {"X-Trace", "t"}};
  request.redirects = 5;
  return request;
}

std::string names(const load::Request& request) {
  std::string all;
  for (const load::Header& header : request.headers) all += header.name + ' ';
  return all;
}

}  // namespace

TEST_CASE("a redirect is one of five statuses with a place to go to") {
  for (const int status : {301, 302, 303, 307, 308}) CHECK(is_redirect(answer(status)));
  for (const int status : {200, 201, 300, 304, 305, 306, 309, 404}) CHECK_FALSE(is_redirect(answer(status)));
  load::Outcome nowhere = answer(302);
  nowhere.headers.clear();
  nowhere.headers.add("Content-Length", "0");
  CHECK_FALSE(is_redirect(nowhere));
  load::Outcome broken = answer(302);
  broken.trouble = load::Trouble::closed;
  CHECK_FALSE(is_redirect(broken));
}

TEST_CASE("a Location means what RFC 3986 says") {
  // Section 5.4, but for references whose scheme is not ours.
  const std::string base = "http://a/b/c/d;p?q";
  const auto row = GENERATE(table<std::string, std::string>({
      {"g", "http://a/b/c/g"},       {"./g", "http://a/b/c/g"},    {"g/", "http://a/b/c/g/"},
      {"/g", "http://a/g"},          {"//g", "http://g/"},         {"?y", "http://a/b/c/d;p?y"},
      {"g?y", "http://a/b/c/g?y"},   {"#s", "http://a/b/c/d;p?q"}, {"g#s", "http://a/b/c/g"},
      {"g?y#s", "http://a/b/c/g?y"}, {";x", "http://a/b/c/;x"},    {"g;x", "http://a/b/c/g;x"},
      {"", "http://a/b/c/d;p?q"},    {".", "http://a/b/c/"},       {"./", "http://a/b/c/"},
      {"..", "http://a/b/"},         {"../", "http://a/b/"},       {"../g", "http://a/b/g"},
      {"../..", "http://a/"},        {"../../", "http://a/"},      {"../../g", "http://a/g"},
      {"../../../g", "http://a/g"},  {"/./g", "http://a/g"},       {"/../g", "http://a/g"},
      {"g.", "http://a/b/c/g."},     {"..g", "http://a/b/c/..g"},  {"./../g", "http://a/b/g"},
      {"g/./h", "http://a/b/c/g/h"}, {"g/../h", "http://a/b/c/h"}, {"g?y/../x", "http://a/b/c/g?y/../x"},
  }));
  INFO(std::get<0>(row));
  CHECK(resolve_location(base, std::get<0>(row)) == std::get<1>(row));
}

TEST_CASE("a base without a path has the root as its place") {
  CHECK(resolve_location("http://h", "g") == "http://h/g");
  CHECK(resolve_location("http://h?q", "g/../i") == "http://h/i");
  CHECK(resolve_location("http://h?q", "") == "http://h/?q");
  CHECK(resolve_location("http://h/a#f/g", "x") == "http://h/x");
}

TEST_CASE("what servers write into Location and no URL may hold is encoded, and what is no URL of ours refused") {
  const std::string base = "https://h:8443/x";
  const auto row = GENERATE(table<std::string, std::string>({
      {"/a b?c=\xc3\xbc", "https://h:8443/a%20b?c=%C3%BC"},
      {"/100%", "https://h:8443/100%25"},
      {"/%2f%zz", "https://h:8443/%2f%25zz"},
      {"/a\"b{c}|d^e`f\\g<h>", "https://h:8443/a%22b%7Bc%7D%7Cd%5Ee%60f%5Cg%3Ch%3E"},
      {"HTTP://Other:81/y", "HTTP://Other:81/y"},
      {"ftp://h/x", ""},
      {"javascript:alert(1)", ""},
      {"mailto:a@b", ""},
      {"http:/.//a", ""},
      {"http://", ""},
      {"http:///x", ""},
      {"http://user:password@h/x", ""},
      {"http://h:99999/x", ""},
      {"http://[::1/x", ""},
      {"/a\r\nX: y", "https://h:8443/a%0D%0AX:%20y"},
  }));
  INFO(std::get<0>(row));
  CHECK(resolve_location(base, std::get<0>(row)) == std::get<1>(row));
  CHECK(resolve_location(base, "/" + std::string(9000, 'x')).empty());
}

TEST_CASE("method and body change as browsers change them") {
  struct Row {
    int status;
    std::string method;
    std::string next;
    bool keeps_body;
  };
  const Row row = GENERATE(values<Row>({
      {301, "POST", "GET", false},
      {302, "POST", "GET", false},
      {303, "POST", "GET", false},
      {307, "POST", "POST", true},
      {308, "POST", "POST", true},
      {301, "PUT", "PUT", true},
      {302, "PUT", "PUT", true},
      {303, "PUT", "GET", false},
      {303, "DELETE", "GET", false},
      {303, "HEAD", "HEAD", true},
      {301, "HEAD", "HEAD", true},
      {307, "DELETE", "DELETE", true},
      {303, "GET", "GET", true},
  }));
  INFO(row.status << " to " << row.method);
  load::Request request = order();
  request.method = row.method;
  const Hop hop = next_hop(request, "http://h/orders", answer(row.status));
  CHECK(hop.complaint.empty());
  CHECK(hop.request.method == row.next);
  CHECK(hop.request.url == "http://h/there");
  CHECK(hop.request.redirects == 4);
  CHECK(hop.request.body == (row.keeps_body ? "{}" : ""));
  CHECK(names(hop.request) == (row.keeps_body ? "Accept Authorization content-type Cookie Host Content-Language Idempotency-Key X-Trace "
                                              : "Accept Authorization Cookie Host Idempotency-Key X-Trace "));
}

TEST_CASE("what was meant for one server does not reach another") {
  const auto row = GENERATE(table<std::string, bool>({
      {"/there", true},
      {"http://H:80/there", true},
      {"http://h:81/", false},
      {"https://h/", false},
      {"http://other/", false},
      {"//other/", false},
      {"http://h.other/", false},
  }));
  INFO(std::get<0>(row));
  const Hop hop = next_hop(order(), "http://h/orders", answer(307, std::get<0>(row)));
  CHECK(names(hop.request) == (std::get<1>(row) ? names(order()) : "Accept content-type Content-Language Idempotency-Key X-Trace "));
}

TEST_CASE("a Location that is none says so") {
  const Hop hop = next_hop(order(), "http://h/orders", answer(302, "tel:112"));
  CHECK(hop.complaint == "Location is no http:// or https:// URL: tel:112");
}
