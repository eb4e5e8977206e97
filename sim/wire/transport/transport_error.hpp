#pragma once

#include <string>

#include "sim/load/exchange.hpp"

namespace rushhour::wire {

/// The class of an errno in that phase of an exchange. Our own shortages (descriptors, ports) are told apart from what the network and the
/// server do.
load::Trouble trouble_of(int error, load::Phase phase) noexcept;

/// The system's words for an errno, with its class before them.
std::string words_of(int error, load::Phase phase);

}  // namespace rushhour::wire
