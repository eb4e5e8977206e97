#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "target/autopilot/living_city.hpp"
#include "target/server/server.hpp"

namespace rushhour::target {

/// The flags of `rushhour target` as they were given.
struct Options {
  std::string listen = "127.0.0.1:8080";
  std::string data = "target-data";
  std::uint64_t seed = 1;
  std::uint32_t restaurants = 1000;
  std::uint32_t couriers = 500;
  std::size_t threads = 1;
  std::size_t connections = 10'000;
  std::string idle = "60s";
  std::string head = "10s";
  std::string body = "30s";
  std::string tls_certificate;
  std::string tls_key;
  std::string overload = "adaptive";
  std::string rate_limit;
  std::string password = "rushhour";
  std::string staff_password = "rushhour";
  std::string faults;
  double time_scale = 1;
  std::string policy = "batched";
  bool autopilot = false;
  bool opening_hours = false;
  bool allow_remote = false;
  bool die_with_parent = false;
};

/// False if help was wanted, and printed. Throws UserError.
bool read_flags(int argc, char** argv, Options& options);

/// The token that everybody is asked for; empty if nobody is. Throws UserError.
std::string read_token(const Options& options);

/// What goes on behind the counter.
autopilot::LivingCity::Settings living_settings(const Options& options);

/// Throws UserError.
server::ServerSettings read_settings(const Options& options);

}  // namespace rushhour::target
