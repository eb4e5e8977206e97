#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "reports/foundation/instant.hpp"
#include "reports/runs/run_record.hpp"
#include "reports/warehouse/duckdb_session.hpp"
#include "reports/warehouse/ingest/file_load.hpp"
#include "reports/warehouse/ingest/record_feed.hpp"
#include "reports/warehouse/pipeline/steps.hpp"

namespace rushhour::warehouse {

/// A version of the data, and whether it is new.
struct Version {
  std::int64_t number = 0;
  std::string name;
  bool fresh = false;
};

/// The place where runs and the business that they drove are kept together: bronze as it came, silver typed and cleaned, gold (schema main)
/// to be asked. docs/formats.md lists the tables. In memory, or in a file that keeps every version of what was loaded.
///
/// Load first, then `open`, then ask. What is not loaded anew belongs to no later version. One thread.
class Warehouse {
 public:
  /// Throws UserError when `options.file` is no warehouse, or one of another layout.
  explicit Warehouse(const SessionOptions& options = {});

  /// Loads a file of records. The same content twice is loaded once.
  FileLoad add_file(const std::filesystem::path& file, const Dataset& dataset, const LoadOptions& options = {});

  /// Loads an event log: a file of lines, a target's data folder or the folder of its segments, in order. Throws UserError if there is
  /// none.
  std::vector<FileLoad> add_events(const std::filesystem::path& log, const LoadOptions& options = {});

  /// Loads a run directory, and the orders and events of its own target if they are there. The same directory twice is loaded once. Throws
  /// UserError if it is none, or if another run of the same name is already here.
  void add_run(const std::filesystem::path& directory);

  /// Loads a run that was read already, without its target's orders. `look` tells whether it is the same as one that bronze has.
  void add_run(const runs::RunRecord& record, std::string_view look);

  /// Loads the orders of a target's data folder; the same folder twice is loaded once. Throws UserError if it holds none.
  void add_orders(const std::filesystem::path& folder);

  /// A setting of the SQL, for this version.
  void set(const std::string& name, const std::string& value) { settings_[name] = value; }

  /// All files of the version before belong to this one too.
  void keep_current();

  /// An earlier version's files and settings are taken instead of any other. Throws UserError with the nearest name if there is none.
  void use_version(const std::string& name);

  /// The version of that fingerprint, which gets the next number if there was none yet.
  Version name_version(const std::string& fingerprint);

  /// Tells bronze which files and settings this version is made of. `open` does it; who runs the steps himself does it first.
  void select_version();

  /// Makes silver and gold from what was loaded.
  void open();

  Session& session() noexcept { return session_; }
  std::uint64_t orders() const noexcept { return orders_; }
  bool has_order_folder() const noexcept { return !order_folders_.empty(); }

  /// What was odd about the runs, each sentence with its run.
  const std::vector<std::string>& warnings() const noexcept { return warnings_; }

 private:
  void make_layers();
  std::int64_t add_to_ledger(const FileLoad& load, std::string_view format, std::string_view sha256);
  std::int64_t next_file();

  Session session_;
  RecordFeed feed_;
  std::set<std::int64_t> files_;  // of this version
  std::map<std::string, std::string> settings_;
  std::map<std::string, std::filesystem::path> runs_;
  std::set<std::filesystem::path> order_folders_;
  std::uint64_t orders_ = 0;
  std::vector<std::string> warnings_;
};

}  // namespace rushhour::warehouse
