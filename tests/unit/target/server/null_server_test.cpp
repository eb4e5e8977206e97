#include "target/server/null_server.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cerrno>
#include <cstring>
#include <thread>

#include "reports/foundation/user_error.hpp"

using namespace rushhour;
using target::server::MessageCounter;
using target::server::NullServer;

namespace {

const std::string get = "GET / HTTP/1.1\r\nHost: h\r\nAccept-Encoding: x\r\n\r\n";
const std::string post = "POST / HTTP/1.1\r\nHost: h\r\ncontent-LENGTH:  5\r\n\r\nhello";
const std::string one_answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

std::string times(std::size_t n, const std::string& text) {
  std::string all;
  for (std::size_t i = 0; i < n; ++i) all += text;
  return all;
}

/// A server on a thread of its own.
struct Serving {
  Serving() : thread([this] { server.run(leave); }) {}
  ~Serving() {
    leave = 1;
    thread.join();
  }
  NullServer server{0};
  std::atomic<int> leave{0};
  std::thread thread;
};

/// A blocking connection to it.
class Caller {
 public:
  explicit Caller(const NullServer& server) : descriptor_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(std::stoi(server.url().substr(server.url().rfind(':') + 1))));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    void* const place = &address;
    REQUIRE(::connect(descriptor_, static_cast<sockaddr*>(place), sizeof address) == 0);
  }
  ~Caller() { ::close(descriptor_); }
  Caller(const Caller&) = delete;
  Caller& operator=(const Caller&) = delete;

  /// How many of the bytes were taken; fewer once the server has gone.
  std::size_t say(std::string_view bytes) const {
    std::size_t said = 0;
    while (said < bytes.size()) {
      const ssize_t took = ::send(descriptor_, bytes.data() + said, bytes.size() - said, MSG_NOSIGNAL);
      if (took <= 0) break;
      said += static_cast<std::size_t>(took);
    }
    return said;
  }

  /// `size` bytes, or what came before the server closed.
  std::string hear(std::size_t size) const {
    std::string heard(size, '\0');
    std::size_t at = 0;
    while (at < size) {
      const ssize_t got = ::recv(descriptor_, heard.data() + at, size - at, 0);
      if (got <= 0) break;
      at += static_cast<std::size_t>(got);
    }
    heard.resize(at);
    return heard;
  }

 private:
  int descriptor_;
};

}  // namespace

TEST_CASE("messages are counted where they end, whatever pieces they come in") {
  const std::string text = get + post + get + get + post + post;
  const std::size_t piece = GENERATE(1, 2, 3, 7, 30, 1000);
  MessageCounter counter;
  std::size_t messages = 0;
  for (std::size_t at = 0; at < text.size(); at += piece) messages += counter.put(std::string_view(text).substr(at, piece));
  CHECK(messages == 6);
  CHECK_FALSE(counter.broken());
}

TEST_CASE("a message is counted with its last byte, not before") {
  const std::string text = GENERATE(get, post);
  MessageCounter counter;
  for (std::size_t i = 0; i + 1 < text.size(); ++i) REQUIRE(counter.put(text.substr(i, 1)) == 0);
  CHECK(counter.put(text.substr(text.size() - 1)) == 1);
}

TEST_CASE("a body may look like a head, and be empty") {
  MessageCounter counter;
  CHECK(counter.put("PUT / HTTP/1.1\r\nContent-Length: 4\r\n\r\n\r\n\r\n") == 1);
  CHECK(counter.put("PUT / HTTP/1.1\r\nContent-Length: 0\r\n\r\n") == 1);
  CHECK(counter.put("PUT / HTTP/1.1\r\nX-Content-Length: 9\r\n\r\n") == 1);
  CHECK(counter.put("PUT / HTTP/1.1\r\nContent-Lengths: 9\r\n\r\n") == 1);
}

TEST_CASE("an endless head and a length that is no number break a counter") {
  MessageCounter endless;
  for (int i = 0; i < 70; ++i) endless.put(std::string(1024, 'x'));
  CHECK(endless.broken());
  const std::string length = GENERATE("x", "", "1x", "99999999999999999999");
  MessageCounter counter;
  CHECK(counter.put("POST / HTTP/1.1\r\nContent-Length: " + length + "\r\n\r\nbody") == 0);
  CHECK(counter.broken());
}

TEST_CASE("the null server answers each message, those of a pipeline too") {
  Serving serving;
  const Caller caller(serving.server);
  caller.say(get);
  CHECK(caller.hear(one_answer.size()) == one_answer);
  caller.say(times(300, post));
  CHECK(caller.hear(300 * one_answer.size()) == times(300, one_answer));
}

TEST_CASE("connections are served beside each other") {
  Serving serving;
  const Caller slow(serving.server);
  slow.say("GET / HTTP/1.1\r\n");
  for (int i = 0; i < 20; ++i) {
    const Caller quick(serving.server);
    quick.say(get);
    CHECK(quick.hear(one_answer.size()) == one_answer);
  }
  slow.say("\r\n");
  CHECK(slow.hear(one_answer.size()) == one_answer);
}

TEST_CASE("who does not read its answers gets them all when it does") {
  Serving serving;
  const Caller caller(serving.server);
  constexpr std::size_t n = 200'000;  // 8 MB of answers: more than buffers hold
  const std::string text = times(n, "GET / HTTP/1.1\r\n\r\n");
  std::size_t said = 0;
  std::thread talking([&] { said = caller.say(text); });
  std::size_t heard = 0;
  bool same = true;
  for (std::size_t i = 0; i < n && same; ++i) {
    same = caller.hear(one_answer.size()) == one_answer;
    heard += same ? 1 : 0;
  }
  talking.join();
  CHECK(said == text.size());
  CHECK(heard == n);
}

TEST_CASE("a broken message ends its connection and no other") {
  Serving serving;
  const Caller other(serving.server);
  const Caller caller(serving.server);
  caller.say("POST / HTTP/1.1\r\nContent-Length: many\r\n\r\n");
  CHECK(caller.hear(1).empty());
  other.say(get);
  CHECK(other.hear(one_answer.size()) == one_answer);
}

TEST_CASE("a port in use is named") {
  const NullServer server(0);
  const auto port = static_cast<std::uint16_t>(std::stoi(server.url().substr(server.url().rfind(':') + 1)));
  CHECK_THROWS_WITH(NullServer(port), Catch::Contains("--null-server " + std::to_string(port)) && Catch::Contains("in use"));
}
