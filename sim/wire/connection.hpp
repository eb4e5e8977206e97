#pragma once

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <string>

#include "sim/wire/flight.hpp"
#include "sim/wire/operation_memory.hpp"
#include "sim/wire/switchboard.hpp"
#include "sim/wire/transport/channel.hpp"

namespace rushhour::wire {

/// One user's connection to one origin: opened when it is first needed, kept alive between exchanges, reopened after it was closed. It
/// carries one flight at a time and never waits: it sends at once, and is told when the socket is readable or writable.
///
///     closed -> (resolving ->) connecting -> (handshaking ->) sending -> receiving -> idle -> sending ...
///
/// An idle one keeps no buffers. It listens for the server's close, and bytes that nobody asked for end it. A flight that went out on a
/// connection used before, and was met by a close instead of a first byte, goes out once more on a fresh one if its request is repeatable:
/// the close and the request have crossed.
///
/// One thread, on its switchboard's loop. Must stay in place while operations are pending.
class Connection {
 public:
  enum class Event : std::uint8_t { connected, readable, writable };

  explicit Connection(Switchboard& switchboard);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Makes it a connection to `origin`. REQUIRES: it is closed.
  void assign(Origin& origin) noexcept { origin_ = &origin; }
  const Origin* origin() const noexcept { return origin_; }

  /// Sends `flight` and reports it settled, in this call at the earliest. `at`: a reading of the clock, just taken. REQUIRES: no flight on
  /// board, and the switchboard's outbox holds the flight's request.
  void carry(Flight& flight, Instant at);

  /// The origin's addresses are known, or (`complaint` says why) not.
  void on_resolved(int error, const std::string& complaint);

  /// Closes, and forgets the flight on board without a report.
  void close() noexcept;

  /// Changes with each close: who kept an older one speaks of a connection that is gone.
  std::uint32_t generation() const noexcept { return generation_; }

  Connection* next = nullptr;  ///< in its user's list

 private:
  enum class State : std::uint8_t { closed, resolving, connecting, handshaking, idle, sending, receiving };

  /// Asio's handler: an event of one incarnation of a connection.
  struct Notice {
    using allocator_type = OperationAllocator<std::byte>;
    allocator_type get_allocator() const noexcept { return allocator_type(connection->memory_); }
    void operator()(const boost::system::error_code& error) const { connection->notice(*this, error); }

    Connection* connection;
    std::uint32_t generation;
    Event event;
  };

  void notice(const Notice& notice, const boost::system::error_code& error);
  void on_event(Event event, int error);
  void wait(Event event);

  void start();
  void connect_next();
  void on_connected(int error);
  void forget_writable();
  void secure();
  void handshake();
  void transmit(Instant at, bool in_outbox);
  void push(std::string_view rest);
  void receive();
  bool take(std::size_t bytes);
  void on_stream_end(const Transfer& transfer);
  void complete();
  void fail(load::Trouble trouble, std::string detail);

  Switchboard& switchboard_;
  boost::asio::basic_stream_socket<boost::asio::generic::stream_protocol, boost::asio::io_context::executor_type> socket_;
  Channel channel_;
  Origin* origin_ = nullptr;
  Flight* flight_ = nullptr;
  std::uint32_t generation_ = 0;
  int write_error_ = 0;  // of the flight on board; its answer may be there all the same
  std::uint16_t attempt_ = 0;
  State state_ = State::closed;
  bool reused_ = false;   // an exchange has been completed on it
  bool reading_ = false;  // a wait for readability is pending
  bool writing_ = false;  // or for room to write
  OperationMemory memory_;
};

}  // namespace rushhour::wire
