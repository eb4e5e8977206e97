#pragma once

#include <fmt/format.h>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "tests/unit/sim/wire/loopback_server.hpp"

namespace rushhour::wire {

/// A server that answers each connection's one request as it is told to, and remembers what it was asked. An empty answer is none: it
/// stands still until the client goes.
class AnsweringServer {
 public:
  /// What it answers to its request `number`, from 0, of all connections.
  using Answer = std::function<std::string(std::size_t number)>;

  explicit AnsweringServer(Answer answer)
      : answer_(std::move(answer)), server_([this](ServerEnd& end) {
          const std::string request = end.read_request();
          if (request.empty()) return;
          const std::string text = answer_(remember(request));
          if (text.empty()) return end.wait_for_close();
          end.write(text);
        }) {}

  std::string url() const { return server_.url(); }

  /// The paths of all requests so far, once there are `count`.
  std::vector<std::string> asked(std::size_t count) {
    std::unique_lock lock(mutex_);
    came_.wait_for(lock, std::chrono::seconds(30), [&] { return requests_.size() >= count; });
    std::vector<std::string> paths;
    for (const std::string& request : requests_) paths.push_back(request.substr(4, request.find(' ', 4) - 4));
    return paths;
  }

  /// A request, head and body, once it has come.
  std::string request(std::size_t number) {
    (void)asked(number + 1);
    const std::lock_guard lock(mutex_);
    return requests_.at(number);
  }

 private:
  std::size_t remember(const std::string& request) {
    const std::lock_guard lock(mutex_);
    requests_.push_back(request);
    came_.notify_all();
    return requests_.size() - 1;
  }

  Answer answer_;
  std::mutex mutex_;  // of what follows
  std::vector<std::string> requests_;
  std::condition_variable came_;
  LoopbackServer server_;
};

/// An answer with a body; `more`: headers, each with its line's end.
inline std::string answer(std::string_view status, std::string_view body, std::string_view more = {}) {
  return fmt::format("HTTP/1.1 {}\r\n{}Content-Length: {}\r\n\r\n{}", status, more, body.size(), body);
}

}  // namespace rushhour::wire
