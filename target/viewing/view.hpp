#pragma once

#include <cstdint>
#include <string>

namespace rushhour::viewing {

/// A request of somebody who looks, as far as a view may know it.
struct Asked {
  std::string method;
  std::string path;   ///< up to the '?', not decoded
  std::string query;  ///< behind it
  std::string body{};
  std::string host{}, origin{}, authorization{}, last_event_id{};
};

struct Answer {
  int status = 200;
  std::string body{};
  std::string type = "text/html; charset=utf-8";
  std::string allow{};  ///< of 405
  bool stream = false;  ///< in place of a body: what changes, from now on
};

/// Text in plain words, as refusals have it.
Answer words(int status, std::string text);

/// To a method that is none of `allow` ("GET, HEAD").
Answer not_allowed(std::string allow);

/// What a ViewServer shows. Called on the server's thread alone.
class View {
 public:
  virtual ~View() = default;

  virtual Answer answer(const Asked& asked) = 0;

  /// Of what is streamed: the number of the last change, and what came after a change, on one line (empty: nothing).
  virtual std::uint64_t version() const { return 0; }
  virtual std::string since(std::uint64_t) const { return {}; }

  /// Streams there are now; called when that changes.
  virtual void watched(std::size_t) {}
};

}  // namespace rushhour::viewing
