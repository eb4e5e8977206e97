#include "reports/warehouse/order_loader.hpp"

#include <fmt/format.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <cctype>
#include <string>

#include "reports/foundation/user_error.hpp"
#include "reports/warehouse/appender.hpp"

namespace rushhour::warehouse {
namespace {

constexpr std::size_t batch_rows = 1024;

template <class T>
struct SourceColumn {
  std::vector<T> values = std::vector<T>(batch_rows);
  std::vector<soci::indicator> given = std::vector<soci::indicator>(batch_rows);

  void resize(std::size_t size) {
    values.resize(size);
    given.resize(size);
  }

  Field field(std::size_t row) const {
    if (given[row] != soci::i_ok) return std::monostate();
    if constexpr (std::is_same_v<T, std::string>)
      return std::string_view(values[row]);
    else
      return std::int64_t{values[row]};
  }
};

struct Batch {
  SourceColumn<std::string> id, restaurant, zone, status, currency;
  SourceColumn<long long> total_minor, placed_at;

  void resize(std::size_t size) {
    for (auto* column : {&id, &restaurant, &zone, &status, &currency}) column->resize(size);
    total_minor.resize(size);
    placed_at.resize(size);
  }
};

std::string percent_encoded(std::string_view path) {
  std::string text;
  for (const char c : path) {
    const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0 || std::string_view("/._-~").find(c) != std::string_view::npos;
    if (plain)
      text += c;
    else
      text += fmt::format("%{:02x}", static_cast<unsigned char>(c));
  }
  return text;
}

/// A database in WAL mode gets two files beside it even from one who only reads, unless he says that nobody writes. Nobody does where there
/// is no log; where there is one, it holds commits that must be read, and its companions stand there already.
std::string connection_text(const std::filesystem::path& file) {
  const std::filesystem::path self = std::filesystem::canonical(file);
  const bool written = std::filesystem::exists(self.string() + "-wal");
  if (sqlite_api::sqlite3_compileoption_used("USE_URI") != 0)
    return fmt::format("db=\"file:{}?{}\" readonly=1 timeout=5", percent_encoded(self.string()), written ? "mode=ro" : "immutable=1");
  if (self.string().find('"') != std::string::npos)
    throw UserError(fmt::format("{}: a path with a quote in it cannot be opened; rename it", self.string()));
  return fmt::format("db=\"{}\" readonly=1 timeout=5", self.string());
}

std::uint64_t copy_orders(Session& session, soci::session& sqlite, const std::string& source, std::int64_t file_id) {
  Appender orders(session, "bronze", "stored_orders");
  Batch batch;
  // A number in a text column, or text in a number's, is a matter of SQLite's affinity, so each is asked for as what it ought to be.
  soci::statement select =
      (sqlite.prepare
           << "select id, cast(restaurant as text), zone, status, cast(total_minor as integer), currency, cast(placed_at as integer) "
              "from orders order by placed_at, id",
       soci::into(batch.id.values, batch.id.given), soci::into(batch.restaurant.values, batch.restaurant.given),
       soci::into(batch.zone.values, batch.zone.given), soci::into(batch.status.values, batch.status.given),
       soci::into(batch.total_minor.values, batch.total_minor.given), soci::into(batch.currency.values, batch.currency.given),
       soci::into(batch.placed_at.values, batch.placed_at.given));
  select.execute();
  std::uint64_t rows = 0;
  while (select.fetch()) {
    session.check_interrupt();
    for (std::size_t i = 0; i < batch.id.values.size(); ++i)
      orders.row({file_id, std::string_view(source), batch.id.field(i), batch.restaurant.field(i), batch.zone.field(i),
                  batch.status.field(i), batch.total_minor.field(i), batch.currency.field(i), batch.placed_at.field(i)});
    rows += batch.id.values.size();
    batch.resize(batch_rows);
  }
  orders.finish();
  return rows;
}

}  // namespace

std::uint64_t load_orders(Session& session, const std::filesystem::path& folder, std::int64_t file_id) {
  const std::filesystem::path file = folder / orders_file;
  if (!std::filesystem::is_regular_file(file))
    throw UserError(fmt::format("{}: there is no {} in it; name the data folder of a target", folder.string(), orders_file));
  try {
    soci::session sqlite(soci::sqlite3, connection_text(file));
    return copy_orders(session, sqlite, folder.string(), file_id);
  } catch (const soci::soci_error& error) {
    throw UserError(fmt::format("{}: {}; it must hold the orders of a rushhour target", file.string(), error.what()));
  }
}

}  // namespace rushhour::warehouse
