#pragma once

#include <filesystem>

namespace rushhour::warehouse {

/// A folder of its own below the system's folder for temporary files, for what a query cannot hold in memory; gone with this object. Throws
/// UserError if it cannot be made.
class SpillFolder {
 public:
  SpillFolder();
  SpillFolder(const SpillFolder&) = delete;
  SpillFolder& operator=(const SpillFolder&) = delete;
  ~SpillFolder();

  const std::filesystem::path& path() const noexcept { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace rushhour::warehouse
