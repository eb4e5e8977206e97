#pragma once

#include <cstdint>
#include <memory>
#include <mutex>

#include "reports/warehouse/appender.hpp"
#include "reports/warehouse/duckdb_session.hpp"
#include "reports/warehouse/ingest/fault.hpp"

namespace rushhour::warehouse {

/// Writes the faults of one file into bronze.faults as they are found, in a transaction of its own: any number of them in bounded memory.
/// What is not committed is gone with this object.
class FaultLog {
 public:
  FaultLog(const Session& session, std::int64_t file_id);
  FaultLog(const FaultLog&) = delete;
  FaultLog& operator=(const FaultLog&) = delete;
  ~FaultLog();

  /// Any thread.
  void add(const Fault& fault);

  /// Nothing may be added after it.
  void commit();

 private:
  std::mutex mutex_;
  std::unique_ptr<Session> session_;
  std::int64_t file_id_;
  bool committed_ = false;
  std::unique_ptr<Appender> faults_;
};

}  // namespace rushhour::warehouse
