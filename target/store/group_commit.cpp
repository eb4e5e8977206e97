#include "target/store/group_commit.hpp"

#include <exception>
#include <utility>

namespace rushhour::store {

GroupCommit::GroupCommit(Journal& journal, const Clock& clock, GroupLimits limits)
    : journal_(journal), clock_(clock), limits_(limits), queue_(limits.waiting), writer_([this] { run(); }) {}

bool GroupCommit::submit(Change change, OrderStore::WhenCommitted done) {
  Entry entry{std::move(change), std::move(done)};
  return queue_.put(entry);
}

StoreFigures GroupCommit::figures() const { return {queue_.size(), transactions_, committed_, failed_, Instant(committing_ns_), 0, 0}; }

void GroupCommit::close() {
  queue_.close();
  if (writer_.joinable()) writer_.join();
}

void GroupCommit::run() {
  for (;;) {
    queue_.take(taken_, limits_.changes);
    if (taken_.empty()) return;
    const bool committed = commit_group();
    answer(applied_, committed);
  }
}

// A change whose transaction is lost before its turn came is not failed with it: it stays in front for the next one. The first is always
// touched, so that a journal that cannot even begin still moves the queue on.
bool GroupCommit::commit_group() {
  applied_ = 1;
  const Instant began = clock_.now();
  taken_.front().began = began;
  try {
    journal_.begin();
    applied_ = 0;
    while (applied_ < taken_.size() && (applied_ == 0 || clock_.now() - began < limits_.length)) {
      Entry& entry = taken_[applied_++];  // counted before it is applied: if it breaks the transaction it is part of the damage
      entry.began = began;
      entry.verdict = journal_.apply(entry.change);
    }
    journal_.commit();
    return true;
  } catch (const std::exception&) {
    journal_.rollback();
    return false;
  }
}

void GroupCommit::answer(std::size_t count, bool committed) {
  const Instant ended = clock_.now();
  ++transactions_;
  if (limits_.watch) limits_.watch(committed ? count : 0, ended - taken_.front().began);
  committing_ns_ += (ended - taken_.front().began).count();
  for (; count > 0; --count) {
    Entry entry = std::move(taken_.front());
    taken_.pop_front();
    const Verdict verdict = committed ? entry.verdict : Verdict::failed;
    if (verdict == Verdict::committed) ++committed_;
    if (verdict == Verdict::failed) ++failed_;
    entry.done({verdict, entry.began, ended, verdict == Verdict::committed ? &entry.change : nullptr});
  }
}

}  // namespace rushhour::store
