#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "target/server/line.hpp"
#include "target/server/request_parser.hpp"
#include "target/server/witness.hpp"
#include "target/service/desk.hpp"

namespace rushhour::server {

/// One connection. Bytes that were read are parsed, each whole request is handed to the desk, and responses go out in the order of the
/// requests, as many at once as were ready. One request is with the desk at a time: what is pipelined behind it waits in the buffer, and
/// then in the kernel, which slows the client down.
///
/// Lives as long as an operation on its socket or a request at the desk is under way. Its loop's thread, except `wake`.
class Session final : public Line, public Newcomer, private service::Ticket {
 public:
  Session(Socket socket, Loop& loop);
  ~Session() override;

  void start();

  /// Ends at once if nothing is under way, else after the answer.
  void drain();

  /// Ends without an answer; the desk must not know the session any more, or never call it again.
  void abandon();

  std::shared_ptr<Session> self() { return std::static_pointer_cast<Session>(shared_from_this()); }

  void on_due() override;
  void on_time() override;
  void make_room() override;

 private:
  void wake() override;
  void on_input() override { go_on(); }
  void on_sent() override { go_on(); }
  void go_on();
  bool take_request();
  bool take_head();
  bool take_whole();
  bool hand_over();
  bool admit();
  void refuse(int status, std::string detail);
  void deliver();
  std::size_t answer();
  void begin_to_drip(std::size_t head_bytes);
  bool waits() const noexcept { return at_desk_ || fault_ != Fault::none; }
  std::size_t respond(bool persist);
  void settle();
  Instant due_by() const;
  void on_wake();

  /// What a fault does with the answer that is ready.
  enum class Fault : std::uint8_t {
    none,
    holding,   ///< it waits
    dripping,  ///< its body goes out a little at a time, from `drip_`
  };

  RequestParser parser_;
  Visitor visitor_;
  Witness witness_;
  Instant began_{0};          // this part of a request, or the wait for one
  Instant at_desk_since_{0};  // at the desk; a fault's hold before it is no wait for the store
  bool started_ = false;      // part of a request has been read
  bool in_body_ = false;      // and its head is whole
  bool admitted_ = true;      // by the gate; else the answer is in `response`
  bool last_ = false;         // the last response has been made
  bool unread_ = false;       // the client may still be sending what nobody will read
  bool finishing_ = false;    // the last response is out
  Fault fault_ = Fault::none;
  std::string drip_;                  // the body that drips,
  std::size_t dripped_ = 0;           // of which so much has gone,
  Instant drips_since_{0};            // since then
  std::shared_ptr<Session> at_desk_;  // itself, while a request is with the desk
};

}  // namespace rushhour::server
