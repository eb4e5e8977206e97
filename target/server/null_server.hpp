#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace rushhour::target::server {

/// The least that a server can be, so that what is measured against it is the client: it answers each message with the same few bytes,
/// without a look at more of it than where it ends. For loopback alone; HTTP/1.1 with bodies by Content-Length, pipelines inside; a HEAD
/// gets a body, and a body in chunks is taken for further messages.
///
/// One thread, which waits in epoll directly: a layer between would be measured too.
class NullServer {
 public:
  /// Listens on 127.0.0.1; port 0 takes a free one. Throws UserError if that cannot be had.
  explicit NullServer(std::uint16_t port);
  ~NullServer();
  NullServer(const NullServer&) = delete;
  NullServer& operator=(const NullServer&) = delete;

  std::string url() const;

  /// Serves until `wishes` is no longer zero, which is seen within a fifth of a second.
  void run(const std::atomic<int>& wishes);

 private:
  struct Client;

  void accept();
  void serve(Client& client, std::uint32_t events);
  bool take(Client& client);
  bool answer(Client& client);
  void watch(Client& client, std::uint32_t events);
  void drop(Client& client);

  int listener_ = -1;
  int poll_ = -1;
  std::uint16_t port_ = 0;
  std::string inbox_;
  std::string answers_;                           // the answer, many times over
  std::vector<std::unique_ptr<Client>> clients_;  // by descriptor
};

/// Where messages end in bytes that come in pieces. A machine without a socket.
class MessageCounter {
 public:
  /// Takes all of `bytes` and returns how many messages ended in them; nothing more is said after broken().
  std::size_t put(std::string_view bytes);

  /// A head was longer than 64 KB, or its length no number.
  bool broken() const noexcept { return broken_; }

 private:
  std::size_t count(std::string_view& bytes);

  std::string held_;             // of a head that has not ended
  std::uint64_t body_left_ = 0;  // of a body that has not ended
  bool broken_ = false;
};

}  // namespace rushhour::target::server
