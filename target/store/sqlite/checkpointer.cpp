#include "target/store/sqlite/checkpointer.hpp"

#include <chrono>

#include "target/store/sqlite/sqlite_session.hpp"

namespace rushhour::store {
namespace {

constexpr auto every = std::chrono::milliseconds(200);

}  // namespace

Checkpointer::Checkpointer(const std::filesystem::path& file) {
  connect(sql_, file);
  thread_ = std::thread([this] { run(); });
}

Checkpointer::~Checkpointer() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  ending_.notify_one();
  thread_.join();
}

void Checkpointer::run() {
  std::unique_lock lock(mutex_);
  while (!ending_.wait_for(lock, every, [this] { return ended_; })) {
    lock.unlock();
    try {
      sql_ << "pragma wal_checkpoint(passive)";
    } catch (const std::exception&) {
      // The log stays longer for once; the writer folds it back itself when it gets too long.
    }
    lock.lock();
  }
}

}  // namespace rushhour::store
