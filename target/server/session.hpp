#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "target/server/handler_memory.hpp"
#include "target/server/loop.hpp"
#include "target/server/request_parser.hpp"
#include "target/service/desk.hpp"

namespace rushhour::server {

/// One connection. Bytes that were read are parsed, each whole request is handed to the desk, and responses go out in the order of the
/// requests, as many at once as were ready. One request is with the desk at a time: what is pipelined behind it waits in the buffer, and
/// then in the kernel, which slows the client down.
///
/// Lives as long as an operation on its socket or a request at the desk is under way. Its loop's thread, except `wake`.
class Session final : public std::enable_shared_from_this<Session>, private service::Ticket {
 public:
  Session(Socket socket, Loop& loop);
  ~Session();

  void start();

  /// Ends at once if nothing is under way, else after the answer.
  void drain();

  /// Ends a connection whose time is up.
  void enforce_deadline(Instant now);

  /// Ends without an answer; the desk must not know the session any more, or never call it again.
  void abandon();

 private:
  void wake() override;
  void read();
  void on_read(std::size_t bytes);
  void go_on();
  bool take_request();
  void refuse(int status, std::string detail);
  void answer();
  void respond(bool persist);
  bool flush();
  void write_from(std::size_t sent);
  void settle();
  void on_wake();
  void linger();
  void close();

  static constexpr std::size_t buffer_bytes = 9 * 1024;  // a head at its limit, and some

  Loop& loop_;
  Socket socket_;
  RequestParser parser_;
  HandlerMemory memory_;
  std::unique_ptr<char[]> buffer_;
  std::size_t begin_ = 0;  // of what was read and not yet parsed
  std::size_t end_ = 0;
  std::string out_;      // responses that were not yet handed to the socket
  std::string sending_;  // those that are being sent
  Instant now_{0};       // when the event that is being handled came
  Instant deadline_;
  std::size_t discarded_ = 0;
  bool writing_ = false;
  bool reading_ = false;
  bool started_ = false;              // part of a request has been read
  bool last_ = false;                 // the last response has been made
  bool unread_ = false;               // the client may still be sending what nobody will read
  bool lingering_ = false;            // the last response is out, the client's end is awaited
  std::shared_ptr<Session> at_desk_;  // itself, while a request is with the desk
};

}  // namespace rushhour::server
