#include "target/store/sqlite/sqlite_store.hpp"

#include <fmt/format.h>

#include <exception>
#include <utility>

#include "reports/foundation/user_error.hpp"
#include "target/store/sqlite/sqlite_session.hpp"

namespace rushhour::store {
namespace {

constexpr std::size_t look_ups_waiting_max = 16 * 1024;
constexpr std::size_t look_ups_at_once = 64;

}  // namespace

SqliteStore::SqliteStore(const std::filesystem::path& folder, const Clock& clock, WallTime now, GroupLimits limits)
    : clock_(clock),
      folder_(folder),
      journal_(folder, now),
      reader_(folder / "orders.db"),
      checkpointer_(folder / "orders.db"),
      look_ups_(look_ups_waiting_max),
      writer_(journal_, clock, limits),
      reading_([this] { read(); }) {}

bool SqliteStore::submit(Change change, WhenCommitted done) { return writer_.submit(std::move(change), std::move(done)); }

bool SqliteStore::look_up(LookUp wanted, WhenRecalled done) {
  Waiting waiting{std::move(wanted), std::move(done)};
  return look_ups_.put(waiting);
}

Standing SqliteStore::standing(std::size_t orders_max) try {
  return SqliteReader(folder_.path() / "orders.db").standing(orders_max);
} catch (const std::exception& error) {
  throw UserError(fmt::format("--data: what the order store {} holds cannot be read ({}); name another folder",
                              (folder_.path() / "orders.db").string(), error.what()));
}

bool SqliteStore::snapshot(const std::string& name) const try {
  soci::session sql;
  connect(sql, folder_.path() / "orders.db");
  const std::string to = (folder_.path() / name).string();
  sql << "vacuum into :file", soci::use(to);
  return true;
} catch (const std::exception&) {
  return false;
}

StoreFigures SqliteStore::figures() const {
  StoreFigures figures = writer_.figures();
  figures.last_event = journal_.last_event();
  figures.events_behind = journal_.events_behind();
  return figures;
}

void SqliteStore::close() {
  writer_.close();
  look_ups_.close();
  if (reading_.joinable()) reading_.join();
}

void SqliteStore::read() {
  std::deque<Waiting> taken;
  for (;;) {
    look_ups_.take(taken, look_ups_at_once);
    if (taken.empty()) return;
    taken.front().done(recall(taken.front().wanted));
    taken.pop_front();
  }
}

Recalled SqliteStore::recall(const LookUp& wanted) {
  Recalled recalled;
  recalled.began = clock_.now();
  try {
    if (wanted.kind == LookUp::Kind::account)
      recalled.account = reader_.account(wanted.name);
    else if (auto order = reader_.order(wanted.name))
      recalled.order = std::make_shared<const delivery::Order>(std::move(*order));
  } catch (const std::exception&) {
    recalled.failed = true;
  }
  recalled.ended = clock_.now();
  return recalled;
}

}  // namespace rushhour::store
