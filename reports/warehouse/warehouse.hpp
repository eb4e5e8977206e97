#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "reports/warehouse/duckdb_session.hpp"

namespace rushhour::warehouse {

/// The place where runs and the business that they drove are kept together: bronze as it came, silver typed, gold (schema main) to be
/// asked. docs/formats.md lists the tables.
///
/// Load first, then `open`, then ask. One thread.
class Warehouse {
 public:
  explicit Warehouse(const SessionOptions& options = {});

  /// Loads a run directory, and the orders of its own target if they are there. The same directory twice is loaded once. Throws UserError
  /// if it is none, or if another run of the same name is already here.
  void add_run(const std::filesystem::path& directory);

  /// Loads the orders of a target's data folder; the same folder twice is loaded once. Throws UserError if it holds none.
  void add_orders(const std::filesystem::path& folder);

  /// Makes silver and gold from what was loaded.
  void open();

  Session& session() noexcept { return session_; }
  std::uint64_t orders() const noexcept { return orders_; }
  bool has_order_folder() const noexcept { return !order_folders_.empty(); }

  /// What was odd about the runs, each sentence with its run.
  const std::vector<std::string>& warnings() const noexcept { return warnings_; }

 private:
  void run_layers(bool bronze);

  Session session_;
  std::map<std::string, std::filesystem::path> runs_;
  std::set<std::filesystem::path> order_folders_;
  std::uint64_t orders_ = 0;
  std::vector<std::string> warnings_;
};

}  // namespace rushhour::warehouse
