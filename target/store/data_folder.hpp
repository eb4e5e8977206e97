#pragma once

#include <filesystem>

namespace rushhour::store {

/// A folder that belongs to one process for as long as this object lives. The lock ends with the process, however that ends.
class DataFolder {
 public:
  /// Makes the folder where it is missing. Throws UserError, naming --data, if it cannot be made or written or another process holds it.
  explicit DataFolder(std::filesystem::path folder);
  ~DataFolder();
  DataFolder(const DataFolder&) = delete;
  DataFolder& operator=(const DataFolder&) = delete;

  const std::filesystem::path& path() const noexcept { return folder_; }

 private:
  std::filesystem::path folder_;
  int lock_ = -1;
};

}  // namespace rushhour::store
