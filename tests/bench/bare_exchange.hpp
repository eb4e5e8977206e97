#pragma once

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

namespace rushhour::bench {

[[noreturn]] inline void throw_errno(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

/// Where the yardsticks of this folder send to: http://A.B.C.D:PORT. Throws std::runtime_error for anything else.
struct Address {
  explicit Address(std::string_view url) {
    constexpr std::string_view scheme = "http://";
    const std::size_t colon = url.rfind(':');
    if (url.substr(0, scheme.size()) != scheme || colon < scheme.size()) throw std::runtime_error("the URL is not http://A.B.C.D:PORT");
    const std::string ip(url.substr(scheme.size(), colon - scheme.size()));
    std::uint16_t number = 0;
    const auto [end, trouble] = std::from_chars(url.data() + colon + 1, url.data() + url.size(), number);
    if (trouble != std::errc{} || end != url.data() + url.size() || inet_pton(AF_INET, ip.c_str(), &socket_address.sin_addr) != 1)
      throw std::runtime_error("the URL is not http://A.B.C.D:PORT");
    socket_address.sin_family = AF_INET;
    socket_address.sin_port = htons(number);
    host = ip + ':' + std::to_string(number);
  }

  std::string host;
  sockaddr_in socket_address{};
};

/// A GET, with nothing that a server could do without.
inline std::string get_request(const Address& address, std::string_view path) {
  return "GET " + std::string(path) + " HTTP/1.1\r\nHost: " + address.host + "\r\n\r\n";
}

/// What HTTP/1.1 over a kept connection costs at least: one send and one recv an exchange, and of the head only status and Content-Length
/// are looked for. One thread.
class BareExchange {
 public:
  /// Connects, waiting for it, and is told of by the epoll descriptor from then on, by its edges, with `tag`. Throws std::system_error.
  BareExchange(const Address& address, int epoll, std::uint32_t tag) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    if (socket_ < 0) throw_errno("socket");
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address.socket_address), sizeof address.socket_address) < 0)
      throw_errno("connect");
    const int on = 1;
    if (::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) < 0) throw_errno("TCP_NODELAY");
    epoll_event event{};
    event.events = EPOLLIN | EPOLLRDHUP | EPOLLET;
    event.data.u32 = tag;
    if (::epoll_ctl(epoll, EPOLL_CTL_ADD, socket_, &event) < 0) throw_errno("epoll_ctl");
  }
  BareExchange(const BareExchange&) = delete;
  BareExchange& operator=(const BareExchange&) = delete;
  ~BareExchange() { ::close(socket_); }

  /// False if it did not leave as a whole, which does not happen to a short request on a healthy connection.
  bool send(std::string_view request) {
    held_ = 0;
    return ::send(socket_, request.data(), request.size(), MSG_NOSIGNAL | MSG_DONTWAIT) == static_cast<ssize_t>(request.size());
  }

  enum class Answer {
    partial,  ///< more will come, and epoll will say so
    right,    ///< status 200 and a body of the length that it said
    wrong,    ///< anything else; the connection is of no more use
  };

  /// Takes what is there, in one recv: less than the buffer's rest means that nothing more was, so that the next edge will be seen.
  Answer receive() {
    const ssize_t got = ::recv(socket_, buffer_ + held_, sizeof buffer_ - held_, MSG_DONTWAIT);
    if (got < 0) return errno == EAGAIN ? Answer::partial : Answer::wrong;
    held_ += static_cast<std::size_t>(got);
    if (got == 0 || held_ == sizeof buffer_) return Answer::wrong;
    return judge({buffer_, held_});
  }

  /// What an answer's bytes so far amount to. One of no stated length is wrong here.
  static Answer judge(std::string_view bytes) {
    constexpr std::string_view status = "HTTP/1.1 200 ";
    const std::size_t end = bytes.find("\r\n\r\n");
    if (end == bytes.npos) return Answer::partial;
    if (bytes.substr(0, status.size()) != status) return Answer::wrong;
    const std::size_t length = content_length(bytes.substr(0, end + 2));
    const std::size_t body = bytes.size() - end - 4;
    return body < length && length != no_length ? Answer::partial : body == length ? Answer::right : Answer::wrong;
  }

 private:
  static constexpr std::size_t no_length = static_cast<std::size_t>(-1);

  static std::size_t content_length(std::string_view head) {
    constexpr std::string_view name = "content-length:";
    for (std::size_t at = head.find('\n'); at != head.npos; at = head.find('\n', at + 1)) {
      const char* const line = head.data() + at + 1;
      const char* const limit = head.data() + head.size();
      if (limit - line <= static_cast<std::ptrdiff_t>(name.size()) || ::strncasecmp(line, name.data(), name.size()) != 0) continue;
      const char* digits = line + name.size();
      while (digits < limit && *digits == ' ') ++digits;
      std::size_t length = no_length;
      return std::from_chars(digits, limit, length).ec == std::errc{} ? length : no_length;
    }
    return no_length;
  }

  int socket_;
  std::size_t held_ = 0;
  char buffer_[8192];
};

/// User and system time of this process so far.
inline double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto of = [](const timeval& t) { return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6; };
  return of(usage.ru_utime) + of(usage.ru_stime);
}

}  // namespace rushhour::bench
