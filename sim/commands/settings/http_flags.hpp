#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "sim/load/http_options.hpp"

namespace CLI {
class App;
}

namespace rushhour::sim {

/// The flags that say how requests travel, the same for each verb that sends some. Each has its environment variable, RUSHHOUR_CA for --ca;
/// what may be repeated stands there with commas.
class HttpFlags {
 public:
  /// Adds the flags to `app`, whose parse fills this in and refuses bad values by the flag's name; stay in place until then.
  void add_to(CLI::App& app);

  /// Puts what was given over what `http` holds already: single values are replaced, lists are added to.
  void apply(load::HttpOptions& http) const;

  /// The value of each by its flag's name without dashes, for run.json.
  nlohmann::json values() const;

 private:
  std::filesystem::path ca_;
  std::filesystem::path certificate_;
  std::filesystem::path key_;
  bool insecure_ = false;
  std::vector<std::string> allowed_hosts_;
  std::vector<std::string> resolve_;
  std::vector<std::string> sources_;
  std::uint64_t max_connections_ = 0;  // none given
};

/// Says on stderr, loudly, that every server will be believed, if that is so.
void warn_if_unverified(const load::HttpOptions& http);

}  // namespace rushhour::sim
