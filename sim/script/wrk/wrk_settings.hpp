#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "reports/foundation/instant.hpp"
#include "sim/load/exchange.hpp"
#include "sim/script/source.hpp"

namespace rushhour::script {

/// What a wrk script learns of the command line, and what its host must know.
struct WrkSettings {
  const Source* source = nullptr;
  std::string url;  ///< as given: args[0]
  std::string scheme;
  std::string host;  ///< an IPv6 address without brackets
  std::string port;  ///< empty if the URL names none
  std::string path;
  std::vector<load::Header> headers;   ///< -H
  std::vector<std::string> arguments;  ///< args[1] and on
  Instant timeout{0};
  std::uint64_t seed = 0;
  WallTime started{};      ///< wall time at instant zero
  std::size_t worker = 0;  ///< the first one tries out what the script makes
};

}  // namespace rushhour::script
