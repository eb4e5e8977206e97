// 1. Every value is bound, to members of rows that the prepared statements know; nothing is pasted into SQL.
// 2. A statement that failed is finalised by SOCI's SQLite backend, so after any failure all statements are prepared anew.
// 3. Sequence numbers are given out within the transaction: one that is rolled back has used none.

#include "target/store/sqlite/sqlite_journal.hpp"

#include <fmt/format.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <iterator>
#include <optional>
#include <stdexcept>
#include <utility>

#include "reports/foundation/user_error.hpp"
#include "target/store/epoch.hpp"
#include "target/store/sqlite/order_row.hpp"
#include "target/store/sqlite/sqlite_session.hpp"

namespace rushhour::store {
namespace {

constexpr std::uint64_t sync_every = 4096;  // events; the outbox holds a little more than these

struct ShiftRow {
  long long courier = 0, on = 0, x = 0, y = 0, since = 0, revision = 0, from = 0;
};

struct AccountRow {
  std::string customer, salt, key;
  long long created_at = 0;
};

struct OutboxRow {
  long long first = 0, count = 0;
  std::string lines;
};

/// How often a text statement did what it should, found out by the rows that it touched.
bool touched_one(soci::statement& statement) {
  statement.execute(true);
  return statement.get_affected_rows() == 1;
}

}  // namespace

struct SqliteJournal::Connection {
  struct Statements {
    soci::statement insert, move, begin_work, set_shift, add_account, post, savepoint, release, rollback_to;

    Statements(soci::session& sql, OrderRow& row, ShiftRow& shift, AccountRow& account, OutboxRow& outbox)
        : insert((sql.prepare << "insert into orders (id, idempotency_key, fingerprint, restaurant, zone, customer, status, total_minor, "
                                 "currency, placed_at, updated_at, body, order_lines, personal, revision, life) values (:id, :key, "
                                 ":fingerprint, :restaurant, :zone, :customer, :status, :total, :currency, :placed_at, :updated_at, :body, "
                                 ":lines, :personal, :revision, :life)",
                  soci::use(row.id), soci::use(row.key, row.key_given), soci::use(row.fingerprint), soci::use(row.restaurant),
                  soci::use(row.zone), soci::use(row.customer, row.customer_given), soci::use(row.status), soci::use(row.total),
                  soci::use(row.currency), soci::use(row.placed_at), soci::use(row.updated_at), soci::use(row.body), soci::use(row.lines),
                  soci::use(row.personal), soci::use(row.revision), soci::use(row.life))),
          move((sql.prepare << "update orders set status = :status, updated_at = :updated_at, revision = :revision, life = :life where "
                               "id = :id and revision = :was",
                soci::use(row.status), soci::use(row.updated_at), soci::use(row.revision), soci::use(row.life), soci::use(row.id),
                soci::use(row.from))),
          begin_work((sql.prepare << "insert into shifts (courier, on_shift, x_m, y_m, since, revision) values (:courier, :on_shift, :x, "
                                     ":y, :since, :revision)",
                      soci::use(shift.courier), soci::use(shift.on), soci::use(shift.x), soci::use(shift.y), soci::use(shift.since),
                      soci::use(shift.revision))),
          set_shift((sql.prepare << "update shifts set on_shift = :on_shift, x_m = :x, y_m = :y, since = :since, revision = :revision "
                                    "where courier = :courier and revision = :was",
                     soci::use(shift.on), soci::use(shift.x), soci::use(shift.y), soci::use(shift.since), soci::use(shift.revision),
                     soci::use(shift.courier), soci::use(shift.from))),
          add_account((sql.prepare << "insert into accounts (customer, salt, derived_key, created_at) values (:customer, :salt, :key, :at)",
                       soci::use(account.customer), soci::use(account.salt), soci::use(account.key), soci::use(account.created_at))),
          post((sql.prepare << "insert into outbox (first_seq, event_count, event_lines) values (:first, :count, :lines)",
                soci::use(outbox.first), soci::use(outbox.count), soci::use(outbox.lines))),
          savepoint((sql.prepare << "savepoint one_change")),
          release((sql.prepare << "release savepoint one_change")),
          rollback_to((sql.prepare << "rollback to savepoint one_change")) {}
  };

  sqlite_api::sqlite3* handle() { return static_cast<soci::sqlite3_session_backend*>(sql.get_backend())->conn_; }

  /// Whether SQLite itself has ended the transaction, as it does when the disk is full: what came next would be committed alone.
  bool transaction_lost() { return sqlite_api::sqlite3_get_autocommit(handle()) != 0; }

  void prepare() {
    statements.reset();
    statements.emplace(sql, row, shift, account, outbox);
  }

  soci::session sql;
  OrderRow row;
  ShiftRow shift;
  AccountRow account;
  OutboxRow outbox;
  std::optional<Statements> statements;
};

SqliteJournal::SqliteJournal(const std::filesystem::path& folder, WallTime now) try : log_(folder / "events") {
  connection_ = std::make_unique<Connection>();
  soci::session& sql = connection_->sql;
  connect(sql, folder / "orders.db");
  sqlite_api::sqlite3_extended_result_codes(connection_->handle(), 1);  // tells a duplicate from other constraints
  bring_up_to_date(sql, now);
  opening_ = count_opening(sql, now);
  long long next = 1;
  sql << "select coalesce(max(first_seq + event_count), 1) from outbox", soci::into(next);
  next_event_ = static_cast<std::uint64_t>(next);
  if (log_.last() >= next_event_)
    throw UserError(fmt::format("--data: the event log in {} is {} events ahead of orders.db, so it belongs to another one; move it away",
                                (folder / "events").string(), log_.last() + 1 - next_event_));
  catch_up();
  connection_->prepare();
} catch (const UserError&) {
  throw;
} catch (const std::exception& error) {
  throw UserError(fmt::format("--data: the order store {} cannot be opened ({}); name another folder, or move the file away",
                              (folder / "orders.db").string(), error.what()));
}

SqliteJournal::~SqliteJournal() {
  try {
    log_.sync();
  } catch (const std::exception&) {
    // The outbox still has what the log may lack.
  }
}

void SqliteJournal::begin() {
  connection_->sql.begin();
  if (spent_below_ == 0) return;
  const auto below = static_cast<long long>(std::exchange(spent_below_, 0));
  connection_->sql << "delete from outbox where first_seq < :below", soci::use(below);
}

void SqliteJournal::commit() {
  const std::uint64_t first = next_event_;
  if (numbered_ > 0) {
    OutboxRow& row = connection_->outbox;
    row = {static_cast<long long>(first), static_cast<long long>(numbered_), std::move(lines_)};
    connection_->statements->post.execute(true);
  }
  connection_->sql.commit();
  next_event_ += numbered_;
  if (numbered_ > 0) follow(first, connection_->outbox.lines);
  lines_ = std::move(connection_->outbox.lines);
  lines_.clear();
  numbered_ = 0;
}

void SqliteJournal::rollback() noexcept {
  lines_.clear();
  numbered_ = 0;
  try {
    connection_->statements.reset();  // a statement that is still open would hold the transaction
    connection_->sql.rollback();
  } catch (const std::exception&) {
    // SQLite has ended the transaction itself, as it does when the disk is full. If not, the next begin fails and is answered as such.
  }
  try {
    connection_->prepare();
  } catch (const std::exception&) {
    connection_->statements.reset();
  }
}

// A statement that fails leaves no trace of itself in SQLite, so only changes of several need a savepoint.
Verdict SqliteJournal::apply(const Change& change) {
  if (!connection_->statements) connection_->prepare();
  const bool several = change.operations.size() > 1;
  if (several) connection_->statements->savepoint.execute(true);
  Verdict verdict = Verdict::conflict;
  try {
    if (apply_all(change)) verdict = Verdict::committed;
  } catch (const soci::sqlite3_soci_error& error) {
    if (connection_->transaction_lost()) throw;
    connection_->prepare();
    verdict = error.result() == SQLITE_CONSTRAINT_PRIMARYKEY ? Verdict::conflict : Verdict::failed;
  }
  if (several) {
    if (verdict != Verdict::committed) connection_->statements->rollback_to.execute(true);
    connection_->statements->release.execute(true);
  }
  if (verdict == Verdict::committed) number_events(change);
  return verdict;
}

bool SqliteJournal::apply_all(const Change& change) {
  for (const Operation& operation : change.operations)
    if (!std::visit([this](const auto& what) { return apply_operation(what); }, operation)) return false;
  return true;
}

bool SqliteJournal::apply_operation(const PlaceOrder& placed) {
  OrderRow& row = connection_->row;
  row.set(placed.order);
  row.key = placed.idempotency_key;
  row.key_given = row.key.empty() ? soci::i_null : soci::i_ok;
  row.body = placed.body;
  connection_->statements->insert.execute(true);
  return true;
}

bool SqliteJournal::apply_operation(const MoveOrder& moved) {
  connection_->row.set_life(moved.order);
  connection_->row.from = moved.from;
  return touched_one(connection_->statements->move);
}

bool SqliteJournal::apply_operation(const SetShift& set) {
  const delivery::Shift& shift = set.shift;
  connection_->shift = {shift.courier, shift.on ? 1 : 0, shift.at.x_m, shift.at.y_m, to_epoch_ns(shift.since), shift.revision, set.from};
  if (set.from > 0) return touched_one(connection_->statements->set_shift);
  connection_->statements->begin_work.execute(true);
  return true;
}

bool SqliteJournal::apply_operation(const AddAccount& added) {
  const Account& account = added.account;
  connection_->account = {account.customer, account.salt, account.key, to_epoch_ns(account.created_at)};
  connection_->statements->add_account.execute(true);
  return true;
}

bool SqliteJournal::apply_operation(const Reset&) {
  for (const char* table : {"orders", "shifts", "accounts"}) connection_->sql << "delete from " << table;
  return true;
}

void SqliteJournal::number_events(const Change& change) {
  for (const std::string& event : change.events)
    fmt::format_to(std::back_inserter(lines_), "{{\"seq\":{},{}\n", next_event_ + numbered_++, event);
}

// Trouble here loses nothing: the outbox has the events, and the next transaction tries again.
void SqliteJournal::follow(std::uint64_t first, const std::string& lines) noexcept try {
  if (log_.last() + 1 < first && log_.last() > 0) return catch_up();
  log_.append(first, lines);
  if (log_.last() - log_.synced() < sync_every) return;
  log_.sync();
  spent_below_ = first;
} catch (const std::exception&) {
}

void SqliteJournal::catch_up() {
  const auto after = static_cast<long long>(log_.last());
  const soci::rowset<soci::row> rows =
      (connection_->sql.prepare
           << "select first_seq, event_lines from outbox where first_seq + event_count - 1 > :after order by first_seq",
       soci::use(after));
  for (const soci::row& row : rows) log_.append(static_cast<std::uint64_t>(row.get<long long>(0)), row.get<std::string>(1));
}

}  // namespace rushhour::store
