#include "target/server/null_server.hpp"

#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>

#include "reports/foundation/letters.hpp"
#include "reports/foundation/user_error.hpp"

namespace rushhour::target::server {
namespace {

constexpr std::string_view one_answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
constexpr std::size_t answers_at_once = 256;
constexpr std::size_t inbox_size = 64 * 1024;
constexpr std::size_t head_limit = 64 * 1024;
constexpr std::uint64_t owed_limit = 1024 * 1024;  // beyond it a client is not read until it has read
constexpr int patience_ms = 200;

/// What a head announces; a body that is announced by no number is as bad as an endless one.
struct Length {
  std::uint64_t bytes = 0;
  bool fine = true;
};

Length length_in(std::string_view head) noexcept {
  constexpr std::string_view name = "\r\ncontent-length:";
  // Few heads hold a hyphen before an 'l' at all.
  for (std::size_t at = head.find('-'); at != std::string_view::npos; at = head.find('-', at + 1)) {
    if (at < 9 || at + 8 > head.size() || !same_name(head.substr(at - 9, name.size()), name)) continue;
    std::size_t begin = at + 8;
    while (begin < head.size() && head[begin] == ' ') ++begin;
    Length length;
    const auto [end, error] = std::from_chars(head.data() + begin, head.data() + head.size(), length.bytes);
    length.fine = error == std::errc{} && (*end == '\r' || *end == ' ');
    return length;
  }
  return {};
}

[[noreturn]] void refuse(std::uint16_t port) {
  throw UserError(fmt::format("--null-server {}: cannot listen there: {}; give a free port, or 0 for any", port, std::strerror(errno)));
}

}  // namespace

std::size_t MessageCounter::put(std::string_view bytes) {
  std::size_t messages = 0;
  if (!held_.empty()) {
    const std::size_t seen = held_.size();
    held_.append(bytes);
    const std::size_t end = held_.find("\r\n\r\n", seen < 3 ? 0 : seen - 3);
    if (end == std::string::npos) {
      broken_ = broken_ || held_.size() > head_limit;
      return 0;
    }
    std::string_view head(held_);
    head = head.substr(0, end + 4);
    messages += count(head);
    bytes.remove_prefix(end + 4 - seen);
    held_.clear();
  }
  while (!bytes.empty() && !broken_) {
    const std::uint64_t body = std::min<std::uint64_t>(body_left_, bytes.size());
    bytes.remove_prefix(body);
    body_left_ -= body;
    if (body > 0 && body_left_ == 0) ++messages;
    if (body_left_ > 0 || bytes.empty()) break;
    messages += count(bytes);
  }
  return messages;
}

// Takes a head off `bytes`, or holds them until it has ended. One if its message has no body and so ends with it.
std::size_t MessageCounter::count(std::string_view& bytes) {
  const std::size_t end = bytes.find("\r\n\r\n");
  if (end == std::string_view::npos) {
    held_.assign(bytes);
    bytes = {};
    broken_ = held_.size() > head_limit;
    return 0;
  }
  const Length length = length_in(bytes.substr(0, end + 2));
  bytes.remove_prefix(end + 4);
  broken_ = !length.fine;
  body_left_ = length.bytes;
  return !broken_ && body_left_ == 0 ? 1 : 0;
}

struct NullServer::Client {
  explicit Client(int of) : descriptor(of) {}
  int descriptor;
  MessageCounter counter;
  std::uint64_t owed = 0;  // bytes
  std::uint64_t sent = 0;  // bytes, ever
  std::uint32_t watched = EPOLLIN;
};

NullServer::NullServer(std::uint16_t port) : inbox_(inbox_size, '\0') {
  for (std::size_t i = 0; i < answers_at_once + 1; ++i) answers_ += one_answer;
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  const int yes = 1;
  ::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  void* const place = &address;
  auto* const plain = static_cast<sockaddr*>(place);
  poll_ = ::epoll_create1(EPOLL_CLOEXEC);
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = listener_;
  const bool listening = listener_ >= 0 && poll_ >= 0 && ::bind(listener_, plain, size) == 0 && ::listen(listener_, SOMAXCONN) == 0 &&
                         ::getsockname(listener_, plain, &size) == 0 && ::epoll_ctl(poll_, EPOLL_CTL_ADD, listener_, &event) == 0;
  if (!listening) {
    const int trouble = errno;
    ::close(listener_);
    ::close(poll_);
    errno = trouble;
    refuse(port);
  }
  port_ = ntohs(address.sin_port);
}

NullServer::~NullServer() {
  for (const auto& client : clients_)
    if (client) ::close(client->descriptor);
  ::close(listener_);
  ::close(poll_);
}

std::string NullServer::url() const { return fmt::format("http://127.0.0.1:{}", port_); }

void NullServer::run(const std::atomic<int>& wishes) {
  std::array<epoll_event, 256> events;
  while (wishes == 0) {
    const int ready = ::epoll_wait(poll_, events.data(), static_cast<int>(events.size()), patience_ms);
    for (int i = 0; i < ready; ++i) {
      const epoll_event& event = events[static_cast<std::size_t>(i)];
      if (event.data.fd == listener_)
        accept();
      else if (Client* const client = clients_[static_cast<std::size_t>(event.data.fd)].get(); client != nullptr)
        serve(*client, event.events);
    }
  }
}

// One at a time: epoll comes back for the others. Without a descriptor left, who knocks waits in the kernel's queue.
void NullServer::accept() {
  const int descriptor = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (descriptor < 0) return;
  const int yes = 1;
  ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  const auto slot = static_cast<std::size_t>(descriptor);
  if (slot >= clients_.size()) clients_.resize(slot + 1);
  clients_[slot] = std::make_unique<Client>(descriptor);
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = descriptor;
  if (::epoll_ctl(poll_, EPOLL_CTL_ADD, descriptor, &event) != 0) drop(*clients_[slot]);
}

void NullServer::serve(Client& client, std::uint32_t events) {
  if ((events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0 && client.owed < owed_limit && !take(client)) return drop(client);
  if (!answer(client)) drop(client);
}

/// Reads once; false if the client is to go.
bool NullServer::take(Client& client) {
  const ssize_t got = ::recv(client.descriptor, inbox_.data(), inbox_.size(), 0);
  if (got == 0) return false;
  if (got < 0) return errno == EAGAIN || errno == EINTR;
  client.owed += client.counter.put({inbox_.data(), static_cast<std::size_t>(got)}) * one_answer.size();
  return !client.counter.broken();
}

/// Sends what is owed, as far as there is room; false if the client is to go.
bool NullServer::answer(Client& client) {
  while (client.owed > 0) {
    const std::size_t begin = client.sent % one_answer.size();
    const std::size_t size = std::min<std::uint64_t>(client.owed, answers_at_once * one_answer.size());
    const ssize_t took = ::send(client.descriptor, answers_.data() + begin, size, MSG_NOSIGNAL);
    if (took < 0 && errno != EAGAIN && errno != EINTR) return false;
    if (took < 0) break;
    client.owed -= static_cast<std::uint64_t>(took);
    client.sent += static_cast<std::uint64_t>(took);
  }
  watch(client, (client.owed < owed_limit ? EPOLLIN : 0U) | (client.owed > 0 ? EPOLLOUT : 0U));
  return true;
}

void NullServer::watch(Client& client, std::uint32_t events) {
  if (client.watched == events) return;
  client.watched = events;
  epoll_event event{};
  event.events = events;
  event.data.fd = client.descriptor;
  ::epoll_ctl(poll_, EPOLL_CTL_MOD, client.descriptor, &event);
}

void NullServer::drop(Client& client) {
  const int descriptor = client.descriptor;
  clients_[static_cast<std::size_t>(descriptor)].reset();
  ::close(descriptor);
}

}  // namespace rushhour::target::server
