#include "target/server/session.hpp"

#include <boost/asio/bind_allocator.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <cstring>
#include <utility>

#include "target/service/problem.hpp"

namespace rushhour::server {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::size_t flush_at_bytes = 64 * 1024;     // responses to pipelined requests gather up to here
constexpr std::size_t discarded_bytes_max = 1 << 20;  // read from a client that is being refused, so that it gets to see the answer
constexpr Instant linger_max = std::chrono::seconds(1);
constexpr std::size_t kept_bytes_max = 16 * 1024;  // of an output buffer between bursts

}  // namespace

Session::Session(Socket socket, Loop& loop)
    : loop_(loop), socket_(std::move(socket)), parser_(request, loop.shared.limits), buffer_(std::make_unique<char[]>(buffer_bytes)) {
  loop_.add(*this);
}

Session::~Session() {
  loop_.remove(*this);
  --loop_.shared.connections;
}

void Session::start() {
  error_code ignored;  // a connection that was reset since shows it at the first read
  socket_.non_blocking(true, ignored);
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
  now_ = loop_.shared.clock.now();
  deadline_ = now_ + loop_.shared.idle;
  if (loop_.draining()) return close();
  read();
}

void Session::read() {
  if (reading_ || !socket_.is_open()) return;
  reading_ = true;
  if (begin_ > 0) {
    std::memmove(buffer_.get(), buffer_.get() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  socket_.async_read_some(
      asio::buffer(buffer_.get() + end_, buffer_bytes - end_),
      asio::bind_allocator(HandlerAllocator<std::byte>(memory_), [self = shared_from_this()](const error_code& error, std::size_t n) {
        self->reading_ = false;
        if (error) return self->close();
        self->on_read(n);
      }));
}

void Session::on_read(std::size_t bytes) {
  now_ = loop_.shared.clock.now();
  if (lingering_) {
    discarded_ += bytes;
    if (discarded_ > discarded_bytes_max) return close();
    return read();
  }
  end_ += bytes;
  go_on();
}

// Takes requests out of the buffer until one must wait, the bytes run out or enough answers have gathered, and sends what has gathered.
void Session::go_on() {
  bool more = true;
  while (more) {
    while (!at_desk_ && !last_ && out_.size() < flush_at_bytes && take_request()) continue;
    more = out_.size() >= flush_at_bytes && !at_desk_ && !last_;
    if (!flush()) return;
  }
  settle();
}

// Whether the next request may be tried.
bool Session::take_request() {
  if (begin_ == end_) return false;
  if (!started_) {
    started_ = true;
    deadline_ = now_ + loop_.shared.idle;
  }
  std::size_t used = 0;
  const auto state = parser_.put({buffer_.get() + begin_, end_ - begin_}, used);
  begin_ += used;
  switch (state) {
    case RequestParser::State::need_more:
      if (used == 0 && end_ - begin_ == buffer_bytes) refuse(400, "the request is not HTTP: a line is too long");
      return false;
    case RequestParser::State::refused:
      refuse(parser_.refusal().status, parser_.refusal().detail);
      return false;
    case RequestParser::State::head:
      if (!parser_.expects_continue()) return true;
      if (auto refusal = loop_.shared.desk.refuse_head(request)) {
        response = std::move(*refusal);
        timing = {};
        unread_ = true;
        respond(false);
        return false;
      }
      out_ += "HTTP/1.1 100 Continue\r\n\r\n";
      return true;
    case RequestParser::State::complete:
      arrived = now_;
      if (loop_.shared.desk.handle(*this)) {
        answer();
        return true;
      }
      at_desk_ = shared_from_this();
      return false;
  }
  return false;
}

void Session::refuse(int status, std::string detail) {
  response = service::problem(status, detail);
  timing = {};
  unread_ = true;
  respond(false);
}

void Session::answer() { respond(parser_.keep_alive() && !loop_.draining()); }

// The response in `response` goes behind those that wait; then the next request may come, if the connection is to persist.
void Session::respond(bool persist) {
  const Persistence persistence = !persist ? Persistence::closed : parser_.http_1_1() ? Persistence::implied : Persistence::kept;
  const auto date = loop_.date.at(loop_.shared.clock.wall_at_zero() + now_);
  append_response(out_, response, timing, date, request.method == service::Method::head, persistence);
  response = {};
  parser_.next();
  started_ = false;
  last_ = !persist;
  deadline_ = now_ + loop_.shared.idle;
}

// Whether all is sent. The kernel is asked at once, which mostly saves the round through the reactor; what it does not take follows later.
bool Session::flush() {
  if (writing_ || !socket_.is_open()) return false;
  if (out_.empty()) return true;
  sending_.clear();
  std::swap(sending_, out_);
  error_code error;
  std::size_t sent = socket_.send(asio::buffer(sending_), 0, error);
  if (error == asio::error::would_block) sent = 0;
  if (error && error != asio::error::would_block) return close(), false;
  if (sent == sending_.size()) return true;
  write_from(sent);
  return false;
}

void Session::write_from(std::size_t sent) {
  writing_ = true;
  asio::async_write(
      socket_, asio::buffer(sending_) + sent,
      asio::bind_allocator(HandlerAllocator<std::byte>(memory_), [self = shared_from_this()](const error_code& error, std::size_t) {
        self->writing_ = false;
        if (error) return self->close();
        self->now_ = self->loop_.shared.clock.now();
        self->deadline_ = self->now_ + self->loop_.shared.idle;
        self->go_on();
      }));
}

// All is sent: what is the connection to wait for?
void Session::settle() {
  if (sending_.capacity() > kept_bytes_max) sending_ = {};
  if (last_) return linger();
  if (at_desk_) return;
  if (loop_.draining() && !started_ && begin_ == end_) return close();
  read();
}

void Session::linger() {
  error_code ignored;  // the client may be gone, which is all the same now
  socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  // Closing with bytes unread would reset the connection, and the client might never see the answer.
  if (!unread_) return close();
  lingering_ = true;
  begin_ = end_ = 0;
  deadline_ = now_ + linger_max;
  read();
}

void Session::wake() {
  asio::post(loop_.context, [self = shared_from_this()] { self->on_wake(); });
}

void Session::on_wake() {
  const auto self = std::move(at_desk_);
  at_desk_ = nullptr;
  if (!socket_.is_open()) return;  // nobody is left to be told
  now_ = loop_.shared.clock.now();
  if (!loop_.shared.desk.resume(*this)) {
    at_desk_ = self;
    return;
  }
  answer();
  go_on();
}

void Session::drain() {
  if (!at_desk_ && !started_ && !writing_ && out_.empty() && begin_ == end_) close();
}

void Session::enforce_deadline(Instant now) {
  if (at_desk_ || now < deadline_ || !socket_.is_open()) return;
  now_ = now;
  if (!started_ || writing_ || lingering_) return close();
  refuse(408, "the rest of the request did not come in time");
  go_on();
}

void Session::abandon() {
  close();
  at_desk_ = nullptr;
}

void Session::close() {
  error_code ignored;  // whatever it says, the descriptor is gone
  socket_.close(ignored);
}

}  // namespace rushhour::server
