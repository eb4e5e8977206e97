#include "sim/script/feeder/feeder_store.hpp"

namespace rushhour::script {

const Feeder& FeederStore::feeder(const std::string& key, const Make& make) {
  const std::lock_guard lock(mutex_);
  auto found = feeders_.find(key);
  if (found == feeders_.end()) found = feeders_.emplace(key, make()).first;
  return found->second;
}

std::shared_ptr<const FeederRows> FeederStore::rows(const std::string& key, const Load& load) {
  auto& held = rows_[key];
  if (held == nullptr) held = std::make_shared<const FeederRows>(load());
  return held;
}

}  // namespace rushhour::script
