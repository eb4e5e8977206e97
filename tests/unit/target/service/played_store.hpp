#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "target/store/order_store.hpp"

namespace rushhour::service {

/// A store on paper. It does nothing until it is told to (`commit_next`, `recall_next` play its threads), unless it is `prompt`.
class PlayedStore final : public store::OrderStore {
 public:
  bool submit(store::Change change, WhenCommitted done) override {
    if (refuses) return false;
    changes.push_back({std::move(change), std::move(done)});
    if (prompt) commit_next();
    return true;
  }
  bool look_up(store::LookUp wanted, WhenRecalled done) override {
    if (refuses) return false;
    look_ups.push_back({std::move(wanted), std::move(done)});
    if (prompt) recall_next();
    return true;
  }
  std::uint64_t opening() const noexcept override { return 1; }
  store::StoreFigures figures() const override { return {}; }
  void close() override {}

  void commit_next(bool fails = false) {
    auto [change, done] = std::move(changes.front());
    changes.pop_front();
    const store::Verdict verdict = fails ? store::Verdict::failed : apply(change);
    done({verdict, Instant(10'000'000), Instant(12'000'000), verdict == store::Verdict::committed ? &change : nullptr});
  }
  void recall_next(bool fails = false) {
    auto [wanted, done] = std::move(look_ups.front());
    look_ups.pop_front();
    store::Recalled recalled{fails, nullptr, std::nullopt, Instant(10'000'000), Instant(11'000'000)};
    const auto order = rows.find(wanted.name);
    if (!fails && wanted.kind == store::LookUp::Kind::order && order != rows.end())
      recalled.order = std::make_shared<const delivery::Order>(order->second);
    const auto account = accounts.find(wanted.name);
    if (!fails && wanted.kind == store::LookUp::Kind::account && account != accounts.end()) recalled.account = account->second;
    done(std::move(recalled));
  }

  bool refuses = false;
  bool prompt = false;
  std::deque<std::pair<store::Change, WhenCommitted>> changes;
  std::deque<std::pair<store::LookUp, WhenRecalled>> look_ups;
  std::map<std::string, delivery::Order> rows;
  std::map<std::uint32_t, delivery::Shift> shifts;
  std::map<std::string, store::Account> accounts;
  std::vector<std::string> events;  ///< of what was committed, in order

 private:
  // One operation a change is all that the service asks for.
  store::Verdict apply(const store::Change& change) {
    for (const store::Operation& operation : change.operations)
      if (!std::visit([this](const auto& what) { return take(what); }, operation)) return store::Verdict::conflict;
    events.insert(events.end(), change.events.begin(), change.events.end());
    return store::Verdict::committed;
  }
  bool take(const store::PlaceOrder& placed) { return rows.emplace(placed.order.id, placed.order).second; }
  bool take(const store::MoveOrder& moved) {
    const auto row = rows.find(moved.order.id);
    if (row == rows.end() || row->second.revision != moved.from) return false;
    row->second = moved.order;
    return true;
  }
  bool take(const store::SetShift& set) {
    if (shifts[set.shift.courier].revision != set.from) return false;
    shifts[set.shift.courier] = set.shift;
    return true;
  }
  bool take(const store::AddAccount& added) { return accounts.emplace(added.account.customer, added.account).second; }
  bool take(const store::Reset&) {
    rows.clear();
    shifts.clear();
    accounts.clear();
    return true;
  }
};

}  // namespace rushhour::service
