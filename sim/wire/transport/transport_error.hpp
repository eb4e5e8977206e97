#pragma once

#include <string>

#include "sim/load/exchange.hpp"

namespace rushhour::wire {

/// How far an exchange had come when something went wrong.
enum class Phase : std::uint8_t {
  resolving,
  connecting,
  exchanging,  ///< from the first byte sent
};

/// The class of an errno. Our own shortages (descriptors, ports) are told apart from what the network and the server do.
load::Trouble trouble_of(int error, Phase phase) noexcept;

/// The system's words for an errno, with its class before them.
std::string words_of(int error, Phase phase);

}  // namespace rushhour::wire
