#include "reports/verdicts/sliding_sum.hpp"

#include <utility>

namespace rushhour::verdicts {

void SlidingSum::push(Instant length, Gathering&& what) {
  newer_sum_.merge(what);
  newer_.push_back({length, std::move(what)});
  length_ += length;
  ++size_;
  while (size_ > 1 && length_ - oldest() >= reach_) drop_oldest();
}

void SlidingSum::drop_oldest() {
  if (older_.empty()) {
    for (; !newer_.empty(); newer_.pop_back()) {
      if (!older_.empty()) newer_.back().what.merge(older_.back().what);
      older_.push_back(std::move(newer_.back()));
    }
    newer_sum_ = {};
  }
  length_ -= older_.back().length;
  older_.pop_back();
  --size_;
}

Gathering SlidingSum::sum() const {
  Gathering all = newer_sum_;
  if (!older_.empty()) all.merge(older_.back().what);
  return all;
}

}  // namespace rushhour::verdicts
