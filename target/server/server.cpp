#include "target/server/server.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <thread>
#include <vector>

#include "reports/foundation/user_error.hpp"
#include "target/server/loop.hpp"
#include "target/server/session.hpp"
#include "target/server/tls.hpp"
#include "target/service/problem.hpp"

namespace rushhour::server {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using LoopExecutor = asio::io_context::executor_type;
using Acceptor = asio::basic_socket_acceptor<tcp, LoopExecutor>;
using Timer = asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, LoopExecutor>;

constexpr auto accept_again_after = std::chrono::milliseconds(50);  // when descriptors have run out
constexpr std::size_t leaving_max = 64;                             // connections that were told to make room and are not yet gone
constexpr auto look_every = std::chrono::milliseconds(10);          // whether a drain is over

}  // namespace

class Server::State {
 public:
  State(ServerSettings settings, service::Desk& desk, const HostClock& clock)
      : settings_(std::move(settings)),
        tls_(settings_.tls_certificate.empty() ? nullptr : std::make_unique<TlsContext>(settings_.tls_certificate, settings_.tls_key)),
        shared_{desk, clock, {}, settings_.patience, tls_.get(), settings_.connections_max, settings_.observers, Gate(gate_settings())} {
    for (std::size_t i = 0; i < settings_.threads; ++i) loops_.push_back(std::make_unique<Loop>(shared_));
    front_ = std::make_unique<Front>(loops_.front()->context);
    listen();
  }

  std::string url() const {
    const tcp::endpoint bound = front_->acceptor.local_endpoint();
    const std::string host = bound.address().to_string();
    return fmt::format("{}://{}:{}", tls_ ? "https" : "http", bound.address().is_v6() ? "[" + host + "]" : host, bound.port());
  }

  std::optional<std::size_t> in_flight_limit() const { return shared_.gate.in_flight_limit(); }

  void run() {
    front_->signals.async_wait([this](const error_code& error, int) {
      if (!error) drain();
    });
    accept();
    std::vector<std::thread> others;
    for (std::size_t i = 1; i < loops_.size(); ++i) others.emplace_back([this, i] { loops_[i]->run(); });
    loops_.front()->run();
    for (std::thread& other : others) other.join();
  }

 private:
  // What hangs on the first loop.
  struct Front {
    explicit Front(asio::io_context& context) : acceptor(context), patience(context), signals(context, SIGINT, SIGTERM) {}
    Acceptor acceptor;
    Timer patience;
    asio::basic_signal_set<LoopExecutor> signals;
  };

  GateSettings gate_settings() const {
    GateSettings gate = settings_.gate;
    gate.loopback_alone = asio::ip::make_address(settings_.address).is_loopback();
    return gate;
  }

  void listen() {
    const tcp::endpoint wanted(asio::ip::make_address(settings_.address), settings_.port);
    Acceptor& acceptor = front_->acceptor;
    error_code error;
    acceptor.open(wanted.protocol(), error);
    if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor.bind(wanted, error);
    if (!error) acceptor.listen(settings_.backlog, error);
    if (!error) return;
    const std::string where = fmt::format("--listen {}:{}", settings_.address, settings_.port);
    if (error == asio::error::address_in_use)
      throw UserError(where + ": the port is in use; stop who holds it, or let port 0 find a free one");
    throw UserError(
        fmt::format("{}: cannot listen there ({}); name an address of this machine and a port that is allowed", where, error.message()));
  }

  void accept() {
    Loop& loop = *loops_[next_++ % loops_.size()];
    front_->acceptor.async_accept(loop.context, [this, &loop](const error_code& error, Socket socket) {
      if (error == asio::error::operation_aborted) return;
      if (error) return accept_later();
      take(loop, std::move(socket));
      accept();
    });
  }

  void accept_later() {
    front_->patience.expires_after(accept_again_after);
    front_->patience.async_wait([this](const error_code& error) {
      if (!error) accept();
    });
  }

  void take(Loop& loop, Socket socket) {
    if (shared_.connections >= settings_.connections_max && !make_room()) return turn_away(std::move(socket));
    ++shared_.connections;
    if (&loop == loops_.front().get()) return loop.adopt(std::move(socket));
    asio::post(loop.context, [&loop, moved = std::move(socket)]() mutable { loop.adopt(std::move(moved)); });
  }

  // Whether a connection that never asked for anything will end in favour of another. Until it has, there are a few more than may be.
  bool make_room() {
    if (shared_.connections >= settings_.connections_max + leaving_max) return false;
    const auto earlier = [](const auto& a, const auto& b) { return a->newcomers.oldest() < b->newcomers.oldest(); };
    Loop& loop = **std::min_element(loops_.begin(), loops_.end(), earlier);
    const Instant now = shared_.clock.now();
    if (&loop == loops_.front().get()) return loop.newcomers.make_room(now);
    if (loop.newcomers.oldest() > now - Newcomers::grace) return false;
    asio::post(loop.context, [&loop, now] { loop.newcomers.make_room(now); });
    return true;
  }

  void turn_away(Socket socket) {
    if (settings_.observers.metrics != nullptr) settings_.observers.metrics->refused(static_cast<std::size_t>(Refusal::connections));
    if (tls_) return;  // it would take a handshake to say so
    std::string text;
    const service::Response full = service::unavailable("the target holds as many connections as it may; try again");
    append_response(text, full, {}, loops_.front()->date.at(shared_.clock.wall_at_zero() + shared_.clock.now()), false,
                    Persistence::closed);
    error_code ignored;  // a courtesy: if it does not go out at once, the close says enough
    socket.non_blocking(true, ignored);
    socket.send(asio::buffer(text), 0, ignored);
    socket.shutdown(tcp::socket::shutdown_send, ignored);
  }

  void drain() {
    error_code ignored;  // closing what is closed already is no trouble
    front_->acceptor.close(ignored);
    front_->signals.async_wait([this](const error_code& error, int) {
      if (!error) stop();
    });
    for (const auto& loop : loops_) asio::post(loop->context, [&loop] { loop->drain(); });
    give_up_at_ = shared_.clock.now() + settings_.drain_max;
    look_whether_done();
  }

  void look_whether_done() {
    if (shared_.connections == 0 || shared_.clock.now() >= give_up_at_) return stop();
    front_->patience.expires_after(look_every);
    front_->patience.async_wait([this](const error_code& error) {
      if (!error) look_whether_done();
    });
  }

  void stop() {
    for (const auto& loop : loops_) loop->context.stop();
  }

  const ServerSettings settings_;
  const std::unique_ptr<TlsContext> tls_;
  Shared shared_;
  std::vector<std::unique_ptr<Loop>> loops_;
  std::unique_ptr<Front> front_;
  std::size_t next_ = 0;
  Instant give_up_at_{0};
};

Server::Server(ServerSettings settings, service::Desk& desk, const HostClock& clock)
    : state_(std::make_unique<State>(std::move(settings), desk, clock)) {}

Server::~Server() = default;

std::string Server::url() const { return state_->url(); }

std::optional<std::size_t> Server::in_flight_limit() const { return state_->in_flight_limit(); }

void Server::run() { state_->run(); }

}  // namespace rushhour::server
