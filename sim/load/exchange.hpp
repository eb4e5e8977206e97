#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "reports/foundation/instant.hpp"

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
};

/// What went wrong on the way; trouble is data, never an exception.
enum class Trouble : std::uint8_t {
  none,
  name_not_found,  ///< DNS
  connect_refused,
  connect_failed,   ///< unreachable and the like
  connect_timeout,  ///< also TLS
  tls,              ///< handshake or certificate; the detail says which
  read_timeout,     ///< sent, no whole answer in time
  reset,            ///< connection reset or broken pipe
  closed,           ///< the server closed before the answer was whole
  malformed,        ///< not HTTP
  too_large,        ///< head or body beyond the limit
  no_descriptors,   ///< ours: EMFILE, ENFILE
  no_ports,         ///< ours: EADDRNOTAVAIL
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
  std::vector<Header> headers;  ///< names as sent
  std::string body;
};

}  // namespace rushhour::load
