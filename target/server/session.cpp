#include "target/server/session.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <utility>

#include "target/service/problem.hpp"

namespace rushhour::server {
namespace {

constexpr Instant drip_every = std::chrono::milliseconds(20);
constexpr std::size_t flush_at_bytes = 64 * 1024;  // responses to pipelined requests gather up to here

}  // namespace

Session::Session(Socket socket, Loop& loop)
    : Line(std::move(socket), loop),
      parser_(request, loop.shared.limits),
      witness_(loop.shared.observers, loop.shared.clock.wall_at_zero()) {
  loop_.add(*this);
}

Session::~Session() {
  loop_.newcomers.forget(*this);
  loop_.remove(*this);
  --loop_.shared.connections;
}

void Session::start() {
  visitor_.address = peer_address();
  began_ = now();
  loop_.newcomers.greet(*this, now());
  if (loop_.draining()) return close();
  settle();
}

// Takes requests out of the buffer until one must wait, the bytes run out or enough answers have gathered, and sends what has gathered.
void Session::go_on() {
  bool more = true;
  while (more) {
    while (!waits() && !last_ && out_.size() < flush_at_bytes && take_request()) continue;
    more = out_.size() >= flush_at_bytes && !waits() && !last_;
    if (!flush()) return;
  }
  settle();
}

// Whether the next request may be tried.
bool Session::take_request() {
  if (input().empty()) return false;
  if (!started_) {
    started_ = true;
    began_ = now();
    route = nullptr;
    witness_.begins(now());
  }
  std::size_t used = 0;
  const auto state = parser_.put(input(), used);
  consume(used);
  witness_.comes(used);
  switch (state) {
    case RequestParser::State::need_more:
      if (used == 0 && input_full()) refuse(400, "the request is not HTTP: a line is too long");
      return false;
    case RequestParser::State::refused:
      refuse(parser_.refusal().status, parser_.refusal().detail);
      return false;
    case RequestParser::State::head:
      return take_head();
    case RequestParser::State::complete:
      return take_whole();
  }
  return false;
}

// A head whose body follows. A client that waits to be asked for the body is told at once if there is no use in it.
bool Session::take_head() {
  in_body_ = true;
  began_ = now();
  admitted_ = admit();
  if (!parser_.expects_continue()) return true;
  if (admitted_) {
    if (auto refusal = loop_.shared.desk.refuse_head(request)) {
      response = std::move(*refusal);
      admitted_ = false;
    }
  }
  if (admitted_) {
    out_ += "HTTP/1.1 100 Continue\r\n\r\n";
    return true;
  }
  timing = {};
  unread_ = true;
  respond(false);
  return false;
}

bool Session::take_whole() {
  loop_.newcomers.forget(*this);
  arrived = now();
  if (!in_body_) admitted_ = admit();
  if (!admitted_) timing = {};
  if (!admitted_) {
    answer();
    return true;
  }
  witness_.traces(request);
  return hand_over();
}

// Whether the gate lets the request through; else its answer is in `response`.
bool Session::admit() {
  if (loop_.shared.gate.admit(request, visitor_, now(), response)) return true;
  witness_.refused(response.status == 403 ? Refusal::host : response.status == 429 ? Refusal::rate_limit : Refusal::in_flight_limit);
  return false;
}

// Whether the desk has an answer at once.
bool Session::hand_over() {
  client = client_key(request.authorization, visitor_.address);
  if (loop_.shared.desk.handle(*this)) {
    deliver();
    return true;
  }
  loop_.shared.gate.waits(request, visitor_);
  at_desk_since_ = now();
  at_desk_ = self();
  return false;
}

void Session::refuse(int status, std::string detail) {
  response = service::problem(status, detail);
  timing = {};
  unread_ = true;
  respond(false);
}

// The desk's answer is ready, and goes out as a fault may have it.
void Session::deliver() {
  if (delivery.hold > Instant{0}) {
    fault_ = Fault::holding;
    loop_.later(now() + std::exchange(delivery.hold, Instant{0}), self());
    return;
  }
  if (delivery.reset) {
    last_ = true;
    witness_.ends(route, 0, timing, 0, now());
    return reset();
  }
  const std::size_t body_bytes = answer();
  if (delivery.drip_bytes_per_s > 0) begin_to_drip(out_.size() - body_bytes);
}

// What stands in `out_` behind `head_bytes` is to drip.
void Session::begin_to_drip(std::size_t head_bytes) {
  drip_.assign(out_, head_bytes);
  out_.resize(head_bytes);
  if (drip_.empty()) return;
  dripped_ = 0;
  drips_since_ = now();
  fault_ = Fault::dripping;
  loop_.later(now() + drip_every, self());
}

void Session::on_time() {
  look_at_clock();
  if (!open()) return;
  if (fault_ == Fault::holding) {
    fault_ = Fault::none;
    if (delivery.again)
      hand_over();
    else
      deliver();
    return go_on();
  }
  const auto due = static_cast<std::size_t>(seconds(now() - drips_since_) * delivery.drip_bytes_per_s);
  const std::size_t bytes = std::min(drip_.size(), std::max(due, dripped_)) - dripped_;
  out_.append(drip_, dripped_, bytes);
  dripped_ += bytes;
  if (dripped_ < drip_.size())
    loop_.later(now() + drip_every, self());
  else
    fault_ = Fault::none;
  go_on();
}

std::size_t Session::answer() { return respond(parser_.keep_alive() && !loop_.draining()); }

// The response in `response` goes behind those that wait; then the next request may come, if the connection is to persist. The size of the
// body that went there.
std::size_t Session::respond(bool persist) {
  const Persistence persistence = !persist ? Persistence::closed : parser_.http_1_1() ? Persistence::implied : Persistence::kept;
  loop_.coding.apply(request.accept_encoding, response);
  const auto date = loop_.date.at(loop_.shared.clock.wall_at_zero() + now());
  const bool head_only = request.method == service::Method::head;
  const std::size_t before = out_.size();
  append_response(out_, response, timing, date, head_only, persistence);
  witness_.ends(route, response.status, timing, out_.size() - before, now());
  const std::size_t body_bytes = head_only ? 0 : response.text().size();
  response = {};
  parser_.next();
  started_ = in_body_ = false;
  began_ = now();
  last_ = !persist;
  return body_bytes;
}

// All is sent: what is the connection to wait for?
void Session::settle() {
  if (waits()) return loop_.deadlines.set(*this, Instant::max());
  if (last_) {
    finishing_ = true;
    return finish(unread_);
  }
  if (loop_.draining() && !started_ && input().empty()) return close();
  loop_.deadlines.set(*this, due_by());
  read();
}

// When what the client owes next must be here.
Instant Session::due_by() const {
  const Patience& patience = loop_.shared.patience;
  if (!started_) return began_ + (handshaking() ? patience.head : patience.idle);
  return in_body_ ? patience.body_due(began_, request.body.size()) : began_ + patience.head;
}

void Session::wake() {
  boost::asio::post(loop_.context, [self = self()] { self->on_wake(); });
}

void Session::on_wake() {
  const auto self = std::move(at_desk_);
  at_desk_ = nullptr;
  look_at_clock();
  if (!open()) return loop_.shared.gate.waited(request, visitor_, 0, now() - at_desk_since_, now());  // nobody is left to be told
  if (!loop_.shared.desk.resume(*this)) {
    at_desk_ = self;
    return;
  }
  loop_.shared.gate.waited(request, visitor_, response.status, now() - at_desk_since_, now());
  deliver();
  go_on();
}

void Session::drain() {
  if (!waits() && !started_ && !sending() && out_.empty() && input().empty()) close();
}

void Session::on_due() {
  if (!open()) return;
  look_at_clock();
  if (!started_ || sending() || finishing_) return close();
  refuse(408, "the rest of the request did not come in time");
  go_on();
}

void Session::make_room() {
  witness_.refused(Refusal::silence);
  close();
}

void Session::abandon() {
  close();
  at_desk_ = nullptr;
}

}  // namespace rushhour::server
