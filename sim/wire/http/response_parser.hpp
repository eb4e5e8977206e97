#pragma once

#include <boost/system/error_code.hpp>
#include <memory>
#include <string>
#include <string_view>

#include "sim/load/exchange.hpp"

namespace rushhour::wire {

struct ResponseLimits {
  std::size_t head = 64 * 1024;         ///< bytes of the head, and of anything else that must be seen whole before it can be judged
  std::size_t body = 64 * 1024 * 1024;  ///< bytes of the body, as it came and decoded
};

/// Reads one HTTP/1 response from bytes that come in pieces of any size: a machine without a socket, over Beast's basic_parser.
///
/// Interim responses (1xx but 101) are skipped. HEAD, 204, 304 and 101 have no body. Trailers are read against the head's limit and
/// dropped: a field that comes behind the body was in no head that anybody has judged. What Content-Encoding names is undone
/// (content_decoder.hpp); a coding that is not known leaves the body as it came. Memory is bounded by the limits. A parser is reused for
/// response after response; between them it holds no more than a few hundred bytes.
///
/// One thread.
class ResponseParser {
 public:
  enum class Progress : std::uint8_t {
    more,  ///< so far so good
    done,
    failed,  ///< trouble() says how
  };

  explicit ResponseParser(const ResponseLimits& limits);
  ~ResponseParser();

  /// Starts on a new response, whose status, headers and body (with its size and digest) go into `outcome`; nothing else of it is touched.
  /// `outcome` must live until the last put. `to_head`: the request's method was HEAD.
  void begin(bool to_head, load::BodyUse use, load::Outcome& outcome);

  /// Takes all of `bytes`. After anything but `more`, begin() comes next. Bytes beyond the response's end are malformed.
  Progress put(std::string_view bytes);

  /// The peer has closed: `done` if that is how this response ends, `failed` if its coding did not end with it, else `more`.
  Progress end();

  /// Lets go of what it holds of a response that will not be whole; begin() comes next.
  void abandon() noexcept;

  /// After `done`: whether another request may use the connection.
  bool keep_alive() const noexcept;

  /// After `done`: whether the head had a Set-Cookie.
  bool sets_cookies() const noexcept;

  /// After `failed`: malformed, too_large or bad_encoding, and what is so, for people.
  load::Trouble trouble() const noexcept { return trouble_; }
  const std::string& detail() const noexcept { return detail_; }

 private:
  class Machine;

  void restart();
  Progress refuse(load::Trouble trouble, std::string detail);
  Progress refuse(const boost::system::error_code& error);
  Progress finish(std::string_view rest);
  Progress hold(std::string_view rest);

  ResponseLimits limits_;
  std::unique_ptr<Machine> machine_;
  load::Outcome* outcome_ = nullptr;
  bool to_head_ = false;
  load::BodyUse use_ = load::BodyUse::keep;
  load::Trouble trouble_ = load::Trouble::none;
  std::string held_;  // bytes that Beast wants to see again with those that follow
  std::string detail_;
};

}  // namespace rushhour::wire
