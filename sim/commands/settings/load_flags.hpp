#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "sim/load/overrides.hpp"

namespace CLI {
class App;
}

namespace rushhour::sim {

/// The flags that change a scenario's load, in k6's words. Each has its environment variable, RUSHHOUR_VUS for --vus; what may be repeated
/// stands there with commas.
class LoadFlags {
 public:
  /// Adds the flags to `app`; stay in place until it has parsed.
  void add_to(CLI::App& app);

  /// What was given. Throws UserError (Exit::flags) that names the flag and says what it wants.
  load::Overrides overrides() const;

  /// The value of each flag that was given by its name without dashes, for run.json.
  nlohmann::json values() const;

 private:
  std::optional<std::uint64_t> vus_, iterations_;
  std::optional<std::string> duration_, rate_;
  std::vector<std::string> stages_, tags_, scenarios_;
};

}  // namespace rushhour::sim
