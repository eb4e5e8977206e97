// Beast's basic_parser keeps no bytes: what it has not consumed (a head or a chunk's header that is not whole yet) must be shown again,
// joined to what follows. `held_` is that joint. It is empty in the common case, a head that arrives whole, so nothing is copied but
// values.

#include "sim/wire/http/response_parser.hpp"

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <optional>

#include "sim/wire/http/body_sink.hpp"

namespace rushhour::wire {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::beast::string_view;
using load::Trouble;

constexpr std::size_t reserve_limit = 1024 * 1024;  // what a server announces is believed up to here; the rest grows as it comes
constexpr std::size_t keep_limit = 16 * 1024;       // a buffer that grew beyond is given back

// What is left of a chunked body, wherever it stands, is at least "0", two line ends. Beast asserts so when it comes back to the last
// chunk, so it is shown no less.
constexpr std::size_t chunk_minimum = 5;

/// Writes what Beast finds into an outcome.
class Collector final : public http::basic_parser<false> {
 public:
  Collector(const ResponseLimits& limits, bool to_head, load::BodyUse use, BodySink& sink, load::Outcome& outcome)
      : outcome_(outcome), sink_(sink), use_(use), body_limit_(limits.body), head_left_(limits.head) {
    header_limit(static_cast<std::uint32_t>(limits.head));
    body_limit(limits.body);
    eager(true);
    skip(to_head);
  }

  bool is_interim() const noexcept { return outcome_.status / 100 == 1 && outcome_.status != 101; }

  bool sets_cookies() const noexcept { return sets_cookies_; }

  /// What the body's bytes were found to be, where that ended the reading.
  Trouble body_trouble() const noexcept { return body_trouble_; }

 private:
  using Error = boost::beast::error_code;

  void on_request_impl(http::verb, string_view, string_view, int, Error&) override {}

  void on_response_impl(int code, string_view, int, Error& error) override {
    outcome_.status = code;
    if (code < 100) error = http::error::bad_status;
  }

  void on_field_impl(http::field field, string_view name, string_view value, Error& error) override {
    const std::size_t size = name.size() + value.size() + 4;
    if (size > head_left_) {
      error = http::error::header_limit;
      return;
    }
    head_left_ -= size;
    if (in_body_) return;  // a trailer
    if (field == http::field::content_encoding) add_codings(value);
    if (field == http::field::set_cookie) sets_cookies_ = true;
    outcome_.headers.add({name.data(), name.size()}, {value.data(), value.size()});
  }

  void on_header_impl(Error&) override {}

  void on_body_init_impl(const boost::optional<std::uint64_t>& length, Error& error) override {
    in_body_ = true;
    if (length && use_ == load::BodyUse::keep)
      outcome_.body.reserve(static_cast<std::size_t>(std::min<std::uint64_t>(*length, reserve_limit)));
    note(sink_.begin(use_, codings_, body_limit_, outcome_), error);
  }

  std::size_t on_body_impl(string_view body, Error& error) override {
    note(sink_.put({body.data(), body.size()}), error);
    return body.size();
  }

  void on_chunk_header_impl(std::uint64_t, string_view, Error&) override {}

  std::size_t on_chunk_body_impl(std::uint64_t, string_view body, Error& error) override {
    note(sink_.put({body.data(), body.size()}), error);
    return body.size();
  }

  void on_finish_impl(Error& error) override {
    if (is_interim()) return;
    if (!in_body_ && use_ == load::BodyUse::hash) sink_.begin(use_, {}, body_limit_, outcome_);
    if (in_body_ || use_ == load::BodyUse::hash) note(sink_.end(), error);
  }

  void note(Trouble trouble, Error& error) noexcept {
    if (trouble == Trouble::none) return;
    body_trouble_ = trouble;
    error = http::error::body_limit;  // whatever it is: Beast shall stop
  }

  void add_codings(string_view value) {
    if (!codings_.empty()) codings_ += ',';
    codings_.append(value.data(), value.size());
  }

  load::Outcome& outcome_;
  BodySink& sink_;
  load::BodyUse use_;
  bool in_body_ = false;
  bool sets_cookies_ = false;
  Trouble body_trouble_ = Trouble::none;
  std::size_t body_limit_;
  std::size_t head_left_;
  std::string codings_;
};

}  // namespace

class ResponseParser::Machine {
 public:
  BodySink sink;
  std::optional<Collector> collector;
};

ResponseParser::ResponseParser(const ResponseLimits& limits) : limits_(limits), machine_(std::make_unique<Machine>()) {}

ResponseParser::~ResponseParser() = default;

void ResponseParser::begin(bool to_head, load::BodyUse use, load::Outcome& outcome) {
  outcome_ = &outcome;
  to_head_ = to_head;
  use_ = use;
  trouble_ = Trouble::none;
  abandon();
  if (held_.capacity() > keep_limit) std::string().swap(held_);
  held_.clear();
  restart();
}

void ResponseParser::restart() {
  outcome_->status = 0;
  outcome_->headers.clear();
  outcome_->body.clear();
  outcome_->body_size = 0;
  outcome_->digest.clear();
  machine_->collector.emplace(limits_, to_head_, use_, machine_->sink, *outcome_);
}

ResponseParser::Progress ResponseParser::put(std::string_view bytes) {
  std::string_view rest = bytes;
  if (!held_.empty()) rest = held_.append(bytes);
  while (!rest.empty()) {
    if (rest.size() < chunk_minimum && machine_->collector->is_header_done() && machine_->collector->chunked()) return hold(rest);
    boost::beast::error_code error;
    const std::size_t used = machine_->collector->put(asio::const_buffer(rest.data(), rest.size()), error);
    rest.remove_prefix(used);
    if (error == http::error::need_more) return hold(rest);
    if (error) return refuse(error);
    if (machine_->collector->is_done()) {
      if (!machine_->collector->is_interim()) return finish(rest);
      restart();
    } else if (used == 0) {
      return hold(rest);
    }
  }
  held_.clear();
  return Progress::more;
}

ResponseParser::Progress ResponseParser::end() {
  if (!held_.empty() || !machine_->collector->got_some()) return Progress::more;
  boost::beast::error_code error;
  machine_->collector->put_eof(error);
  if (machine_->collector->body_trouble() != Trouble::none) return refuse(error);
  return error ? Progress::more : Progress::done;
}

void ResponseParser::abandon() noexcept { machine_->sink.abandon(); }

bool ResponseParser::sets_cookies() const noexcept { return machine_->collector->sets_cookies(); }

bool ResponseParser::keep_alive() const noexcept { return outcome_->status != 101 && machine_->collector->keep_alive(); }

ResponseParser::Progress ResponseParser::refuse(Trouble trouble, std::string detail) {
  trouble_ = trouble;
  detail_ = std::move(detail);
  abandon();
  return Progress::failed;
}

ResponseParser::Progress ResponseParser::refuse(const boost::system::error_code& error) {
  if (const Trouble trouble = machine_->collector->body_trouble(); trouble != Trouble::none)
    return refuse(trouble, machine_->sink.detail());
  if (error == http::error::header_limit) return refuse(Trouble::too_large, "the head is larger than the limit");
  if (error == http::error::body_limit) return refuse(Trouble::too_large, "the body is larger than the limit");
  return refuse(Trouble::malformed, error.message());
}

ResponseParser::Progress ResponseParser::finish(std::string_view rest) {
  // After 101 the bytes belong to another protocol.
  if (!rest.empty() && outcome_->status != 101) return refuse(Trouble::malformed, "bytes after the end of the response");
  return Progress::done;
}

ResponseParser::Progress ResponseParser::hold(std::string_view rest) {
  if (rest.size() > limits_.head) return refuse(Trouble::too_large, "the head is larger than the limit");
  if (held_.empty())
    held_ = rest;
  else
    held_.erase(0, held_.size() - rest.size());
  return Progress::more;
}

}  // namespace rushhour::wire
