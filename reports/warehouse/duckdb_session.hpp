#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "reports/warehouse/result.hpp"

struct _duckdb_connection;

namespace rushhour::warehouse {

struct SessionOptions {
  std::string memory_limit = "512MB";
  std::filesystem::path spill;  ///< folder for what does not fit in memory; empty: such a query fails instead
};

/// One in-memory DuckDB with one connection, and the functions of hdr_functions.hpp in it. Extensions are neither installed nor loaded by
/// themselves, time is UTC.
///
/// DuckDB's errors become UserError in DuckDB's own words, which point at the place in the SQL; Exit::flags where the SQL is at fault,
/// Exit::interrupted after `interrupt`, else Exit::trouble.
///
/// One thread, except for `interrupt`.
class Session {
 public:
  explicit Session(const SessionOptions& options = {});
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session();

  /// Runs every statement of `sql` and lets results go.
  void run(std::string_view sql);

  /// Runs every statement of `sql` and hands the last one's result to `sink` as it is computed, in bounded memory.
  void stream(std::string_view sql, ResultSink& sink);

  /// The same, held. For results known to be small.
  Rows query(std::string_view sql);

  /// From now on SQL reaches no file, no network and no setting; what is loaded stays. There is no way back.
  void seal();

  /// Stops the running query within milliseconds; every later one fails as well. Any thread, and signal handlers.
  void interrupt() noexcept;

  /// Throws as an interrupted query does, once `interrupt` was called: for loops between queries.
  void check_interrupt() const;

  /// For what else speaks the C API (hdr_functions, Appender). Never null; stays the session's.
  _duckdb_connection* connection() const noexcept;

 private:
  struct Handles;
  std::unique_ptr<Handles> handles_;
  std::atomic<bool> interrupted_{false};
};

}  // namespace rushhour::warehouse
