// What Beast's parser leaves to us:
//  - an empty line before a request is to be overlooked (RFC 9112, section 2.2);
//  - exactly one Host in HTTP/1.1 (section 3.2), no second value for fields that have one;
//  - a transfer coding other than "chunked" must not pass as a request without body, or the body would be read as the next request (6.1);
//  - the limit of the head as a whole: Beast's own counts from the first field that is not yet complete;
//  - the fields of a chunked body's trailer are not the request's.

#include "target/server/request_parser.hpp"

#include <fmt/format.h>

#include <boost/beast/core/string.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <optional>
#include <utility>

namespace rushhour::server {
namespace {

namespace http = boost::beast::http;
using boost::beast::error_code;
using boost::beast::iequals;
using BeastView = boost::beast::string_view;

// Beast waits for the empty line that ends a head, which never comes from a client that knows no carriage returns.
bool has_bare_line_feed(std::string_view text) noexcept {
  for (std::size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1))
    if (at == 0 || text[at - 1] != '\r') return true;
  return false;
}

std::string_view view(BeastView text) noexcept { return {text.data(), text.size()}; }

service::Method method_of(http::verb verb) noexcept {
  switch (verb) {
    case http::verb::get:
      return service::Method::get;
    case http::verb::head:
      return service::Method::head;
    case http::verb::post:
      return service::Method::post;
    case http::verb::put:
      return service::Method::put;
    case http::verb::delete_:
      return service::Method::remove;
    default:
      return service::Method::other;
  }
}

class Grammar final : public http::basic_parser<true> {
 public:
  Grammar(service::Request& request, RequestParser::Refusal& refusal, ParserLimits limits) : request_(request), refusal_(refusal) {
    header_limit(static_cast<std::uint32_t>(limits.head_bytes));
    body_limit(limits.body_bytes);
  }

  bool expects_continue() const noexcept { return expects_continue_; }
  bool http_1_1() const noexcept { return version_ == 11; }

 private:
  void on_request_impl(http::verb verb, BeastView, BeastView target, int version, error_code&) override {
    request_.method = method_of(verb);
    request_.target = view(target);
    version_ = version;
  }

  void on_response_impl(int, BeastView, int, error_code&) override {}

  void on_field_impl(http::field field, BeastView name, BeastView value, error_code& error) override {
    if (head_done_) return;
    switch (field) {
      case http::field::host:
        if (++hosts_ > 1) return refuse(error, 400, "the Host field is given twice");
        request_.host = view(value);
        break;
      case http::field::accept:
        listed(request_.accept, value);
        break;
      case http::field::accept_encoding:
        listed(request_.accept_encoding, value);
        break;
      case http::field::if_none_match:
        listed(request_.if_none_match, value);
        break;
      case http::field::if_match:
        listed(request_.if_match, value);
        break;
      case http::field::content_type:
        single(request_.content_type, value, error);
        break;
      case http::field::authorization:
        single(request_.authorization, value, error);
        break;
      case http::field::content_length:
        request_.body_announced = true;
        break;
      case http::field::transfer_encoding:
        if (version_ < 11 || !iequals(value, "chunked")) return refuse(error, 400, "no transfer coding but chunked is understood here");
        request_.body_announced = true;
        break;
      case http::field::expect:
        if (!iequals(value, "100-continue")) return refuse(error, 417, "no expectation but 100-continue can be met");
        expects_continue_ = version_ == 11;
        break;
      case http::field::unknown:
        if (iequals(name, "Idempotency-Key"))
          single(request_.idempotency_key.emplace(request_.idempotency_key.value_or("")), value, error);
        else if (iequals(name, "traceparent"))
          listed(request_.traceparent, value);  // two are none (W3C Trace Context, section 4.3), and no reason to refuse
        break;
      default:
        break;
    }
  }

  void on_header_impl(error_code& error) override {
    head_done_ = true;
    if (version_ == 11 && hosts_ == 0) refuse(error, 400, "HTTP/1.1 needs a Host field");
  }

  void on_body_init_impl(const boost::optional<std::uint64_t>& length, error_code&) override {
    if (length) request_.body.reserve(*length);  // at most the limit, which was checked
  }

  std::size_t on_body_impl(BeastView bytes, error_code&) override {
    request_.body.append(bytes.data(), bytes.size());
    return bytes.size();
  }

  void on_chunk_header_impl(std::uint64_t, BeastView, error_code&) override {}

  std::size_t on_chunk_body_impl(std::uint64_t, BeastView bytes, error_code&) override {
    request_.body.append(bytes.data(), bytes.size());
    return bytes.size();
  }

  void on_finish_impl(error_code&) override {}

  void single(std::string& into, BeastView value, error_code& error) {
    if (!into.empty()) return refuse(error, 400, "a field that has one value is given twice");
    into = view(value);
  }

  // A list may be spread over fields of one name (RFC 9110, section 5.3).
  static void listed(std::string& into, BeastView value) {
    if (!into.empty()) into += ", ";
    into += view(value);
  }

  void refuse(error_code& error, int status, const char* detail) {
    refusal_ = {status, detail};
    error = http::error::bad_value;
  }

  service::Request& request_;
  RequestParser::Refusal& refusal_;
  int version_ = 11;
  int hosts_ = 0;
  bool head_done_ = false;
  bool expects_continue_ = false;
};

}  // namespace

class RequestParser::Machine {
 public:
  std::optional<Grammar> grammar;
  Refusal refusal;
  std::size_t head_bytes = 0;
  bool refused = false;
};

RequestParser::RequestParser(service::Request& request, ParserLimits limits)
    : request_(request), limits_(limits), machine_(std::make_unique<Machine>()) {
  next();
}

RequestParser::~RequestParser() = default;

void RequestParser::next() {
  request_.clear();
  machine_->refusal = {};
  machine_->refused = false;
  machine_->head_bytes = 0;
  machine_->grammar.emplace(request_, machine_->refusal, limits_);
}

RequestParser::State RequestParser::put(std::string_view bytes, std::size_t& consumed) {
  Machine& m = *machine_;
  Grammar& grammar = *m.grammar;
  consumed = 0;
  if (m.refused) return State::refused;
  if (!grammar.got_some())
    while (bytes.substr(consumed).starts_with("\r\n")) consumed += 2;
  for (;;) {
    if (grammar.is_done()) return State::complete;
    const std::string_view rest = bytes.substr(consumed);
    // Beast takes for granted that a last chunk it has seen the first line of comes again with two bytes more at least.
    if (rest.empty() || (rest.size() == 4 && rest.starts_with("0\r\n"))) return State::need_more;
    if (!grammar.got_some() && rest == "\r") return State::need_more;
    const bool in_head = !grammar.is_header_done();
    error_code error;
    const std::size_t used = grammar.put({rest.data(), rest.size()}, error);
    consumed += used;
    if (in_head) m.head_bytes += used;
    const bool head_too_long = in_head && m.head_bytes + (error == http::error::need_more ? rest.size() - used : 0) > limits_.head_bytes;
    if (head_too_long || error == http::error::header_limit) {
      refuse(431, fmt::format("the head of a request has at most {} bytes", limits_.head_bytes));
      return State::refused;
    }
    if (error == http::error::need_more) {
      if (!in_head || !has_bare_line_feed(rest.substr(used))) return State::need_more;
      refuse(400, "the request is not HTTP: a line ends in a line feed alone");
      return State::refused;
    }
    if (error == http::error::body_limit) {
      refuse(413, fmt::format("the body of a request has at most {} bytes", limits_.body_bytes));
      return State::refused;
    }
    if (error) {
      const std::string detail = m.refusal.status == 0 ? "the request is not HTTP: " + error.message() : m.refusal.detail;
      refuse(m.refusal.status == 0 ? 400 : m.refusal.status, detail);
      return State::refused;
    }
    if (in_head && grammar.is_header_done() && !grammar.is_done()) return State::head;
  }
}

bool RequestParser::started() const noexcept { return machine_->grammar->got_some(); }
bool RequestParser::keep_alive() const noexcept { return machine_->grammar->keep_alive(); }
bool RequestParser::http_1_1() const noexcept { return machine_->grammar->http_1_1(); }
bool RequestParser::expects_continue() const noexcept { return machine_->grammar->expects_continue(); }
const RequestParser::Refusal& RequestParser::refusal() const noexcept { return machine_->refusal; }

void RequestParser::refuse(int status, std::string detail) {
  machine_->refusal = {status, std::move(detail)};
  machine_->refused = true;
}

}  // namespace rushhour::server
