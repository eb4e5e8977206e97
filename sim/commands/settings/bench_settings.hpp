#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reports/commands/output_flags.hpp"
#include "sim/commands/settings/http_flags.hpp"
#include "sim/load/exchange.hpp"

namespace rushhour::sim {

/// What `rushhour bench` was asked for; wrk's and wrk2's flags with wrk's defaults.
struct BenchSettings {
  bool self_test = false;                    ///< measure this machine instead
  std::optional<std::uint16_t> null_server;  ///< serve there instead, until a signal; 0 for any port
  std::string url;                           ///< as given
  std::string base;                          ///< its scheme and authority
  std::string authority;                     ///< host and port as written, for the Host header
  std::string path = "/";
  std::uint64_t threads = 2;
  std::uint64_t connections = 10;
  Instant duration = std::chrono::seconds(10);
  Instant timeout = std::chrono::seconds(2);
  bool timeout_given = false;
  std::optional<double> rate;  ///< requests per second; absent for a closed loop
  std::vector<load::Header> headers;
  std::filesystem::path script;            ///< empty for none
  std::vector<std::string> arguments;      ///< of the script, what stood behind "--"
  std::map<std::string, std::string> env;  ///< -e K=V
  HttpFlags http;
  reports::OutputFlags outputs;
  std::uint64_t seed = 0;
  bool latency = false;      ///< print the distribution
  bool uncorrected = false;  ///< and that of the service time
  bool json = false;
  bool quiet = false;
  std::filesystem::path out;       ///< the folder in which a run directory is kept; empty for none
  std::vector<std::string> words;  ///< the command line, from the verb on
};

/// Reads the command line. Nothing if help was asked for and printed. Throws UserError (Exit::flags) naming the flag.
std::optional<BenchSettings> read_bench_settings(int argc, char** argv);

/// "100", "1k", "2M", "1.5k": a number with wrk's suffixes, of thousands. Nothing if it is none or is negative.
std::optional<double> parse_si(std::string_view text) noexcept;

}  // namespace rushhour::sim
