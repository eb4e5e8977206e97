#include "sim/wire/connection.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>

#include "sim/wire/http/request_text.hpp"
#include "sim/wire/transport/tls_session.hpp"
#include "sim/wire/transport/transport_error.hpp"

namespace rushhour::wire {

using load::Phase;
using load::Trouble;

namespace {

// Reads of one turn: a server that sends faster than we read may not keep the loop for itself.
constexpr int reads_limit = 16;

bool is_our_shortage(int error) noexcept {
  const Trouble trouble = trouble_of(error, Phase::connect);
  return trouble == Trouble::no_descriptors || trouble == Trouble::no_ports;
}

}  // namespace

void Connection::carry(Flight& flight, Instant at) {
  flight_ = &flight;
  flight.connection = this;
  if (state_ == State::idle) return transmit(at, true);
  start();
}

void Connection::open_ahead() { start(); }

void Connection::close() noexcept {
  if (state_ >= State::handshaking) --switchboard_.open_connections;
  if (channel_.is_open()) switchboard_.socket_closed();
  channel_.close();
  ++generation_;
  flight_ = nullptr;
  served_ = 0;
  write_error_ = 0;
  state_ = State::closed;
  hung_up_ = false;
}

void Connection::enter(Phase phase, Instant at) {
  if (flight_ != nullptr) switchboard_.enter(*flight_, phase, at);
}

void Connection::on_ready(const Poller::Ready& ready) {
  hung_up_ |= ready.hung_up;
  switch (state_) {
    case State::closed:
    case State::blocked:
    case State::resolving:
      break;
    case State::connecting:
      if (ready.writable) finish_connect();
      break;
    case State::handshaking:
      handshake();
      break;
    case State::sending:
      if (ready.readable) receive();
      // TLS may have needed a read before it could write on.
      if (state_ == State::sending) push(std::string_view(flight_->unsent).substr(flight_->unsent_begin));
      break;
    case State::idle:
    case State::receiving:
      // TLS may have needed to write before it could read on.
      if (ready.readable || origin_->https) receive();
      break;
  }
}

void Connection::read_on() {
  if (state_ >= State::idle) receive();
}

void Connection::start() {
  if (has_room()) find_addresses();
}

/// Whether one more socket may be opened. If not, it is held back until unblock().
bool Connection::has_room() {
  if (switchboard_.may_open(*this)) return true;
  state_ = State::blocked;
  enter(Phase::blocked, switchboard_.now());
  return false;
}

void Connection::unblock() {
  if (state_ == State::blocked) find_addresses();
}

void Connection::find_addresses() {
  attempt_ = 0;
  if (!origin_->addresses.empty()) return connect_next();
  state_ = State::resolving;
  enter(Phase::dns, switchboard_.now());
  switchboard_.resolve(*origin_, *this);
}

void Connection::on_resolved(const Found& found) {
  if (!found.complaint.empty()) return fail(trouble_of(found.error, Phase::dns), found.complaint);
  // Others may have taken the room meanwhile: a name that is looked up holds no socket.
  if (has_room()) connect_next();
}

void Connection::connect_next() {
  const auto& addresses = origin_->addresses;
  if (addresses.empty()) return fail(Trouble::connect_failed, "none of the server's addresses works");
  state_ = State::connecting;
  if (attempt_ == 0) enter(Phase::connect, switchboard_.now());
  const int error = open_socket(addresses[(origin_->preferred + attempt_) % addresses.size()]);
  if (error == EINPROGRESS) return;
  if (error != 0) return on_connect_failed(error);
  on_connected();
}

/// Begins to connect; an errno (EINPROGRESS: the poller will tell), or 0 if that is done already.
int Connection::open_socket(const Address& address) {
  const int family = address.protocol().family();
  const int descriptor = ::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return errno;
  channel_.open(descriptor);
  switchboard_.socket_opened();
  if (family != AF_UNIX) {
    const int yes = 1;
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (const int error = switchboard_.sources().bind_next(descriptor, family == AF_INET6); error != 0) return error;
  }
  int result = 0;
  do result = ::connect(descriptor, address.data(), static_cast<socklen_t>(address.size()));
  while (result != 0 && errno == EINTR);
  const int error = result == 0 ? 0 : errno;
  if (error != 0 && error != EINPROGRESS) return error == EAGAIN && family == AF_UNIX ? ECONNREFUSED : error;  // its backlog is full
  const int watched = switchboard_.poller().watch(descriptor, id_, generation_);
  return watched != 0 ? watched : error;
}

void Connection::finish_connect() {
  int error = 0;
  socklen_t size = sizeof error;
  if (::getsockopt(channel_.descriptor(), SOL_SOCKET, SO_ERROR, &error, &size) != 0) error = errno;
  error != 0 ? on_connect_failed(error) : on_connected();
}

void Connection::on_connect_failed(int error) {
  Flight* const flight = flight_;
  const std::uint16_t tried = attempt_;
  close();  // a new generation: the poller may still speak of the socket that is gone
  flight_ = flight;
  attempt_ = tried;
  if (!is_our_shortage(error) && ++attempt_ < origin_->addresses.size()) return connect_next();
  origin_->forget_addresses();
  fail(trouble_of(error, Phase::connect), words_of(error, Phase::connect));
}

void Connection::on_connected() {
  if (!origin_->addresses.empty()) origin_->preferred = (origin_->preferred + attempt_) % origin_->addresses.size();
  ++switchboard_.open_connections;
  ++switchboard_.connections_opened;
  state_ = State::handshaking;
  hung_up_ = false;
  if (!origin_->https) return use();
  enter(Phase::tls, switchboard_.now());
  TlsSession session(switchboard_.tls(), origin_->host, origin_->session, channel_.descriptor());
  if (!session) return fail(Trouble::tls, "TLS could not be set up");
  channel_.secure(std::move(session));
  handshake();
}

void Connection::handshake() {
  const Transfer transfer = channel_.handshake();
  switch (transfer.state) {
    case Transfer::State::done:
      return use();
    case Transfer::State::want_read:
    case Transfer::State::want_write:
      return;
    case Transfer::State::end:
      return fail(Trouble::tls, "the server closed during the handshake");
    case Transfer::State::broken:
      break;
  }
  if (transfer.error == EPROTO) return fail(Trouble::tls, channel_.trouble());
  fail(Trouble::tls, "during the handshake: " + words_of(transfer.error, Phase::tls));
}

/// The connection stands.
void Connection::use() {
  if (flight_ != nullptr) return transmit(switchboard_.now(), false);
  state_ = State::idle;
  switchboard_.opened_ahead(Trouble::none, {});
}

void Connection::transmit(Instant at, bool in_outbox) {
  Flight& flight = *flight_;
  std::string& outbox = switchboard_.outbox();
  // Other requests have been written there while this one waited; it was found sound when its flight began.
  if (!in_outbox) write_request(*flight.request, origin_->header, flight.target, outbox, flight.cookies, switchboard_.closes_after_each());
  if (!flight.sent) flight.outcome.sent = at;
  flight.sent = true;
  flight.parser.begin(flight.request->method == "HEAD", flight.request->body_use, flight.outcome);
  write_error_ = 0;
  flight.sent_at = at;
  state_ = State::receiving;
  enter(Phase::send, at);
  push(outbox);
}

void Connection::push(std::string_view rest) {
  Flight& flight = *flight_;
  while (!rest.empty()) {
    const Transfer transfer = channel_.write(rest);
    if (transfer.state == Transfer::State::done) {
      flight.outcome.bytes_out += transfer.bytes;
      rest.remove_prefix(transfer.bytes);
      continue;
    }
    if (transfer.state == Transfer::State::broken || transfer.state == Transfer::State::end) {
      // A server that refuses a request in mid-body answers, then closes: the answer, if it is there, counts.
      write_error_ = transfer.error != 0 ? transfer.error : EPIPE;
      state_ = State::receiving;
      enter(Phase::wait, flight.sent_at);
      return receive();
    }
    if (state_ == State::sending)
      flight.unsent_begin = flight.unsent.size() - rest.size();
    else
      flight.keep_unsent(rest);
    state_ = State::sending;
    return;
  }
  // What the socket took in one go was sent in no time; the clock is spared.
  enter(Phase::wait, state_ == State::sending ? switchboard_.now() : flight.sent_at);
  flight.unsent.clear();
  state_ = State::receiving;
}

void Connection::receive() {
  for (int reads = 0;; ++reads) {
    const std::span<char> inbox = switchboard_.inbox();
    const Transfer transfer = channel_.read(inbox);
    if (transfer.state == Transfer::State::want_read && write_error_ == 0) return;
    if (transfer.state == Transfer::State::want_write) return;
    // What the first read gives was there when the turn began, unless the request went out later; the rest came in since.
    const bool seen = reads == 0 && (flight_ == nullptr || flight_->sent_at <= switchboard_.turn());
    const Instant at = seen ? switchboard_.turn() : switchboard_.now();
    if (transfer.state != Transfer::State::done) return on_stream_end(transfer, at);
    // Nobody asked, or the server said more than it announced.
    if (flight_ == nullptr) return close();
    if (!take(transfer.bytes, at)) return;
    if (transfer.bytes < inbox.size() && !channel_.holds_bytes() && write_error_ == 0 && !hung_up_) return;
    if (reads >= reads_limit) return switchboard_.come_back(*this);
  }
}

/// Gives the first `bytes` of the inbox to the flight's parser; false once there is nothing more to read.
bool Connection::take(std::size_t bytes, Instant at) {
  Flight& flight = *flight_;
  if (!flight.answered) {
    flight.outcome.first_byte = at;
    enter(Phase::receive, at);
  }
  flight.answered = true;
  flight.outcome.bytes_in += bytes;
  switch (flight.parser.put({switchboard_.inbox().data(), bytes})) {
    case ResponseParser::Progress::more:
      return true;
    case ResponseParser::Progress::done:
      complete(at);
      return false;
    case ResponseParser::Progress::failed:
      fail(flight.parser.trouble(), flight.parser.detail());
      return false;
  }
  return false;
}

void Connection::on_stream_end(const Transfer& transfer, Instant at) {
  if (flight_ == nullptr) return close();
  Flight& flight = *flight_;
  // What TLS says in words tells more than that the socket took no more.
  const int error = write_error_ != 0 && transfer.error != EPROTO ? write_error_ : transfer.error;
  const bool in_order = transfer.state == Transfer::State::end && write_error_ == 0;
  const auto ending = in_order ? flight.parser.end() : ResponseParser::Progress::more;
  if (ending == ResponseParser::Progress::done) return complete(at);
  if (ending == ResponseParser::Progress::failed) return fail(flight.parser.trouble(), flight.parser.detail());
  if (served_ > 0 && !flight.answered && !flight.retried && is_repeatable(*flight.request)) {
    close();
    flight.retried = true;
    flight.unsent.clear();
    flight_ = &flight;
    return start();
  }
  if (in_order)
    return fail(Trouble::closed, flight.answered ? "the server closed within its answer" : "the server closed without an answer");
  if (error == EPROTO) return fail(Trouble::tls, channel_.trouble());
  fail(trouble_of(error, Phase::wait), words_of(error, Phase::wait));
}

void Connection::complete(Instant at) {
  Flight& flight = *flight_;
  flight.outcome.done = at;
  flight.leave(at);
  ++served_;
  if (!may_go_on(flight)) {
    close();
  } else {
    flight_ = nullptr;
    state_ = State::idle;
    // What TLS has decrypted already no event will announce, and what the peer's close was reported with has been told.
    if (channel_.holds_bytes() || hung_up_) receive();
  }
  switchboard_.settled(flight);
}

/// Whether the connection may carry another request. What the server has not taken of this one would be taken for the next.
bool Connection::may_go_on(const Flight& flight) const {
  const load::HttpOptions& http = switchboard_.http();
  if (switchboard_.closes_after_each()) return false;
  if (http.requests_per_connection != 0 && served_ >= http.requests_per_connection) return false;
  return flight.parser.keep_alive() && flight.unsent.empty() && write_error_ == 0 && !asks_to_close(*flight.request);
}

void Connection::fail(Trouble trouble, std::string detail) {
  Flight* const flight = flight_;
  close();
  if (flight == nullptr) return switchboard_.opened_ahead(trouble, detail);
  flight->fail(trouble, std::move(detail), switchboard_.now());
  switchboard_.settled(*flight);
}

}  // namespace rushhour::wire
