#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <list>
#include <unordered_map>
#include <utility>

namespace rushhour::store {

/// Who asks; 0 is as good as any other.
using Client = std::uint64_t;

/// A queue in which clients take turns: first come, first served for each of them, one item a turn. However much one of them asks for, the
/// others wait for one item of its, not for all (Nagle, "On packet switches with infinite storage", RFC 970).
///
/// One thread at a time.
template <typename T>
class FairQueue {
 public:
  bool empty() const noexcept { return size_ == 0; }
  std::size_t size() const noexcept { return size_; }

  void push(Client client, T item) {
    auto found = of_client_.find(client);
    if (found == of_client_.end()) found = of_client_.emplace(client, turns_.insert(turns_.end(), {client, {}})).first;
    found->second->items.push_back(std::move(item));
    ++size_;
  }

  /// What is next. REQUIRES: not empty, here and below.
  T& front() noexcept { return turns_.front().items.front(); }

  void pop() {
    turns_.front().items.pop_front();
    --size_;
    if (turns_.front().items.empty()) {
      of_client_.erase(turns_.front().client);
      turns_.pop_front();
    } else {
      turns_.splice(turns_.end(), turns_, turns_.begin());
    }
  }

  /// Takes out all items for which `gone` says so, client by client.
  template <typename Gone>
  void remove_if(Gone gone) {
    for (auto turn = turns_.begin(); turn != turns_.end();) {
      size_ -= std::erase_if(turn->items, gone);
      if (turn->items.empty()) of_client_.erase(turn->client);
      turn = turn->items.empty() ? turns_.erase(turn) : std::next(turn);
    }
  }

 private:
  struct Turn {
    Client client;
    std::deque<T> items;  // never empty
  };

  std::list<Turn> turns_;
  std::unordered_map<Client, typename std::list<Turn>::iterator> of_client_;
  std::size_t size_ = 0;
};

}  // namespace rushhour::store
