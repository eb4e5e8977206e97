#pragma once

#include <filesystem>

namespace rushhour::sim {

/// A folder for run directories that nobody wants to keep: made in the system's place for temporary files, removed with all that is in it.
class PassingFolder {
 public:
  /// Throws UserError if none can be made.
  PassingFolder();
  ~PassingFolder();
  PassingFolder(const PassingFolder&) = delete;
  PassingFolder& operator=(const PassingFolder&) = delete;

  const std::filesystem::path& path() const noexcept { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace rushhour::sim
