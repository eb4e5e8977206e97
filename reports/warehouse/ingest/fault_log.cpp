#include "reports/warehouse/ingest/fault_log.hpp"

#include "reports/foundation/user_error.hpp"

namespace rushhour::warehouse {

FaultLog::FaultLog(const Session& session, std::int64_t file_id) : session_(session.beside()), file_id_(file_id) {
  session_->run("begin");
  faults_ = std::make_unique<Appender>(*session_, "bronze", "faults");
}

FaultLog::~FaultLog() {
  if (committed_) return;
  try {
    faults_->finish();
  } catch (const UserError&) {
    // It was to be thrown away.
  }
  faults_.reset();
  try {
    session_->run("rollback");
  } catch (const UserError&) {
    // The connection closes next, which rolls back as well.
  }
}

void FaultLog::add(const Fault& fault) {
  const std::lock_guard lock(mutex_);
  faults_->row(
      {file_id_, fault.line, name_of(fault.kind), std::string_view(fault.column), std::string_view(fault.reason), rejects(fault.kind)});
}

void FaultLog::commit() {
  faults_->finish();
  session_->run("commit");
  committed_ = true;
}

}  // namespace rushhour::warehouse
