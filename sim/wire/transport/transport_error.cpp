#include "sim/wire/transport/transport_error.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <system_error>

namespace rushhour::wire {

using load::Trouble;

Trouble trouble_of(int error, load::Phase phase) noexcept {
  switch (error) {
    case EMFILE:
    case ENFILE:
      return Trouble::no_descriptors;
    case EADDRNOTAVAIL:
      return Trouble::no_ports;
    default:
      break;
  }
  if (phase == load::Phase::dns) return Trouble::name_not_found;
  if (phase > load::Phase::connect) return error == ECONNABORTED ? Trouble::closed : Trouble::reset;
  switch (error) {
    case ECONNREFUSED:
      return Trouble::connect_refused;
    case ETIMEDOUT:
      return Trouble::connect_timeout;
    default:
      return Trouble::connect_failed;
  }
}

std::string words_of(int error, load::Phase phase) {
  return fmt::format("{}: {}", load::to_string(trouble_of(error, phase)), std::generic_category().message(error));
}

}  // namespace rushhour::wire
