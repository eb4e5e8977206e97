#include "target/faults/fault_book.hpp"

#include <algorithm>
#include <utility>

namespace rushhour::faults {

std::optional<std::uint64_t> FaultBook::add(Fault fault, Instant now) {
  std::uint64_t id = 0;
  {
    const std::lock_guard lock(mutex_);
    if (faults_.size() >= faults_max) return std::nullopt;
    id = fault.id = ++ids_;
    fault.begin = std::max(fault.begin, now);
    faults_.push_back(std::move(fault));
    publish();
  }
  advance(now);
  return id;
}

bool FaultBook::remove(std::uint64_t id, Instant now) {
  {
    const std::lock_guard lock(mutex_);
    const auto found = std::find_if(faults_.begin(), faults_.end(), [id](const Fault& fault) { return fault.id == id; });
    if (found == faults_.end()) return false;
    announce_end(*found, std::min(now, found->end));
    faults_.erase(found);
    publish();
  }
  advance(now);
  return true;
}

void FaultBook::remove_all(Instant now) {
  const auto all = snapshot();
  for (const Fault& fault : all->all()) remove(fault.id, now);
}

void FaultBook::advance(Instant now) {
  {
    const std::lock_guard lock(mutex_);
    for (const Fault& fault : faults_) {
      if (fault.begin <= now && announced_.count(fault.id) == 0)
        announced_[fault.id] = annotations_.begin(Annotation::Kind::fault, fault.called(), words_of(fault), wall(fault.begin));
      if (fault.end <= now) announce_end(fault, fault.end);
    }
    const auto over = std::remove_if(faults_.begin(), faults_.end(), [now](const Fault& fault) { return fault.end <= now; });
    if (over != faults_.end()) {
      faults_.erase(over, faults_.end());
      publish();
    }
  }
  // A lock of its own, since touching memory takes its time. Who comes last sees the newest faults, so nothing is left over.
  const std::lock_guard growing(growing_);
  const std::uint64_t leaked = snapshot()->leaked_bytes(now);
  if (leaked != 0 || ballast_.bytes() != 0) ballast_.hold(leaked);
}

std::shared_ptr<const Faults> FaultBook::snapshot() const {
  const std::lock_guard lock(mutex_);
  return published_;
}

void FaultBook::publish() {
  published_ = std::make_shared<const Faults>(faults_, seed_);
  // Relaxed: a request that sees the flag late is one that came a moment earlier.
  any_.store(!faults_.empty(), std::memory_order_relaxed);
}

void FaultBook::announce_end(const Fault& fault, Instant at) {
  const auto found = announced_.find(fault.id);
  if (found == announced_.end()) return;
  annotations_.end(found->second, wall(at));
  announced_.erase(found);
}

}  // namespace rushhour::faults
