#include "target/viewing/view_server.hpp"

#include <fmt/format.h>
#include <pthread.h>
#include <sys/resource.h>

#include <algorithm>
#include <boost/asio.hpp>
#include <cstdio>
#include <exception>
#include <thread>
#include <vector>

#include "reports/foundation/user_error.hpp"
#include "target/viewing/view_session.hpp"

namespace rushhour::viewing {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr std::size_t connections_at_most = 64;
constexpr auto look_around = std::chrono::seconds(5);
constexpr auto accept_again_after = std::chrono::milliseconds(100);
constexpr auto last_patience = std::chrono::milliseconds(900);
constexpr int lower_priority = 10;

tcp::endpoint endpoint_of(asio::io_context& io, const Place& place, boost::system::error_code& error) {
  const auto address = asio::ip::make_address(place.host, error);
  if (!error) return {address, place.port};
  const auto found = tcp::resolver(io).resolve(place.host, std::to_string(place.port), error);
  return error || found.empty() ? tcp::endpoint() : found.begin()->endpoint();
}

}  // namespace

class ViewServer::Hall {
 public:
  Hall(const Place& place, std::string_view flag, View& view)
      : place_(place),
        view_(view),
        acceptor_(io_),
        patience_(io_),
        timer_(io_),
        house_{view, place_, fresh_token().substr(0, 8) + ".", {}} {
    house_.streams_changed = [this] { tell_streams(); };
    listen(flag);
    accept();
    look();
    thread_ = std::thread([this] {
      ::pthread_setname_np(::pthread_self(), "viewing");  // so that what it costs can be told apart
      ::setpriority(PRIO_PROCESS, 0, lower_priority);     // of this thread alone, as Linux has it
      io_.run();
    });
  }

  const Place& place() const noexcept { return place_; }
  asio::io_context& io() noexcept { return io_; }

  void publish() {
    for (const auto& session : present())
      if (session->streaming()) session->pump();
  }

  void close() {
    if (!thread_.joinable()) return;
    asio::post(io_, [this] { begin_to_close(); });
    thread_.join();
  }

 private:
  void listen(std::string_view flag) {
    boost::system::error_code error;
    const tcp::endpoint endpoint = endpoint_of(io_, place_, error);
    if (!error) acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error)
      throw UserError(
          fmt::format("{} {}:{}: cannot listen there: {}; give a free port, or 0 for any", flag, place_.host, place_.port, error.message()),
          Exit::trouble);
    place_.port = acceptor_.local_endpoint().port();
  }

  void accept() {
    acceptor_.async_accept([this](boost::system::error_code error, tcp::socket socket) {
      if (house_.closing) return;
      if (error) return accept_later();
      welcome(std::move(socket));
      accept();
    });
  }

  // Where no descriptor is left, as beside a run with many users, the next try would fail at once, again and again.
  void accept_later() {
    patience_.expires_after(accept_again_after);
    patience_.async_wait([this](boost::system::error_code error) {
      if (!error && !house_.closing) accept();
    });
  }

  void welcome(tcp::socket socket) {
    const std::size_t there = present().size();
    const auto session = std::make_shared<ViewSession>(std::move(socket), house_);
    if (there >= connections_at_most)
      return session->turn_away(words(503, fmt::format("There are {} connections already, and no room for more.", connections_at_most)));
    sessions_.push_back(session);
    session->read();
  }

  std::vector<std::shared_ptr<ViewSession>> present() {
    std::vector<std::shared_ptr<ViewSession>> there;
    for (const auto& weak : sessions_)
      if (auto session = weak.lock()) there.push_back(std::move(session));
    sessions_.assign(there.begin(), there.end());
    return there;
  }

  void tell_streams() {
    const auto there = present();
    view_.watched(static_cast<std::size_t>(std::count_if(there.begin(), there.end(), [](const auto& one) { return one->streaming(); })));
  }

  void look() {
    timer_.expires_after(look_around);
    timer_.async_wait([this](boost::system::error_code error) {
      if (error || house_.closing) return;
      for (const auto& session : present()) session->look(std::chrono::steady_clock::now());
      look();
    });
  }

  // Streams end when they have taken what is last, all others now; whoever is too slow is left behind.
  void begin_to_close() {
    house_.closing = true;
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    for (const auto& session : present()) session->streaming() ? session->pump() : session->end();
    timer_.expires_after(last_patience);
    timer_.async_wait([this](boost::system::error_code) { io_.stop(); });
    wait_for_streams();
  }

  void wait_for_streams() {
    if (present().empty()) return io_.stop();
    const auto again = std::make_shared<asio::steady_timer>(io_, std::chrono::milliseconds(20));
    again->async_wait([this, again](boost::system::error_code) { wait_for_streams(); });
  }

  asio::io_context io_{1};
  Place place_;
  View& view_;
  tcp::acceptor acceptor_;
  asio::steady_timer patience_, timer_;
  ViewSession::House house_;
  std::vector<std::weak_ptr<ViewSession>> sessions_;
  std::thread thread_;
};

ViewServer::ViewServer(const Place& place, std::string_view flag, View& view) : hall_(std::make_unique<Hall>(place, flag, view)) {}

ViewServer::~ViewServer() { close(); }

const Place& ViewServer::place() const noexcept { return hall_->place(); }

// A page that cannot be made is no reason to end what it shows.
void ViewServer::post(std::function<void()> work) {
  asio::post(hall_->io(), [work = std::move(work)] {
    try {
      work();
    } catch (const std::exception& trouble) {
      fmt::print(stderr, "rushhour: the page could not be brought up to date: {}\n", trouble.what());
    }
  });
}

void ViewServer::publish() { hall_->publish(); }

void ViewServer::close() { hall_->close(); }

}  // namespace rushhour::viewing
