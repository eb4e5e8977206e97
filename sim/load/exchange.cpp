#include "sim/load/exchange.hpp"

#include "reports/latency/series.hpp"

namespace rushhour::load {

std::string_view to_string(Trouble trouble) noexcept {
  switch (trouble) {
    case Trouble::none:
      return "none";
    case Trouble::name_not_found:
      return "name not found";
    case Trouble::connect_refused:
      return "connection refused";
    case Trouble::connect_failed:
      return "connection failed";
    case Trouble::dns_timeout:
      return "dns timeout";
    case Trouble::connect_timeout:
      return "connect timeout";
    case Trouble::tls_timeout:
      return "tls timeout";
    case Trouble::tls:
      return "tls";
    case Trouble::read_timeout:
      return "read timeout";
    case Trouble::reset:
      return "connection reset";
    case Trouble::closed:
      return "connection closed early";
    case Trouble::malformed:
      return "malformed response";
    case Trouble::too_large:
      return "response too large";
    case Trouble::bad_encoding:
      return "bad content encoding";
    case Trouble::redirect_loop:
      return "too many redirects";
    case Trouble::no_descriptors:
      return "out of descriptors";
    case Trouble::no_ports:
      return "out of ports";
    case Trouble::blocked_timeout:
      return "no free connection in time";
    case Trouble::refused_by_rule:
      return "host not allowed";
    case Trouble::bad_request:
      return "request cannot be sent";
  }
  return "unknown";
}

std::string_view to_string(Phase phase) noexcept {
  static_assert(latency::phase_kinds.size() == phase_count);
  return latency::phase_kinds[static_cast<std::size_t>(phase)];
}

}  // namespace rushhour::load
