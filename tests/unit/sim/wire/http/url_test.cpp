#include "sim/wire/http/url.hpp"

#include <catch2/catch.hpp>

using namespace rushhour::wire;

TEST_CASE("an absolute URL falls into scheme, host, port and target") {
  struct Row {
    const char* says;
    const char* url;
    bool https;
    const char* host;
    int port;
    const char* target;
    const char* header;
  };
  const Row row = GENERATE(values<Row>({
      {"http has port 80", "http://example.com/a", false, "example.com", 80, "/a", "example.com"},
      {"https has port 443", "https://example.com/a", true, "example.com", 443, "/a", "example.com"},
      {"the scheme may be in capitals", "HTTPS://Example.com", true, "Example.com", 443, "", "Example.com"},
      {"a port of its own goes into the Host header", "http://example.com:8080/a", false, "example.com", 8080, "/a", "example.com:8080"},
      {"the scheme's port in figures is left out of it", "http://example.com:80/", false, "example.com", 80, "/", "example.com"},
      {"the query belongs to the target", "http://h/a?b=c&d=/e", false, "h", 80, "/a?b=c&d=/e", "h"},
      {"a query may follow the host at once", "http://h?b=c", false, "h", 80, "?b=c", "h"},
      {"the fragment stays at home", "http://h/a#b?c", false, "h", 80, "/a", "h"},
      {"an IPv4 address is a host", "http://127.0.0.1:1/", false, "127.0.0.1", 1, "/", "127.0.0.1:1"},
      {"an IPv6 address stands in brackets", "http://[::1]:65535/a", false, "::1", 65535, "/a", "[::1]:65535"},
      {"and keeps them in the Host header", "https://[2001:db8::7]", true, "2001:db8::7", 443, "", "[2001:db8::7]"},
      {"an at sign in the path is no user name", "http://h/a@b", false, "h", 80, "/a@b", "h"},
  }));
  INFO(row.says);
  const Url url = split_url(row.url);
  CHECK(url.complaint == "");
  CHECK(url.https == row.https);
  CHECK(url.host == row.host);
  CHECK(url.port == row.port);
  CHECK(url.target == row.target);
  CHECK(host_header(url) == row.header);
}

TEST_CASE("what is no URL is refused with the reason") {
  struct Row {
    const char* says;
    std::string url;
    const char* complaint;
  };
  const Row row = GENERATE(values<Row>({
      {"nothing at all", "", "http://"},
      {"another scheme", "ftp://h/", "http://"},
      {"a host alone", "example.com", "http://"},
      {"a scheme alone", "http://", "host is missing"},
      {"a port without a host", "http://:80/", "host is missing"},
      {"a user name", "http://me:secret@h/", "user name"},
      {"a port of no figures", "http://h:a/", "port"},
      {"an empty port", "http://h:/", "port"},
      {"port zero", "http://h:0/", "port"},
      {"a port beyond 65535", "http://h:65536/", "port"},
      {"a figure too many after the port", "http://h:80a/", "port"},
      {"a blank in the path", "http://h/a b", "percent-encoded"},
      {"a line break in the path", "http://h/a\r\nX: y", "percent-encoded"},
      {"a byte beyond ASCII in the query", "http://h/?q=\xc3\xa4", "percent-encoded"},
      {"a line break in the host", "http://h\r\n/", "character"},
      {"a byte beyond ASCII in the host", "http://h\xc3\xa4/", "character"},
      {"brackets without an end", "http://[::1/", "brackets"},
      {"something behind the brackets", "http://[::1]x/", "port"},
      {"no address in the brackets", "http://[h]/", "character"},
      {"a host of 256 letters", "http://" + std::string(256, 'a') + "/", "too long"},
  }));
  INFO(row.says);
  CHECK_THAT(std::string(split_url(row.url).complaint), Catch::Contains(row.complaint));
}

TEST_CASE("a path is taken as it stands, without its fragment") {
  CHECK(is_path("/a"));
  CHECK_FALSE(is_path("a"));
  CHECK_FALSE(is_path(""));
  CHECK(split_path("/a?b#c").target == "/a?b");
  CHECK(split_path("/a?b#c").complaint.empty());
  CHECK_FALSE(split_path("/a b").complaint.empty());
  CHECK_FALSE(split_path(std::string_view("/a\0b", 4)).complaint.empty());
  CHECK_FALSE(split_path("/a\x7f").complaint.empty());
}

TEST_CASE("every prefix of a URL is judged without a crash") {
  const std::string url = "https://[2001:db8::7]:8443/a/b?c=d#e";
  for (std::size_t n = 0; n <= url.size(); ++n) {
    const Url split = split_url(url.substr(0, n));
    if (split.complaint.empty()) CHECK_FALSE(split.host.empty());
  }
}
