#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

struct ssl_ctx_st;
struct ssl_st;

namespace rushhour::wire {

/// The server's end of one connection, on a thread of its own; everything blocks. Calls after the peer has gone do nothing.
class ServerEnd {
 public:
  ServerEnd(int descriptor, unsigned number, ssl_ctx_st* tls);
  ~ServerEnd();
  ServerEnd(const ServerEnd&) = delete;
  ServerEnd& operator=(const ServerEnd&) = delete;

  /// The next request with its body; empty once the client has closed.
  std::string read_request();

  void write(std::string_view bytes);

  /// Writes each, as a TLS record of its own where TLS is, but all of them arrive at once. At most 60 KB.
  void write_together(std::initializer_list<std::string_view> pieces);

  /// Waits for the client's close, and drops what it sends before.
  void wait_for_close();

  /// Ends the server's half; the client still may send.
  void close_half() noexcept;

  /// The connection ends with a reset instead of a close.
  void reset() noexcept;

  /// Which connection of its server's this is, from zero.
  unsigned number() const noexcept { return number_; }

  /// TLS stands, or there is none.
  bool sound() const noexcept { return sound_; }

  void interrupt() noexcept;

 private:
  long read_some(char* into, std::size_t size);

  int descriptor_;
  unsigned number_;
  bool sound_ = true;
  std::string left_over_;
  struct Free {
    void operator()(ssl_st* session) const noexcept;
  };
  std::unique_ptr<ssl_st, Free> session_;
};

/// A server for tests, on a port of its own: `serve` is called for each connection on that connection's thread, and its return closes the
/// connection. The destructor ends all connections and waits for their threads.
class LoopbackServer {
 public:
  using Serve = std::function<void(ServerEnd&)>;

  /// `tls`: the context to speak TLS with, or nullptr.
  explicit LoopbackServer(Serve serve, ssl_ctx_st* tls = nullptr);
  ~LoopbackServer();

  std::string url() const;
  std::uint16_t port() const noexcept { return port_; }
  unsigned accepted() const noexcept { return accepted_; }

 private:
  void listen();

  Serve serve_;
  ssl_ctx_st* tls_;
  int descriptor_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<unsigned> accepted_{0};
  std::mutex mutex_;  // of the two below
  bool closing_ = false;
  std::vector<std::shared_ptr<ServerEnd>> ends_;
  std::vector<std::thread> threads_;
  std::thread listener_;
};

/// Answers every request of a connection with 200 and the connection's number.
void answer_with_number(ServerEnd& end);

/// A response with a body.
std::string ok(std::string_view body);

/// A listening socket on a port of 127.0.0.1, with room for `backlog` connections that nobody accepts.
struct Listener {
  int descriptor;
  std::uint16_t port;
};
Listener listen_on_loopback(int backlog);

}  // namespace rushhour::wire
