#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "sim/load/exchange.hpp"

namespace rushhour::wire {

struct ResponseLimits {
  std::size_t head = 64 * 1024;         ///< bytes of the head, and of anything else that must be seen whole before it can be judged
  std::size_t body = 64 * 1024 * 1024;  ///< bytes of the body, decoded from chunks
};

/// Reads one HTTP/1 response from bytes that come in pieces of any size: a machine without a socket, over Beast's basic_parser.
///
/// Interim responses (1xx but 101) are skipped. HEAD, 204, 304 and 101 have no body. Memory is bounded by the limits. A parser is reused
/// for response after response; between them it holds no more than a few hundred bytes.
///
/// One thread.
class ResponseParser {
 public:
  enum class Progress : std::uint8_t {
    more,  ///< so far so good
    done,
    malformed,
    too_large,
  };

  explicit ResponseParser(const ResponseLimits& limits);
  ~ResponseParser();

  /// Starts on a new response, whose status, headers and body go into `outcome`; nothing else of it is touched. `outcome` must live until
  /// the last put. `to_head`: the request's method was HEAD.
  void begin(bool to_head, load::Outcome& outcome);

  /// Takes all of `bytes`. After anything but `more`, begin() comes next. Bytes beyond the response's end are malformed.
  Progress put(std::string_view bytes);

  /// The peer has closed: `done` if that is how this response ends, else `more`.
  Progress end();

  /// After `done`: whether another request may use the connection.
  bool keep_alive() const noexcept;

  /// What is malformed or too large, for people.
  std::string_view detail() const noexcept { return detail_; }

 private:
  class Machine;

  void restart();
  Progress refuse(Progress progress, std::string detail);
  Progress finish(std::string_view rest);
  Progress hold(std::string_view rest);

  ResponseLimits limits_;
  std::unique_ptr<Machine> machine_;
  load::Outcome* outcome_ = nullptr;
  bool to_head_ = false;
  std::string held_;  // bytes that Beast wants to see again with those that follow
  std::string detail_;
};

}  // namespace rushhour::wire
