#include "tests/bench/bare_exchange.hpp"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>

using namespace rushhour::bench;
using Answer = BareExchange::Answer;

namespace {

/// A descriptor that closes itself.
struct Descriptor {
  explicit Descriptor(int of) : number(of) { REQUIRE(number >= 0); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { ::close(number); }
  int number;
};

/// Listens on loopback, at a port of the system's choice.
class Listener {
 public:
  Listener() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in any{};
    any.sin_family = AF_INET;
    any.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::bind(socket_.number, reinterpret_cast<const sockaddr*>(&any), sizeof any) == 0);
    REQUIRE(::listen(socket_.number, 8) == 0);
    socklen_t size = sizeof any;
    REQUIRE(::getsockname(socket_.number, reinterpret_cast<sockaddr*>(&any), &size) == 0);
    port_ = ntohs(any.sin_port);
  }
  Address address() const { return Address("http://127.0.0.1:" + std::to_string(port_)); }
  int accept() const { return ::accept(socket_.number, nullptr, nullptr); }

 private:
  Descriptor socket_;
  unsigned port_ = 0;
};

/// The tag of the next event, or -1 if there is none in `patience_ms`.
int next_tag(int epoll, int patience_ms) {
  epoll_event event{};
  return ::epoll_wait(epoll, &event, 1, patience_ms) == 1 ? static_cast<int>(event.data.u32) : -1;
}
constexpr int long_ms = 30'000;

void write_all(int socket, std::string_view bytes) {
  REQUIRE(::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size()));
}

std::string read_some(int socket) {
  std::array<char, 1024> buffer;
  const ssize_t got = ::recv(socket, buffer.data(), buffer.size(), 0);
  return {buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(got, 0))};
}

}  // namespace

TEST_CASE("the yardstick counts an answer of status 200 and of the length that it said, and no other") {
  struct Row {
    const char* says;
    std::string_view bytes;
    Answer expected;
  };
  const std::array rows{
      Row{"nothing yet", "", Answer::partial},
      Row{"half a head", "HTTP/1.1 200 OK\r\nContent-Le", Answer::partial},
      Row{"a head without its body", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n", Answer::partial},
      Row{"half a body", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nh", Answer::partial},
      Row{"the whole", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", Answer::right},
      Row{"a length among other fields, in small letters", "HTTP/1.1 200 OK\r\nserver: x\r\ncontent-length:2\r\nage: 1\r\n\r\nhi",
          Answer::right},
      Row{"an empty body", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", Answer::right},
      Row{"more than it said", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhim", Answer::wrong},
      Row{"no length", "HTTP/1.1 200 OK\r\nServer: x\r\n\r\nhi", Answer::wrong},
      Row{"a length in the body alone", "HTTP/1.1 200 OK\r\nServer: x\r\n\r\nContent-Length: 2", Answer::wrong},
      Row{"a length that is no number", "HTTP/1.1 200 OK\r\nContent-Length: two\r\n\r\nhi", Answer::wrong},
      Row{"another status", "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 2\r\n\r\nhi", Answer::wrong},
      Row{"no HTTP at all", "what?\r\n\r\n", Answer::wrong},
  };
  for (const Row& row : rows) {
    INFO(row.says);
    CHECK(BareExchange::judge(row.bytes) == row.expected);
  }
}

TEST_CASE("the yardstick asks, waits for the rest of an answer by edges, and asks again on the same connection") {
  const Listener listener;
  const Address address = listener.address();
  const Descriptor epoll(::epoll_create1(EPOLL_CLOEXEC));
  BareExchange exchange(address, epoll.number, 7);
  const Descriptor server(listener.accept());
  const std::string request = get_request(address, "/small.txt");
  CHECK(request == "GET /small.txt HTTP/1.1\r\nHost: " + address.host + "\r\n\r\n");
  for (int round = 0; round < 3; ++round) {
    INFO("exchange " << round);
    REQUIRE(exchange.send(request));
    REQUIRE(read_some(server.number) == request);
    CHECK(next_tag(epoll.number, 0) == -1);
    write_all(server.number, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nha");
    REQUIRE(next_tag(epoll.number, long_ms) == 7);
    CHECK(exchange.receive() == Answer::partial);
    CHECK(next_tag(epoll.number, 0) == -1);
    write_all(server.number, "lf");
    REQUIRE(next_tag(epoll.number, long_ms) == 7);
    CHECK(exchange.receive() == Answer::right);
  }
}

TEST_CASE("a connection that the server closed, and an answer beyond the buffer, are wrong") {
  const Listener listener;
  const Descriptor epoll(::epoll_create1(EPOLL_CLOEXEC));
  BareExchange closed(listener.address(), epoll.number, 0);
  { const Descriptor server(listener.accept()); }
  REQUIRE(next_tag(epoll.number, long_ms) == 0);
  CHECK(closed.receive() == Answer::wrong);

  BareExchange flooded(listener.address(), epoll.number, 1);
  const Descriptor server(listener.accept());
  write_all(server.number, "HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n" + std::string(10'000, 'x'));
  Answer answer = Answer::partial;
  while (answer == Answer::partial) {
    REQUIRE(next_tag(epoll.number, long_ms) == 1);
    answer = flooded.receive();
  }
  CHECK(answer == Answer::wrong);
}

TEST_CASE("the yardsticks take an address by numbers only") {
  CHECK(Address("http://127.0.0.1:8080").host == "127.0.0.1:8080");
  for (const char* url : {"", "127.0.0.1:8080", "http://127.0.0.1", "http://localhost:80", "http://127.0.0.1:", "http://127.0.0.1:99999",
                          "http://127.0.0.1:80/", "https://127.0.0.1:80"}) {
    INFO(url);
    CHECK_THROWS_WITH(Address(url), "the URL is not http://A.B.C.D:PORT");
  }
}

TEST_CASE("nobody listening is an error at once") {
  Address nobody = Listener().address();  // gone again
  const Descriptor epoll(::epoll_create1(EPOLL_CLOEXEC));
  CHECK_THROWS_AS(BareExchange(nobody, epoll.number, 0), std::system_error);
}
