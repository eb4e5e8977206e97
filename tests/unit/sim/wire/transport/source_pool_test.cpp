#include "sim/wire/transport/source_pool.hpp"

#include <arpa/inet.h>
#include <sys/socket.h>

#include <catch2/catch.hpp>
#include <cerrno>

#include "reports/foundation/user_error.hpp"
#include "sim/wire/transport/descriptor.hpp"

using namespace rushhour;
using namespace rushhour::wire;

namespace {

/// The address that a fresh socket gets from `pool`, or the error number.
std::string next_of(SourcePool& pool) {
  const Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (const int error = pool.bind_next(socket.get(), false); error != 0) return std::to_string(error);
  sockaddr_in address{};
  socklen_t size = sizeof address;
  REQUIRE(::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size) == 0);
  char text[INET_ADDRSTRLEN];
  return ::inet_ntop(AF_INET, &address.sin_addr, text, sizeof text);
}

std::vector<std::string> next_of(SourcePool& pool, std::size_t count) {
  std::vector<std::string> addresses;
  while (addresses.size() < count) addresses.push_back(next_of(pool));
  return addresses;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("sockets get the addresses of all ranges in turn") {
  SourcePool pool({"127.0.1.1-127.0.1.2", "::1", "127.0.2.9"}, 0, 1);
  CHECK(pool.size(false) == 3);
  CHECK(pool.size(true) == 1);
  CHECK(next_of(pool, 4) == Texts{"127.0.1.1", "127.0.1.2", "127.0.2.9", "127.0.1.1"});
}

TEST_CASE("workers begin with addresses of their own and share all of them") {
  SourcePool first({"127.0.1.0/30"}, 0, 2);
  SourcePool second({"127.0.1.0/30"}, 1, 2);
  CHECK(next_of(first, 3) == Texts{"127.0.1.0", "127.0.1.2", "127.0.1.0"});
  CHECK(next_of(second, 3) == Texts{"127.0.1.1", "127.0.1.3", "127.0.1.1"});
}

TEST_CASE("without addresses the system chooses, and one family's are no help to the other") {
  SourcePool none({}, 5, 3);
  CHECK(next_of(none) == "0.0.0.0");
  SourcePool other({"::1"}, 0, 1);
  CHECK(next_of(other) == std::to_string(EAFNOSUPPORT));
}

TEST_CASE("an address that is not ours is an error number, and what is none the user's mistake") {
  SourcePool foreign({"192.0.2.7"}, 0, 1);
  CHECK(next_of(foreign) == std::to_string(EADDRNOTAVAIL));
  CHECK_THROWS_WITH(SourcePool({"127.0.0.1", "eth0"}, 0, 1), Catch::Contains("eth0") && Catch::Contains("--source"));
}
