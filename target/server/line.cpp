#include "target/server/line.hpp"

#include <boost/asio/bind_allocator.hpp>
#include <boost/asio/buffer.hpp>
#include <cstring>
#include <utility>

namespace rushhour::server {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::size_t discarded_bytes_max = 1 << 20;  // read from a client that is being refused, so that it gets to see the answer
constexpr Instant linger_max = std::chrono::seconds(1);
constexpr std::size_t kept_bytes_max = 16 * 1024;  // of an output buffer between bursts

}  // namespace

Line::Line(Socket socket, Loop& loop) : loop_(loop), socket_(std::move(socket)), buffer_(std::make_unique<char[]>(buffer_bytes)) {
  error_code ignored;  // a connection that was reset since shows it at the first read
  socket_.non_blocking(true, ignored);
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
  if (loop.shared.tls != nullptr) tls_ = std::make_unique<TlsChannel>(*loop.shared.tls);
  look_at_clock();
}

std::string Line::peer_address() const {
  error_code ignored;  // of a connection that was reset since
  return socket_.remote_endpoint(ignored).address().to_string();
}

void Line::read() {
  if (reading_ || !open()) return;
  if (begin_ > 0) {
    std::memmove(buffer_.get(), buffer_.get() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (tls_ && !lingering_) {
    if (decrypt()) return on_input();  // it came before, and found no room; a record at a time, so the stack stays low
    if (tls_->over()) return close();
  }
  reading_ = true;
  socket_.async_read_some(
      tls_ ? asio::buffer(tls_->inbox(), TlsChannel::inbox_bytes) : asio::buffer(buffer_.get() + end_, buffer_bytes - end_),
      asio::bind_allocator(HandlerAllocator<std::byte>(memory_), [this, self = shared_from_this()](const error_code& error, std::size_t n) {
        reading_ = false;
        if (error) return close();
        on_read(n);
      }));
}

void Line::on_read(std::size_t bytes) {
  look_at_clock();
  if (lingering_) {
    discarded_ += bytes;
    if (discarded_ > discarded_bytes_max) return close();
    return read();
  }
  if (!tls_) {
    end_ += bytes;
  } else if (!tls_->received(bytes)) {
    flush();  // the alert that says why
    return close();
  } else {
    decrypt();
  }
  on_input();
}

// Whether there was something in what came.
bool Line::decrypt() {
  const std::size_t bytes = tls_->read(buffer_.get() + end_, buffer_bytes - end_);
  end_ += bytes;
  return bytes > 0;
}

// Moves `out_` to `sending_`, as it goes over the wire. False if it cannot go.
bool Line::pack() {
  sending_.clear();
  if (!tls_) {
    std::swap(sending_, out_);
    return true;
  }
  if (!tls_->write(out_)) return false;
  tls_->drain(sending_);
  out_.clear();
  if (out_.capacity() > kept_bytes_max) out_ = {};
  return true;
}

// The kernel is asked at once, which mostly saves the round through the reactor; what it does not take follows later.
bool Line::flush() {
  if (writing_ || !open()) return false;
  if (out_.empty() && !tls_) return true;
  if (!pack()) return close(), false;
  if (sending_.empty()) return true;
  error_code error;
  sent_ = socket_.send(asio::buffer(sending_), 0, error);
  if (error == asio::error::would_block) sent_ = 0;
  if (error && error != asio::error::would_block) return close(), false;
  if (sent_ == sending_.size()) {
    if (sending_.capacity() > kept_bytes_max) sending_ = {};
    return true;
  }
  writing_ = true;
  sending_since_ = now_;
  write();
  return false;
}

void Line::write() {
  loop_.deadlines.set(*this, loop_.shared.patience.answer_due(sending_since_, now_, sent_));
  socket_.async_write_some(
      asio::buffer(sending_) + sent_,
      asio::bind_allocator(HandlerAllocator<std::byte>(memory_), [this, self = shared_from_this()](const error_code& error, std::size_t n) {
        if (error) return close();
        on_written(n);
      }));
}

void Line::on_written(std::size_t bytes) {
  look_at_clock();
  sent_ += bytes;
  if (sent_ < sending_.size()) return write();
  writing_ = false;
  on_sent();
}

void Line::finish(bool unread) {
  error_code ignored;  // the client may be gone, which is all the same now
  if (tls_) {
    tls_->bid_farewell();
    if (pack()) socket_.send(asio::buffer(sending_), 0, ignored);
  }
  socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  // Closing with bytes unread would reset the connection, and the client might never see the answer.
  if (!unread) return close();
  lingering_ = true;
  begin_ = end_ = 0;
  loop_.deadlines.set(*this, now_ + linger_max);
  read();
}

void Line::close() {
  error_code ignored;  // whatever it says, the descriptor is gone
  socket_.close(ignored);
}

void Line::reset() {
  error_code ignored;  // without the option it is an end like others
  socket_.set_option(asio::socket_base::linger(true, 0), ignored);
  close();
}

}  // namespace rushhour::server
