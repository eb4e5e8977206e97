#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace rushhour::pages {

/// A run directory in a folder of runs.
struct ListedRun {
  std::string name;  ///< of the directory
  std::filesystem::file_time_type changed;
};

/// The run directories of a folder, newest first by when their run.json was written; what holds no run.json is none.
struct RunList {
  static constexpr std::size_t most = 10'000;

  std::filesystem::path folder;
  std::vector<ListedRun> runs;
  std::size_t left_out = 0;  ///< older ones beyond `most`

  /// Where the run of that name is; nothing of the name reaches the file system unless it was listed. Null if it was not.
  const ListedRun* find(std::string_view name) const noexcept;
};

/// Throws UserError if the folder cannot be read.
RunList list_runs(const std::filesystem::path& folder);

/// When anything of a run directory was written last, so that what was made of it can be known to be stale.
std::filesystem::file_time_type last_change(const std::filesystem::path& directory);

}  // namespace rushhour::pages
