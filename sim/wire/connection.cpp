#include "sim/wire/connection.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <cerrno>

#include "sim/wire/http/request_text.hpp"
#include "sim/wire/transport/tls_session.hpp"
#include "sim/wire/transport/transport_error.hpp"

namespace rushhour::wire {

namespace asio = boost::asio;
using load::Trouble;

namespace {

// Reads of one turn: a server that sends faster than we read may not keep the loop for itself.
constexpr int reads_limit = 16;

bool is_our_shortage(int error) noexcept {
  const Trouble trouble = trouble_of(error, Phase::connecting);
  return trouble == Trouble::no_descriptors || trouble == Trouble::no_ports;
}

}  // namespace

Connection::Connection(Switchboard& switchboard) : switchboard_(switchboard), socket_(switchboard.context().get_executor()) {}

void Connection::carry(Flight& flight, Instant at) {
  flight_ = &flight;
  flight.connection = this;
  if (state_ == State::idle)
    transmit(at, true);
  else
    start();
}

void Connection::close() noexcept {
  if (state_ >= State::handshaking) --switchboard_.open_connections;
  channel_.close();
  boost::system::error_code ignored;  // the descriptor is released whatever close() says
  socket_.close(ignored);
  ++generation_;
  flight_ = nullptr;
  write_error_ = 0;
  state_ = State::closed;
  reused_ = false;
  reading_ = false;
  writing_ = false;
}

void Connection::wait(Event event) {
  if (event == Event::readable) {
    if (reading_) return;
    reading_ = true;
  } else {
    if (writing_) return;
    writing_ = true;
  }
  const auto type = event == Event::readable ? asio::socket_base::wait_read : asio::socket_base::wait_write;
  socket_.async_wait(type, Notice{this, generation_, event});
}

void Connection::notice(const Notice& notice, const boost::system::error_code& error) {
  if (notice.generation != generation_) return;
  switchboard_.begin_turn();
  // What came due at the turn's begin may have closed this very connection.
  if (notice.generation == generation_) on_event(notice.event, error.value());
  switchboard_.end_turn();
}

void Connection::on_event(Event event, int error) {
  if (event == Event::readable) reading_ = false;
  if (event == Event::writable) writing_ = false;
  switch (state_) {
    case State::closed:
    case State::resolving:
      break;
    case State::connecting:
      on_connected(error);
      break;
    case State::handshaking:
      handshake();
      break;
    case State::sending:
      if (event == Event::readable) receive();
      // TLS may have needed a read before it could write on.
      if (state_ == State::sending) push(std::string_view(flight_->unsent).substr(flight_->unsent_begin));
      break;
    case State::idle:
    case State::receiving:
      receive();
      break;
  }
}

void Connection::start() {
  attempt_ = 0;
  if (!origin_->addresses.empty()) return connect_next();
  state_ = State::resolving;
  switchboard_.resolve(*origin_, *this);
}

void Connection::on_resolved(int error, const std::string& complaint) {
  if (!complaint.empty()) return fail(trouble_of(error, Phase::resolving), complaint);
  connect_next();
}

void Connection::connect_next() {
  const auto& addresses = origin_->addresses;
  if (addresses.empty()) return fail(Trouble::connect_failed, "none of the server's addresses works");
  const asio::ip::tcp::endpoint& endpoint = addresses[(origin_->preferred + attempt_) % addresses.size()];
  state_ = State::connecting;
  boost::system::error_code error;
  socket_.open(asio::generic::stream_protocol(endpoint.protocol()), error);
  if (error) return on_connected(error.value());
  socket_.set_option(asio::ip::tcp::no_delay(true), error);
  socket_.async_connect(endpoint, Notice{this, generation_, Event::connected});
}

void Connection::on_connected(int error) {
  if (error != 0) {
    boost::system::error_code ignored;
    socket_.close(ignored);
    if (!is_our_shortage(error) && ++attempt_ < origin_->addresses.size()) return connect_next();
    origin_->forget_addresses();
    return fail(trouble_of(error, Phase::connecting), words_of(error, Phase::connecting));
  }
  if (!origin_->addresses.empty()) origin_->preferred = (origin_->preferred + attempt_) % origin_->addresses.size();
  forget_writable();
  ++switchboard_.open_connections;
  state_ = State::handshaking;
  channel_.open(socket_.native_handle());
  if (origin_->https) return secure();
  transmit(switchboard_.now(), false);
}

/// Connecting made Asio watch for "writable", and it would go on to: each wait for an answer would first wake for that. Registering anew
/// leaves it out.
void Connection::forget_writable() {
  boost::system::error_code error;
  const auto protocol = socket_.local_endpoint(error).protocol();
  const int descriptor = socket_.release(error);
  socket_.assign(protocol, descriptor, error);
}

void Connection::secure() {
  TlsSession session(switchboard_.tls(), origin_->host, origin_->session, socket_.native_handle());
  if (!session) return fail(Trouble::tls, "TLS could not be set up");
  channel_.secure(std::move(session));
  handshake();
}

void Connection::handshake() {
  const Transfer transfer = channel_.handshake();
  switch (transfer.state) {
    case Transfer::State::done:
      return transmit(switchboard_.now(), false);
    case Transfer::State::want_read:
      return wait(Event::readable);
    case Transfer::State::want_write:
      return wait(Event::writable);
    case Transfer::State::end:
      return fail(Trouble::tls, "the server closed during the handshake");
    case Transfer::State::broken:
      break;
  }
  if (transfer.error == EPROTO) return fail(Trouble::tls, channel_.trouble());
  fail(Trouble::tls, "during the handshake: " + words_of(transfer.error, Phase::exchanging));
}

void Connection::transmit(Instant at, bool in_outbox) {
  Flight& flight = *flight_;
  std::string& outbox = switchboard_.outbox();
  // Other requests have been written there while this one waited; it was found sound when its flight began.
  if (!in_outbox) write_request(*flight.request, origin_->header, flight.target, outbox, flight.cookies);
  if (!flight.sent) flight.outcome.sent = at;
  flight.sent = true;
  flight.parser.begin(flight.request->method == "HEAD", flight.request->body_use, flight.outcome);
  write_error_ = 0;
  state_ = State::receiving;
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
      return receive();
    }
    if (state_ == State::sending)
      flight.unsent_begin = flight.unsent.size() - rest.size();
    else
      flight.keep_unsent(rest);
    state_ = State::sending;
    wait(Event::readable);
    if (transfer.state == Transfer::State::want_write) wait(Event::writable);
    return;
  }
  flight.unsent.clear();
  state_ = State::receiving;
  wait(Event::readable);
}

void Connection::receive() {
  for (int reads = 0;; ++reads) {
    const std::span<char> inbox = switchboard_.inbox();
    const Transfer transfer = channel_.read(inbox);
    if (transfer.state == Transfer::State::want_read && write_error_ == 0) return wait(Event::readable);
    if (transfer.state == Transfer::State::want_write) return wait(Event::writable);
    if (transfer.state != Transfer::State::done) return on_stream_end(transfer);
    // Nobody asked, or the server said more than it announced.
    if (flight_ == nullptr) return close();
    if (!take(transfer.bytes)) return;
    if (channel_.holds_bytes() || write_error_ != 0) continue;
    if (transfer.bytes < inbox.size() || reads >= reads_limit) return wait(Event::readable);
  }
}

/// Gives the first `bytes` of the inbox to the flight's parser; false once there is nothing more to read.
bool Connection::take(std::size_t bytes) {
  Flight& flight = *flight_;
  if (!flight.answered) flight.outcome.first_byte = switchboard_.turn();
  flight.answered = true;
  flight.outcome.bytes_in += bytes;
  switch (flight.parser.put({switchboard_.inbox().data(), bytes})) {
    case ResponseParser::Progress::more:
      return true;
    case ResponseParser::Progress::done:
      complete();
      return false;
    case ResponseParser::Progress::failed:
      fail(flight.parser.trouble(), flight.parser.detail());
      return false;
  }
  return false;
}

void Connection::on_stream_end(const Transfer& transfer) {
  if (flight_ == nullptr) return close();
  Flight& flight = *flight_;
  // What TLS says in words tells more than that the socket took no more.
  const int error = write_error_ != 0 && transfer.error != EPROTO ? write_error_ : transfer.error;
  const bool in_order = transfer.state == Transfer::State::end && write_error_ == 0;
  const auto ending = in_order ? flight.parser.end() : ResponseParser::Progress::more;
  if (ending == ResponseParser::Progress::done) return complete();
  if (ending == ResponseParser::Progress::failed) return fail(flight.parser.trouble(), flight.parser.detail());
  if (reused_ && !flight.answered && !flight.retried && is_repeatable(*flight.request)) {
    close();
    flight.retried = true;
    flight.unsent.clear();
    flight_ = &flight;
    return start();
  }
  if (in_order)
    return fail(Trouble::closed, flight.answered ? "the server closed within its answer" : "the server closed without an answer");
  if (error == EPROTO) return fail(Trouble::tls, channel_.trouble());
  fail(trouble_of(error, Phase::exchanging), words_of(error, Phase::exchanging));
}

void Connection::complete() {
  Flight& flight = *flight_;
  flight.outcome.done = switchboard_.turn();
  // What the server has not taken of the request would be taken for the next one.
  const bool keep = flight.parser.keep_alive() && flight.unsent.empty() && write_error_ == 0 && !asks_to_close(*flight.request);
  if (!keep) {
    close();
  } else {
    flight_ = nullptr;
    state_ = State::idle;
    reused_ = true;
    // What TLS has decrypted already no event will announce.
    if (channel_.holds_bytes())
      receive();
    else
      wait(Event::readable);
  }
  switchboard_.settled(flight);
}

void Connection::fail(Trouble trouble, std::string detail) {
  Flight& flight = *flight_;
  close();
  flight.fail(trouble, std::move(detail), switchboard_.now());
  switchboard_.settled(flight);
}

}  // namespace rushhour::wire
