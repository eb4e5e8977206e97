#include "tests/unit/sim/wire/loopback_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <stdexcept>
#include <utility>

namespace rushhour::wire {
namespace {

std::size_t body_length(std::string_view head) {
  const std::string_view name = "Content-Length: ";
  const std::size_t at = head.find(name);
  return at == std::string_view::npos ? 0 : static_cast<std::size_t>(std::atol(head.data() + at + name.size()));
}

}  // namespace

void ServerEnd::Free::operator()(ssl_st* session) const noexcept { SSL_free(session); }

ServerEnd::ServerEnd(int descriptor, unsigned number, ssl_ctx_st* tls) : descriptor_(descriptor), number_(number) {
  if (tls == nullptr) return;
  session_.reset(SSL_new(tls));
  SSL_set_fd(session_.get(), descriptor);
  SSL_set_accept_state(session_.get());
}

ServerEnd::~ServerEnd() {
  if (session_) SSL_set_shutdown(session_.get(), SSL_SENT_SHUTDOWN);  // else OpenSSL would forget the session that others may resume
  ::close(descriptor_);
}

long ServerEnd::read_some(char* into, std::size_t size) {
  if (!session_) return ::recv(descriptor_, into, size, 0);
  std::size_t bytes = 0;
  sound_ = SSL_read_ex(session_.get(), into, size, &bytes) == 1;
  return static_cast<long>(bytes);
}

std::string ServerEnd::read_request() {
  std::string text = std::exchange(left_over_, {});
  char bytes[4096];
  for (;;) {
    const std::size_t end = text.find("\r\n\r\n");
    if (end != std::string::npos) {
      const std::size_t size = end + 4 + body_length(std::string_view(text).substr(0, end));
      if (text.size() >= size) {
        left_over_ = text.substr(size);
        return text.substr(0, size);
      }
    }
    const long n = read_some(bytes, sizeof bytes);
    if (n <= 0) return {};
    text.append(bytes, static_cast<std::size_t>(n));
  }
}

void ServerEnd::write(std::string_view bytes) {
  if (session_) {
    std::size_t written = 0;
    SSL_write_ex(session_.get(), bytes.data(), bytes.size(), &written);
    return;
  }
  while (!bytes.empty()) {
    const long n = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
}

void ServerEnd::write_together(std::initializer_list<std::string_view> pieces) {
  const auto cork = [this](int on) { ::setsockopt(descriptor_, IPPROTO_TCP, TCP_CORK, &on, sizeof on); };
  cork(1);
  for (const std::string_view piece : pieces) write(piece);
  cork(0);
}

void ServerEnd::wait_for_close() {
  char bytes[4096];
  while (read_some(bytes, sizeof bytes) > 0) {
  }
}

void ServerEnd::close_half() noexcept { ::shutdown(descriptor_, SHUT_WR); }

void ServerEnd::reset() noexcept {
  const linger at_once{1, 0};
  ::setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

void ServerEnd::interrupt() noexcept { ::shutdown(descriptor_, SHUT_RDWR); }

Listener listen_on_loopback(int backlog) {
  const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  if (descriptor < 0 || ::bind(descriptor, any, size) != 0 || ::listen(descriptor, backlog) != 0 ||
      ::getsockname(descriptor, any, &size) != 0)
    throw std::runtime_error("no loopback port to listen on");
  return {descriptor, ntohs(address.sin_port)};
}

LoopbackServer::LoopbackServer(Serve serve, ssl_ctx_st* tls) : serve_(std::move(serve)), tls_(tls) {
  const Listener listener = listen_on_loopback(128);
  descriptor_ = listener.descriptor;
  port_ = listener.port;
  listener_ = std::thread([this] { listen(); });
}

LoopbackServer::~LoopbackServer() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
    for (const auto& end : ends_) end->interrupt();
  }
  ::shutdown(descriptor_, SHUT_RDWR);  // wakes accept, which a close would not
  listener_.join();
  for (std::thread& thread : threads_) thread.join();
  ::close(descriptor_);
}

std::string LoopbackServer::url() const { return (tls_ != nullptr ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(port_); }

void LoopbackServer::listen() {
  for (;;) {
    const int descriptor = ::accept4(descriptor_, nullptr, nullptr, SOCK_CLOEXEC);
    // A test may take all descriptors away for a while; accept asks for one before it waits.
    if (descriptor < 0 && errno == EMFILE) continue;
    const std::lock_guard lock(mutex_);
    if (descriptor < 0 || closing_) {
      if (descriptor >= 0) ::close(descriptor);
      return;
    }
    auto end = std::make_shared<ServerEnd>(descriptor, accepted_++, tls_);
    ends_.push_back(end);
    threads_.emplace_back([this, end = std::move(end)]() mutable {
      serve_(*end);
      const std::lock_guard inner(mutex_);
      std::erase(ends_, end);
      end.reset();
    });
  }
}

void answer_with_number(ServerEnd& end) {
  while (!end.read_request().empty()) end.write(ok(std::to_string(end.number())));
}

std::string ok(std::string_view body) {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

}  // namespace rushhour::wire
