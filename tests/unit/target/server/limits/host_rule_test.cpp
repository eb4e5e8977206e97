#include "target/server/limits/host_rule.hpp"

#include <catch2/catch.hpp>

using rushhour::server::names_loopback;

TEST_CASE("a host that is this machine's own is answered, with any port or none") {
  const std::string host = GENERATE(
      values<std::string>({"", "127.0.0.1", "127.0.0.1:8080", "127.0.0.1:", "127.8.9.10:1", "localhost", "LocalHost:80", "target.localhost",
                           "a.b.localhost:8080", "[::1]", "[::1]:8080", "[0:0:0:0:0:0:0:1]:80", "[::ffff:127.0.0.1]:80"}));
  INFO(host);
  CHECK(names_loopback(host));
}

TEST_CASE("a host with another name or address is not this machine's") {
  const std::string host = GENERATE(values<std::string>({"a",
                                                         "example.org",
                                                         "example.org:8080",
                                                         "localhost.example.org",
                                                         "notlocalhost",
                                                         "127.0.0.1.example.org",
                                                         "127.0.0.1.nip.io:8080",
                                                         "10.0.0.1",
                                                         "0.0.0.0:8080",
                                                         "[::]",
                                                         "[::2]:80",
                                                         "[::ffff:10.0.0.1]",
                                                         "::1",
                                                         "[::1",
                                                         "[::1]x",
                                                         "127.0.0.1:80x",
                                                         "127.0.0.1:80:80",
                                                         "user@localhost",
                                                         "localhost, example.org",
                                                         " localhost",
                                                         ":8080x"}));
  INFO(host);
  CHECK_FALSE(names_loopback(host));
}
