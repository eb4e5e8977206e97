#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "reports/warehouse/field.hpp"
#include "reports/warehouse/result.hpp"

struct _duckdb_connection;

namespace rushhour::warehouse {

struct SessionOptions {
  std::string memory_limit = "512MB";
  std::filesystem::path spill{};  ///< folder for what does not fit in memory; empty: such a query fails instead
  std::filesystem::path file{};   ///< where the data is kept, made if it is not there; empty: in memory, gone with the session
  bool read_only = false;         ///< of a file that is there
  bool keep_order = true;         ///< whether rows without an order by come in the order in which they were put in
};

/// One DuckDB with one connection, and the functions of hdr_functions.hpp and decimal_functions.hpp in it. Extensions are neither installed
/// nor loaded by themselves, time is UTC.
///
/// DuckDB's errors become UserError in DuckDB's own words, which point at the place in the SQL; Exit::flags where the SQL is at fault,
/// Exit::interrupted after `interrupt`, else Exit::trouble.
///
/// One thread, except for `interrupt`.
class Session {
 public:
  /// A file that another process has open for writing is a UserError that says so.
  explicit Session(const SessionOptions& options = {});

  /// Another connection to the same DuckDB, with transactions of its own and for a thread of its own.
  std::unique_ptr<Session> beside() const;

  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session();

  /// Runs every statement of `sql` and lets results go. Each takes of `bindings` those that it names.
  void run(std::string_view sql, std::span<const Binding> bindings = {});

  /// Runs every statement of `sql` and hands the last one's result to `sink` as it is computed, in bounded memory.
  void stream(std::string_view sql, ResultSink& sink, std::span<const Binding> bindings = {});

  /// The same, held. For results known to be small.
  Rows query(std::string_view sql, std::span<const Binding> bindings = {});

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
  explicit Session(std::unique_ptr<Handles> handles);

  std::unique_ptr<Handles> handles_;
  std::atomic<bool> interrupted_{false};
};

}  // namespace rushhour::warehouse
