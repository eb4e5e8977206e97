#include "target/store/data_folder.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "reports/foundation/user_error.hpp"

namespace rushhour::store {

DataFolder::DataFolder(std::filesystem::path folder) : folder_(std::move(folder)) {
  std::error_code error;
  std::filesystem::create_directories(folder_, error);
  if (error)
    throw UserError(
        fmt::format("--data {}: the folder cannot be made ({}); name one that can be written", folder_.string(), error.message()));
  lock_ = ::open((folder_ / "target.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (lock_ < 0)
    throw UserError(fmt::format("--data {}: the folder cannot be written ({}); name one that can", folder_.string(),
                                std::generic_category().message(errno)));
  if (::flock(lock_, LOCK_EX | LOCK_NB) != 0) {
    ::close(lock_);
    throw UserError(fmt::format("--data {}: another target is using this folder; stop it or name another folder", folder_.string()));
  }
}

DataFolder::~DataFolder() { ::close(lock_); }

}  // namespace rushhour::store
