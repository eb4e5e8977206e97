#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "target/server/handler_memory.hpp"
#include "target/server/limits/deadline_wheel.hpp"
#include "target/server/loop.hpp"
#include "target/server/tls.hpp"

namespace rushhour::server {

/// The socket of a connection, with what came and was not yet used, what is to be sent, and the time that the client has. Whether it speaks
/// TLS is known here and nowhere else.
///
/// Lives as long as an operation on its socket is under way, or somebody else holds it. Its loop's thread.
class Line : public std::enable_shared_from_this<Line>, public DeadlineWheel::Entry {
 public:
  virtual ~Line() = default;

  /// The deadline has come.
  virtual void on_due() = 0;

  /// What `Loop::later` was asked for.
  virtual void on_time() = 0;

  /// When the event that is being handled came.
  Instant now() const noexcept { return now_; }

 protected:
  Line(Socket socket, Loop& loop);
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;

  /// More has come.
  virtual void on_input() = 0;

  /// All that `flush` was told to send is sent.
  virtual void on_sent() = 0;

  bool open() const noexcept { return socket_.is_open(); }
  std::string peer_address() const;
  bool handshaking() const noexcept { return tls_ && tls_->handshaking(); }
  bool sending() const noexcept { return writing_; }
  void look_at_clock() { now_ = loop_.shared.clock.now(); }

  std::string_view input() const noexcept { return {buffer_.get() + begin_, end_ - begin_}; }
  void consume(std::size_t bytes) noexcept { begin_ += bytes; }
  bool input_full() const noexcept { return end_ - begin_ == buffer_bytes; }

  /// Reads more; `on_input` follows, or the end of the connection.
  void read();

  /// Sends `out`. True if all of it went at once, as it mostly does; else `on_sent` follows, or the end of the connection.
  bool flush();

  /// Ends the connection once the client had its chance to read what was sent. `unread`: it may still be sending what nobody will read.
  void finish(bool unread);
  void close();

  /// Ends it as a crash would: the client's kernel is told of a reset, whatever was sent.
  void reset();

  Loop& loop_;
  std::string out_;  // answers that were not yet handed to the socket

 private:
  void on_read(std::size_t bytes);
  bool decrypt();
  bool pack();
  void write();
  void on_written(std::size_t bytes);

  static constexpr std::size_t buffer_bytes = 9 * 1024;  // a head at its limit, and some

  Socket socket_;
  std::unique_ptr<TlsChannel> tls_;  // null: plain
  HandlerMemory memory_;
  std::unique_ptr<char[]> buffer_;
  std::size_t begin_ = 0;  // of what was read and not yet consumed
  std::size_t end_ = 0;
  std::string sending_;   // what is being sent,
  std::size_t sent_ = 0;  // of which so much is
  Instant sending_since_{0};
  Instant now_{0};
  std::size_t discarded_ = 0;
  bool writing_ = false;
  bool reading_ = false;
  bool lingering_ = false;  // all is sent, the client's end is awaited
};

}  // namespace rushhour::server
