#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "reports/foundation/instant.hpp"
#include "sim/load/field_list.hpp"
#include "sim/load/http_options.hpp"

namespace rushhour::load {

/// Which of a worker's virtual users; dense, from zero, reused.
using UserId = std::uint32_t;

struct Header {
  std::string name;
  std::string value;
};

/// What a virtual user wants sent. It stays where it is until its outcome has come.
struct Request {
  std::string method = "GET";
  std::string url;  ///< a path, which goes to the target, or an absolute http:// or https:// URL
  std::vector<Header> headers;
  std::string body;
  Instant timeout = std::chrono::seconds(60);  ///< from the start of the exchange (connecting inside) to the last byte
  BodyUse body_use = BodyUse::keep;
  unsigned redirects = 0;  ///< hops that may be followed

  /// If not empty, the whole HTTP message, which goes out as it is: `url` then says only where to, and `method` and `headers` hold what the
  /// wire must know of it (wire::heed_message). Nothing is added and no redirect is followed.
  std::string message;
};

/// The parts of an exchange, in the order in which they pass.
enum class Phase : std::uint8_t {
  blocked,  ///< taken up, but the limit of connections is reached
  dns,
  connect,
  tls,
  send,     ///< from the first byte handed to the operating system to the last
  wait,     ///< for the first byte of the answer
  receive,  ///< until its last
};
inline constexpr std::size_t phase_count = 7;

/// "blocked", "dns", ...: the kinds of their series.
std::string_view to_string(Phase phase) noexcept;

/// How long each phase took; below zero for one that did not take place. Of an exchange with redirects, the sums of its hops.
class Phases {
 public:
  Phases() noexcept { clear(); }
  void clear() noexcept { length_.fill(Instant(-1)); }
  bool took_place(Phase phase) const noexcept { return of(phase) >= Instant(0); }
  Instant of(Phase phase) const noexcept { return length_[static_cast<std::size_t>(phase)]; }
  void add(Phase phase, Instant length) noexcept {
    Instant& sum = length_[static_cast<std::size_t>(phase)];
    sum = sum < Instant(0) ? length : sum + length;
  }

 private:
  std::array<Instant, phase_count> length_;
};

/// What went wrong on the way; trouble is data, never an exception.
enum class Trouble : std::uint8_t {
  none,
  name_not_found,  ///< DNS
  connect_refused,
  connect_failed,  ///< unreachable and the like
  dns_timeout,
  connect_timeout,
  tls_timeout,
  tls,              ///< handshake or certificate; the detail says which
  read_timeout,     ///< sent, no whole answer in time
  reset,            ///< connection reset or broken pipe
  closed,           ///< the server closed before the answer was whole
  malformed,        ///< not HTTP
  too_large,        ///< head or body beyond the limit
  bad_encoding,     ///< the body is not what Content-Encoding says
  redirect_loop,    ///< more hops than allowed
  no_descriptors,   ///< ours: EMFILE, ENFILE
  no_ports,         ///< ours: EADDRNOTAVAIL
  blocked_timeout,  ///< the limit of connections stayed reached
  refused_by_rule,  ///< the host is neither the target's, loopback nor allowed
  bad_request,      ///< the URL or a header cannot be sent
};

/// For people and for run.json: "connection refused", "read timeout".
std::string_view to_string(Trouble trouble) noexcept;

/// How an exchange ended. Instants are since the start of the run.
struct Outcome {
  int status = 0;  ///< 0 without an answer
  Trouble trouble = Trouble::none;
  std::string detail;  ///< of the trouble, for people
  Instant sent{0};     ///< first byte handed to the operating system, or when that was given up
  Instant first_byte{0};
  Instant done{0};  ///< last byte of the answer, or the instant of the trouble; of a timeout its due instant, however late it is seen
  bool lower_bound = false;  ///< the true latency is longer: a timeout, or the run's end
  std::uint64_t bytes_out = 0;
  std::uint64_t bytes_in = 0;
  FieldList headers;
  std::string body;             ///< decoded; empty unless it was to be kept
  std::uint64_t body_size = 0;  ///< bytes of the body, decoded unless it was discarded
  std::string url;              ///< where redirects led; empty where none was followed
  std::string digest;           ///< SHA-256 of the decoded body in hexadecimal, where BodyUse::hash was asked for
  Phases phases;
};

}  // namespace rushhour::load
