#include "target/store/sqlite/sqlite_session.hpp"

#include <fmt/format.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <stdexcept>
#include <string>

#include "reports/foundation/user_error.hpp"
#include "target/store/epoch.hpp"
#include "target/store/sqlite/migrations.hpp"

namespace rushhour::store {
namespace {

// SOCI takes a text without '=' as the path itself, and else knows no way to write a quote inside quotes.
std::string connection_string(const std::filesystem::path& file) {
  const std::string path = file.string();
  if (path.find('=') == std::string::npos) return path;
  if (path.find('"') != std::string::npos) throw std::runtime_error("a path with both an equals sign and a quote cannot be passed on");
  return fmt::format("db=\"{}\"", path);
}

void take_steps(soci::session& sql, WallTime now) {
  sql << std::string(migrations_table);
  long long reached = 0;
  sql << "select coalesce(max(version), 0) from migrations", soci::into(reached);
  if (reached > migrations().back().version)
    throw UserError(
        fmt::format("the order store was written by a later version of rushhour (schema {}, this one knows {}); use that version or "
                    "another --data folder",
                    reached, migrations().back().version));
  const long long at = to_epoch_ns(now);
  for (const Migration& step : migrations()) {
    if (step.version <= reached) continue;
    soci::transaction transaction(sql);
    for (const std::string_view statement : step.statements) sql << std::string(statement);
    const long long version = step.version;
    const std::string name(step.name);
    sql << "insert into migrations (version, name, applied_at) values (:version, :name, :at)", soci::use(version), soci::use(name),
        soci::use(at);
    transaction.commit();
  }
}

}  // namespace

void connect(soci::session& sql, const std::filesystem::path& file) {
  sql.open(soci::sqlite3, connection_string(file));
  sql << "pragma busy_timeout = 5000";
}

void bring_up_to_date(soci::session& sql, WallTime now) {
  // A power cut must not take an order that was acknowledged, hence FULL: the log is forced to the disk at each commit.
  std::string mode;
  sql << "pragma journal_mode = wal", soci::into(mode);
  if (mode != "wal") throw std::runtime_error("the disk does not bear a write-ahead log");
  sql << "pragma synchronous = full";
  sql << "pragma wal_autocheckpoint = 16384";  // pages: a last resort, since Checkpointer folds the log back
  take_steps(sql, now);
}

std::uint64_t count_opening(soci::session& sql, WallTime now) {
  soci::transaction transaction(sql);
  long long opening = 0;
  sql << "select coalesce(max(opening), 0) + 1 from openings", soci::into(opening);
  const long long at = to_epoch_ns(now);
  sql << "insert into openings (opening, opened_at) values (:opening, :at)", soci::use(opening), soci::use(at);
  transaction.commit();
  return static_cast<std::uint64_t>(opening);
}

}  // namespace rushhour::store
