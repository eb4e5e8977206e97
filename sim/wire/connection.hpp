#pragma once

#include <cstdint>
#include <string>

#include "sim/wire/flight.hpp"
#include "sim/wire/switchboard.hpp"
#include "sim/wire/transport/channel.hpp"
#include "sim/wire/transport/poller.hpp"

namespace rushhour::wire {

/// One user's connection to one origin: opened when it is first needed, kept alive between exchanges, reopened after it was closed. It
/// carries one flight at a time and never waits: it sends at once, and is told when the socket is readable or writable.
///
///     closed -> (blocked ->) (resolving ->) connecting -> (handshaking ->) sending -> receiving -> idle -> sending ...
///
/// An idle one keeps no buffers. It listens for the server's close, and bytes that nobody asked for end it. A flight that went out on a
/// connection used before, and was met by a close instead of a first byte, goes out once more on a fresh one if its request is repeatable:
/// the close and the request have crossed.
///
/// Events are told once (edge-triggered), so a read goes on until the socket has nothing left: until it says so, or gives less than asked
/// for while the peer has not closed.
///
/// One thread, on its switchboard's loop.
class Connection {
 public:
  /// `id`: under which the loop finds it when the poller reports it.
  Connection(Switchboard& switchboard, std::uint32_t id) : switchboard_(switchboard), id_(id) {}
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Makes it a connection to `origin`. REQUIRES: it is closed.
  void assign(Origin& origin) noexcept { origin_ = &origin; }
  const Origin* origin() const noexcept { return origin_; }

  /// Sends `flight` and reports it settled, in this call at the earliest. `at`: a reading of the clock, just taken. REQUIRES: no flight on
  /// board, and the switchboard's outbox holds the flight's request.
  void carry(Flight& flight, Instant at);

  /// Connects without a flight; the switchboard's opened_ahead() tells how it went. REQUIRES: it is closed.
  void open_ahead();

  /// There is room for one more connection: what was held back goes on.
  void unblock();

  /// The origin's addresses are known, or (`found.complaint` says why) not.
  void on_resolved(const Found& found);

  /// The poller reports it.
  void on_ready(const Poller::Ready& ready);

  /// It has asked to be called again, because others must have their turn.
  void read_on();

  /// Closes, and forgets the flight on board without a report.
  void close() noexcept;

  /// Whether it is open with nothing to do.
  bool idle() const noexcept { return state_ == State::idle; }

  /// Whether it has carried anything since it was opened.
  bool used() const noexcept { return served_ > 0; }

  std::uint32_t id() const noexcept { return id_; }

  /// Changes with each close: who kept an older one speaks of a connection that is gone.
  std::uint32_t generation() const noexcept { return generation_; }

  Connection* next = nullptr;  ///< in its user's list

 private:
  enum class State : std::uint8_t { closed, blocked, resolving, connecting, handshaking, idle, sending, receiving };

  void start();
  bool has_room();
  void find_addresses();
  void connect_next();
  int open_socket(const Address& address);
  void finish_connect();
  void on_connected();
  void on_connect_failed(int error);
  void handshake();
  void use();
  void transmit(Instant at, bool in_outbox);
  void push(std::string_view rest);
  void receive();
  bool take(std::size_t bytes, Instant at);
  void on_stream_end(const Transfer& transfer, Instant at);
  void complete(Instant at);
  bool may_go_on(const Flight& flight) const;
  void enter(load::Phase phase, Instant at);
  void fail(load::Trouble trouble, std::string detail);

  Switchboard& switchboard_;
  Channel channel_;
  Origin* origin_ = nullptr;
  Flight* flight_ = nullptr;
  std::uint32_t id_;
  std::uint32_t generation_ = 0;
  std::uint32_t served_ = 0;  // answers on this incarnation
  int write_error_ = 0;       // of the flight on board; its answer may be there all the same
  std::uint16_t attempt_ = 0;
  State state_ = State::closed;
  bool hung_up_ = false;  // the peer has closed: read to the end
};

}  // namespace rushhour::wire
