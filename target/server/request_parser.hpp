#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "target/service/request.hpp"

namespace rushhour::server {

struct ParserLimits {
  std::size_t head_bytes = 8 * 1024;   ///< request line and fields; more is 431
  std::size_t body_bytes = 60 * 1024;  ///< more is 413
};

/// HTTP/1.x requests out of bytes, without a socket: Beast's grammar, with our limits and the checks that it leaves to its user.
///
/// One thread. `put` until `complete`, use the request, `next`, and so on. After `refused` the connection cannot be understood any more:
/// answer and close.
class RequestParser {
 public:
  enum class State {
    need_more,  ///< all that can be used of the bytes was consumed; the rest must come again with more behind it
    head,       ///< the head is complete and a body follows; said once a request
    complete,   ///< the request is whole; bytes behind it belong to the next one
    refused,    ///< see `refusal`
  };

  struct Refusal {
    int status = 0;
    std::string detail;
  };

  /// Fills `request`, which must outlive the parser and is cleared by `next`.
  explicit RequestParser(service::Request& request, ParserLimits limits = {});
  ~RequestParser();

  /// Consumes bytes from the front of `bytes` and says in `consumed` how many.
  State put(std::string_view bytes, std::size_t& consumed);

  /// Makes ready for the following request.
  void next();

  /// Whether any byte of the current request was consumed.
  bool started() const noexcept;
  bool keep_alive() const noexcept;         ///< REQUIRES: the head is complete
  bool http_1_1() const noexcept;           ///< of the last request line seen
  bool expects_continue() const noexcept;   ///< the client waits for "100 Continue" before it sends the body
  const Refusal& refusal() const noexcept;  ///< REQUIRES: refused

  /// Refuses what the parser itself cannot see: a line that fits no buffer, a request that takes too long.
  void refuse(int status, std::string detail);

 private:
  class Machine;

  service::Request& request_;
  const ParserLimits limits_;
  std::unique_ptr<Machine> machine_;
};

}  // namespace rushhour::server
