#include "target/store/sqlite/sqlite_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "target/store/epoch.hpp"
#include "target/store/sqlite/order_row.hpp"
#include "target/store/sqlite/sqlite_session.hpp"

namespace rushhour::store {
namespace {

constexpr const char* order_columns =
    "id, fingerprint, restaurant, zone, customer, status, total_minor, currency, placed_at, updated_at, order_lines, personal, revision, "
    "life";

struct AccountRow {
  std::string customer, salt, key;
  long long created_at = 0;
};

// Stepping past the only row ends the read transaction, which would otherwise keep the log from being folded back into the file.
void finish(soci::statement& select) {
  while (select.fetch()) continue;
}

soci::details::prepare_temp_type select_orders(soci::session& sql, OrderRow& row, const std::string& condition) {
  return (sql.prepare << "select " << order_columns << " from orders " << condition, soci::into(row.id), soci::into(row.fingerprint),
          soci::into(row.restaurant), soci::into(row.zone), soci::into(row.customer, row.customer_given), soci::into(row.status),
          soci::into(row.total), soci::into(row.currency), soci::into(row.placed_at), soci::into(row.updated_at), soci::into(row.lines),
          soci::into(row.personal), soci::into(row.revision), soci::into(row.life));
}

}  // namespace

struct SqliteReader::Connection {
  explicit Connection(const std::filesystem::path& file) {
    connect(sql, file);
    order.emplace((select_orders(sql, row, "where id = :id"), soci::use(wanted)));
    account.emplace((sql.prepare << "select customer, salt, derived_key, created_at from accounts where customer = :customer",
                     soci::into(account_row.customer), soci::into(account_row.salt), soci::into(account_row.key),
                     soci::into(account_row.created_at), soci::use(wanted)));
  }

  soci::session sql;
  std::string wanted;
  OrderRow row;
  AccountRow account_row;
  std::optional<soci::statement> order, account;
};

SqliteReader::SqliteReader(const std::filesystem::path& file) : connection_(std::make_unique<Connection>(file)) {}
SqliteReader::~SqliteReader() = default;

std::optional<delivery::Order> SqliteReader::order(const std::string& id) {
  connection_->wanted = id;
  if (!connection_->order->execute(true)) return std::nullopt;
  delivery::Order order = connection_->row.order();
  finish(*connection_->order);
  return order;
}

std::optional<Account> SqliteReader::account(const std::string& customer) {
  connection_->wanted = customer;
  if (!connection_->account->execute(true)) return std::nullopt;
  const AccountRow& row = connection_->account_row;
  Account account{row.customer, row.salt, row.key, from_epoch_ns(row.created_at)};
  finish(*connection_->account);
  return account;
}

Standing SqliteReader::standing(std::size_t orders_max) {
  Standing standing;
  soci::session& sql = connection_->sql;
  OrderRow row;
  soci::statement live = select_orders(
      sql, row,
      fmt::format("where status in ('placed', 'paid', 'accepted', 'preparing', 'ready', 'picked_up') order by placed_at desc limit {}",
                  orders_max));
  for (bool more = live.execute(true); more; more = live.fetch()) standing.orders.push_back(row.order());
  std::reverse(standing.orders.begin(), standing.orders.end());
  const soci::rowset<soci::row> shifts = (sql.prepare << "select courier, on_shift, x_m, y_m, since, revision from shifts");
  for (const soci::row& shift : shifts)
    standing.shifts.push_back({static_cast<std::uint32_t>(shift.get<long long>(0)),
                               shift.get<int>(1) != 0,
                               {static_cast<std::int32_t>(shift.get<long long>(2)), static_cast<std::int32_t>(shift.get<long long>(3))},
                               from_epoch_ns(shift.get<long long>(4)),
                               static_cast<std::uint32_t>(shift.get<long long>(5))});
  long long accounts = 0;
  sql << "select count(*) from accounts", soci::into(accounts);
  standing.accounts = static_cast<std::uint64_t>(accounts);
  return standing;
}

}  // namespace rushhour::store
