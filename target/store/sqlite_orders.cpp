// 1. Every value is bound, to members of a Row that the prepared statements know; nothing is pasted into SQL.
// 2. A statement that failed is finalised by SOCI's SQLite backend, so after any failure all statements are prepared anew.
// 3. A failed insertion is told from a duplicate by looking for the row, which works with every database, instead of by error codes.

#include "target/store/sqlite_orders.hpp"

#include <fmt/format.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <stdexcept>
#include <utility>

#include "reports/foundation/user_error.hpp"
#include "target/store/migrations.hpp"
#include "target/store/order_lines.hpp"

namespace rushhour::store {
namespace {

using delivery::Order;

std::int64_t to_epoch_ns(WallTime t) { return t.time_since_epoch().count(); }
WallTime from_epoch_ns(std::int64_t ns) { return WallTime(std::chrono::nanoseconds(ns)); }

// An order as the columns of its row.
struct Row {
  std::string id, key, fingerprint, zone, customer, status, currency, body, lines, from;
  soci::indicator key_given = soci::i_ok, customer_given = soci::i_ok;
  long long restaurant = 0, total = 0, placed_at = 0, updated_at = 0, personal = 0;

  void set(const Order& order) {
    id = order.id;
    fingerprint = order.fingerprint;
    restaurant = order.restaurant;
    zone = order.zone;
    customer = order.customer;
    customer_given = customer.empty() ? soci::i_null : soci::i_ok;
    status = delivery::name_of(order.status);
    total = order.total.minor;
    currency = order.currency;
    placed_at = to_epoch_ns(order.placed_at);
    updated_at = to_epoch_ns(order.updated_at);
    lines = encode_lines(order.lines);
    personal = order.personal ? 1 : 0;
  }

  Order order() const {
    const auto known_status = delivery::order_status(status);
    auto known_lines = decode_lines(lines);
    if (!known_status || !known_lines) throw std::runtime_error(fmt::format("order {} cannot be read", id));
    return {id,
            static_cast<std::uint32_t>(restaurant),
            zone,
            customer_given == soci::i_ok ? customer : std::string(),
            *known_status,
            std::move(*known_lines),
            {total},
            currency,
            from_epoch_ns(placed_at),
            from_epoch_ns(updated_at),
            fingerprint,
            personal != 0};
  }
};

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

std::uint64_t count_opening(soci::session& sql, WallTime now) {
  soci::transaction transaction(sql);
  long long opening = 0;
  sql << "select coalesce(max(opening), 0) + 1 from openings", soci::into(opening);
  const long long at = to_epoch_ns(now);
  sql << "insert into openings (opening, opened_at) values (:opening, :at)", soci::use(opening), soci::use(at);
  transaction.commit();
  return static_cast<std::uint64_t>(opening);
}

}  // namespace

struct SqliteJournal::Connection {
  struct Statements {
    soci::statement insert, move, count, savepoint, release, rollback_to;

    Statements(soci::session& sql, Row& row, long long& found)
        : insert(
              (sql.prepare
                   << "insert into orders (id, idempotency_key, fingerprint, restaurant, zone, customer, status, total_minor, currency, "
                      "placed_at, updated_at, body, order_lines, personal) values (:id, :key, :fingerprint, :restaurant, :zone, :customer, "
                      ":status, :total, :currency, :placed_at, :updated_at, :body, :lines, :personal)",
               soci::use(row.id), soci::use(row.key, row.key_given), soci::use(row.fingerprint), soci::use(row.restaurant),
               soci::use(row.zone), soci::use(row.customer, row.customer_given), soci::use(row.status), soci::use(row.total),
               soci::use(row.currency), soci::use(row.placed_at), soci::use(row.updated_at), soci::use(row.body), soci::use(row.lines),
               soci::use(row.personal))),
          move((sql.prepare << "update orders set status = :status, updated_at = :updated_at where id = :id and status = :was",
                soci::use(row.status), soci::use(row.updated_at), soci::use(row.id), soci::use(row.from))),
          count((sql.prepare << "select count(*) from orders where id = :id", soci::use(row.id), soci::into(found))),
          savepoint((sql.prepare << "savepoint one_change")),
          release((sql.prepare << "release savepoint one_change")),
          rollback_to((sql.prepare << "rollback to savepoint one_change")) {}
  };

  explicit Connection(const std::string& where) : sql(soci::sqlite3, where) {}

  void prepare() {
    statements.reset();
    statements.emplace(sql, row, found);
  }

  soci::session sql;
  Row row;
  long long found = 0;
  std::optional<Statements> statements;
};

SqliteJournal::SqliteJournal(const std::filesystem::path& file, WallTime now) {
  try {
    connection_ = std::make_unique<Connection>(connection_string(file));
    soci::session& sql = connection_->sql;
    // A power cut must not take an order that was acknowledged, hence FULL: the log is forced to the disk at each commit.
    sql << "pragma busy_timeout = 5000";
    std::string mode;
    sql << "pragma journal_mode = wal", soci::into(mode);
    if (mode != "wal") throw std::runtime_error("the disk does not bear a write-ahead log");
    sql << "pragma synchronous = full";
    take_steps(sql, now);
    opening_ = count_opening(sql, now);
    connection_->prepare();
  } catch (const UserError&) {
    throw;
  } catch (const std::exception& error) {
    throw UserError(fmt::format("--data: the order store {} cannot be opened ({}); name another folder, or move the file away",
                                file.string(), error.what()));
  }
}

SqliteJournal::~SqliteJournal() = default;

void SqliteJournal::begin() { connection_->sql.begin(); }
void SqliteJournal::commit() { connection_->sql.commit(); }

void SqliteJournal::rollback() noexcept {
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

Verdict SqliteJournal::apply(const Change& change) {
  if (!connection_->statements) connection_->prepare();
  connection_->statements->savepoint.execute(true);
  try {
    bool stored = true;
    for (const Operation& operation : change) {
      stored = std::visit([this](const auto& what) { return apply_operation(what); }, operation);
      if (!stored) break;
    }
    if (stored) {
      connection_->statements->release.execute(true);
      return Verdict::committed;
    }
  } catch (const soci::soci_error&) {
    connection_->prepare();
    connection_->statements->rollback_to.execute(true);
    connection_->statements->count.execute(true);
    const bool duplicate = connection_->found > 0 && std::holds_alternative<PlaceOrder>(change.front());
    connection_->statements->release.execute(true);
    return duplicate ? Verdict::conflict : Verdict::failed;
  }
  connection_->statements->rollback_to.execute(true);
  connection_->statements->release.execute(true);
  return Verdict::conflict;
}

bool SqliteJournal::apply_operation(const PlaceOrder& placed) {
  Row& row = connection_->row;
  row.set(placed.order);
  row.key = placed.idempotency_key;
  row.key_given = row.key.empty() ? soci::i_null : soci::i_ok;
  row.body = placed.body;
  connection_->statements->insert.execute(true);
  return true;
}

bool SqliteJournal::apply_operation(const MoveOrder& moved) {
  Row& row = connection_->row;
  row.set(moved.order);
  row.from = delivery::name_of(moved.from);
  connection_->statements->move.execute(true);
  return connection_->statements->move.get_affected_rows() == 1;
}

struct SqliteReader::Connection {
  explicit Connection(const std::string& where)
      : sql(soci::sqlite3, where),
        select((sql.prepare
                    << "select fingerprint, restaurant, zone, customer, status, total_minor, currency, placed_at, updated_at, order_lines, "
                       "personal from orders where id = :id",
                soci::into(row.fingerprint), soci::into(row.restaurant), soci::into(row.zone), soci::into(row.customer, row.customer_given),
                soci::into(row.status), soci::into(row.total), soci::into(row.currency), soci::into(row.placed_at),
                soci::into(row.updated_at), soci::into(row.lines), soci::into(row.personal), soci::use(row.id))) {
    sql << "pragma busy_timeout = 5000";
  }

  Row row;
  soci::session sql;
  soci::statement select;
};

SqliteReader::SqliteReader(const std::filesystem::path& file) : connection_(std::make_unique<Connection>(connection_string(file))) {}
SqliteReader::~SqliteReader() = default;

std::optional<delivery::Order> SqliteReader::find(const std::string& id) {
  connection_->row.id = id;
  if (!connection_->select.execute(true)) return std::nullopt;
  Order order = connection_->row.order();
  // Stepping past the only row ends the read transaction, which would otherwise keep the log from being folded back into the file.
  while (connection_->select.fetch()) continue;
  return order;
}

}  // namespace rushhour::store
