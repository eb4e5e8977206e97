#pragma once

#include <cstdint>
#include <memory>

#include "reports/warehouse/duckdb_session.hpp"
#include "reports/warehouse/ingest/fault_log.hpp"
#include "reports/warehouse/ingest/record_source.hpp"

namespace rushhour::warehouse {

/// The records of a file as a table function of DuckDB, `file_records()`, so that an insert reads as many lanes at once as there are cores
/// and compresses what they bring on the same threads. One a DuckDB; must outlive its last query.
class RecordFeed {
 public:
  /// Records of a file that were taken, and those that were not.
  struct Counts {
    std::uint64_t kept = 0;
    std::uint64_t rejected = 0;
  };

  explicit RecordFeed(Session& session);
  RecordFeed(const RecordFeed&) = delete;
  RecordFeed& operator=(const RecordFeed&) = delete;
  ~RecordFeed();

  /// Puts all records of `source` into bronze, within the session's transaction if there is one, `batch` at a time (1 to
  /// RecordBuilder::capacity). Throws what a lane throws, or UserError; the transaction must then be rolled back.
  Counts insert(Session& session, RecordSource& source, const Dataset& dataset, std::int64_t file_id, FaultLog& faults, std::size_t batch);

  struct Work;

 private:
  std::unique_ptr<Work> work_;
};

}  // namespace rushhour::warehouse
