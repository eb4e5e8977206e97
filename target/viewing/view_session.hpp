#pragma once

#include <array>
#include <boost/asio.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "target/viewing/rules.hpp"
#include "target/viewing/view.hpp"

namespace rushhour::viewing {

/// One connection of a ViewServer: requests one after the other, or a stream until its end. The server's thread.
class ViewSession : public std::enable_shared_from_this<ViewSession> {
 public:
  /// What a session asks of the house it is in.
  struct House {
    View& view;
    const Place& place;
    std::string instance;  ///< begins every event's id: those of another server mean nothing here
    std::function<void()> streams_changed;
    bool closing = false;
  };

  ViewSession(boost::asio::ip::tcp::socket socket, House& house) : stream_(std::move(socket)), house_(house) {}

  void read();

  /// Answers what was never asked, and ends.
  void turn_away(Answer answer);

  bool streaming() const noexcept { return streaming_; }

  /// Sends what changed, unless something is on its way; that is looked at again when it has arrived.
  void pump();

  /// Called now and then: keeps an idle stream open, lets one go that takes nothing.
  void look(std::chrono::steady_clock::time_point now);

  void end();

 private:
  using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;

  void took(boost::beast::error_code error);
  void refuse(int status, const char* text);
  void respond(const Answer& answer, bool head_only, bool keep);
  void begin_stream(const std::string& last_event_id);
  void send(std::string text, void (ViewSession::*then)());
  void listen_for_end();

  boost::beast::tcp_stream stream_;
  House& house_;
  boost::beast::flat_buffer buffer_{24 * 1024};
  std::optional<Parser> parser_;
  std::string outbox_;
  std::array<char, 256> ignored_;
  bool streaming_ = false, writing_ = false, last_ = false;
  std::uint64_t seen_ = 0;
  std::chrono::steady_clock::time_point wrote_{};
};

}  // namespace rushhour::viewing
