#include "target/viewing/view_session.hpp"

#include <fmt/format.h>

#include <exception>
#include <string_view>
#include <utility>

#include "target/viewing/messages.hpp"

namespace rushhour::viewing {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

constexpr auto patience = std::chrono::seconds(15);
constexpr auto last_patience = std::chrono::seconds(1);
constexpr int reads_of_the_rest = 256;
constexpr auto stream_patience = std::chrono::seconds(30);
constexpr auto heartbeat = std::chrono::seconds(10);
constexpr std::uint32_t head_limit = 16 * 1024;
constexpr std::uint64_t body_limit = 4 * 1024;

}  // namespace

void ViewSession::read() {
  parser_.emplace();
  parser_->header_limit(head_limit);
  parser_->body_limit(body_limit);
  stream_.expires_after(patience);
  http::async_read(stream_, buffer_, *parser_, [self = shared_from_this()](beast::error_code error, std::size_t) { self->took(error); });
}

void ViewSession::took(beast::error_code error) {
  if (error == http::error::header_limit || error == http::error::buffer_overflow)
    return refuse(431, "The head of the request is longer than 16 KB.");
  if (error == http::error::body_limit) return refuse(413, "The body of the request is longer than 4 KB.");
  if (error.category() == http::make_error_code(http::error::bad_method).category() && error != http::error::end_of_stream &&
      error != http::error::partial_message)
    return refuse(400, "The request is no HTTP/1.1 that can be read.");
  if (error) return end();
  auto request = parser_->release();
  const bool keep = request.keep_alive() && !house_.closing;
  Asked asked = asked_of(std::move(request));
  const bool head_only = asked.method == "HEAD";
  if (head_only) asked.method = "GET";
  Answer answer;
  try {
    const std::optional<Answer> refusal = refusal_of(asked, house_.place);
    answer = refusal ? *refusal : house_.view.answer(asked);
  } catch (const std::exception& trouble) {
    answer = words(500, trouble.what());
  }
  answer.stream && !head_only ? begin_stream(asked.last_event_id) : respond(answer, head_only, keep);
}

void ViewSession::refuse(int status, const char* text) { turn_away(words(status, text)); }

void ViewSession::turn_away(Answer answer) { respond(answer, false, false); }

void ViewSession::respond(const Answer& answer, bool head_only, bool keep) {
  stream_.expires_after(patience);
  last_ = !keep;
  std::string text = head_of(answer, keep);
  if (!head_only) text += answer.body;
  send(std::move(text), &ViewSession::read);
}

void ViewSession::send(std::string text, void (ViewSession::*then)()) {
  outbox_ = std::move(text);
  writing_ = true;
  wrote_ = std::chrono::steady_clock::now();
  asio::async_write(stream_, asio::buffer(outbox_), [self = shared_from_this(), then](beast::error_code error, std::size_t) {
    self->writing_ = false;
    if (error || (self->streaming_ && self->last_)) return self->end();
    if (self->last_) return self->linger(reads_of_the_rest);
    (*self.*then)();
  });
}

// What was not read of a request that was refused would take the answer with it when the connection closes.
void ViewSession::linger(int reads) {
  beast::error_code ignored;
  stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  stream_.expires_after(last_patience);
  stream_.async_read_some(asio::buffer(ignored_), [self = shared_from_this(), reads](beast::error_code error, std::size_t) {
    error || reads == 0 ? self->end() : self->linger(reads - 1);
  });
}

void ViewSession::begin_stream(const std::string& last_event_id) {
  streaming_ = true;
  seen_ = seen_by(last_event_id, house_.instance);
  stream_.expires_never();
  house_.streams_changed();
  listen_for_end();
  Answer head;
  head.type = "text/event-stream";
  head.stream = true;
  send(head_of(head, true) + "retry: 1000\n\n", &ViewSession::pump);
}

void ViewSession::pump() {
  if (writing_ || last_ || !streaming_) return;
  std::string changed;
  try {
    changed = house_.view.since(seen_);
  } catch (const std::exception&) {
    return end();
  }
  if (changed.empty()) return house_.closing ? end() : void();
  seen_ = house_.view.version();
  send(fmt::format("id: {}{}\ndata: {}\n\n", house_.instance, seen_, changed), &ViewSession::pump);
}

void ViewSession::look(std::chrono::steady_clock::time_point now) {
  if (!streaming_) return;
  if (writing_ && now - wrote_ > stream_patience) return end();
  if (!writing_ && now - wrote_ > heartbeat) send(": still here\n\n", &ViewSession::pump);
}

// Whoever reads a stream has nothing more to say; the read ends when the connection does.
void ViewSession::listen_for_end() {
  stream_.async_read_some(asio::buffer(ignored_), [self = shared_from_this()](beast::error_code error, std::size_t) {
    error ? self->end() : self->listen_for_end();
  });
}

void ViewSession::end() {
  last_ = true;
  beast::error_code ignored;
  stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_both, ignored);
  stream_.close();
  if (std::exchange(streaming_, false)) house_.streams_changed();
}

}  // namespace rushhour::viewing
