#include "target/store/sqlite_store.hpp"

#include <exception>
#include <utility>

namespace rushhour::store {
namespace {

constexpr std::size_t look_ups_waiting_max = 16 * 1024;
constexpr std::size_t look_ups_at_once = 64;

}  // namespace

SqliteStore::SqliteStore(const std::filesystem::path& folder, const Clock& clock, WallTime now, GroupLimits limits)
    : clock_(clock),
      folder_(folder),
      journal_(folder / "orders.db", now),
      reader_(folder / "orders.db"),
      look_ups_(look_ups_waiting_max),
      writer_(journal_, clock, limits),
      reading_([this] { read(); }) {}

bool SqliteStore::submit(Change change, WhenCommitted done) { return writer_.submit(std::move(change), std::move(done)); }

bool SqliteStore::look_up(std::string id, WhenRecalled done) {
  LookUp wanted{std::move(id), std::move(done)};
  return look_ups_.put(wanted);
}

void SqliteStore::close() {
  writer_.close();
  look_ups_.close();
  if (reading_.joinable()) reading_.join();
}

void SqliteStore::read() {
  std::deque<LookUp> taken;
  for (;;) {
    look_ups_.take(taken, look_ups_at_once);
    if (taken.empty()) return;
    taken.front().done(recall(taken.front().id));
    taken.pop_front();
  }
}

Recalled SqliteStore::recall(const std::string& id) {
  Recalled recalled;
  recalled.began = clock_.now();
  try {
    if (auto order = reader_.find(id)) recalled.order = std::make_shared<const delivery::Order>(std::move(*order));
  } catch (const std::exception&) {
    recalled.failed = true;
  }
  recalled.ended = clock_.now();
  return recalled;
}

}  // namespace rushhour::store
