#include "reports/pages/shelf/run_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

#include "reports/foundation/user_error.hpp"

namespace rushhour::pages {
namespace {

namespace fs = std::filesystem;

fs::file_time_type changed(const fs::path& file) {
  std::error_code error;
  const fs::file_time_type at = fs::last_write_time(file, error);
  return error ? fs::file_time_type::min() : at;
}

}  // namespace

const ListedRun* RunList::find(std::string_view name) const noexcept {
  const auto found = std::find_if(runs.begin(), runs.end(), [name](const ListedRun& run) { return run.name == name; });
  return found == runs.end() ? nullptr : &*found;
}

RunList list_runs(const fs::path& folder) {
  RunList list{folder, {}, 0};
  std::error_code error;
  if (fs::exists(folder / "run.json", error))
    throw UserError(fmt::format("{} is a run directory; give the folder in which runs stand", folder.string()), Exit::settings);
  fs::directory_iterator entry(folder, error);
  if (error)
    throw UserError(fmt::format("{}: cannot be read: {}; give the folder in which runs stand", folder.string(), error.message()),
                    Exit::settings);
  for (; entry != fs::directory_iterator(); entry.increment(error)) {
    if (error) throw UserError(fmt::format("{}: cannot be read: {}", folder.string(), error.message()));
    const fs::file_time_type at = changed(entry->path() / "run.json");
    if (at != fs::file_time_type::min()) list.runs.push_back({entry->path().filename().string(), at});
  }
  std::sort(list.runs.begin(), list.runs.end(),
            [](const ListedRun& a, const ListedRun& b) { return a.changed != b.changed ? a.changed > b.changed : a.name > b.name; });
  if (list.runs.size() > RunList::most) {
    list.left_out = list.runs.size() - RunList::most;
    list.runs.resize(RunList::most);
  }
  return list;
}

fs::file_time_type last_change(const fs::path& directory) {
  fs::file_time_type last = fs::file_time_type::min();
  for (const char* file : {"run.json", "latency.hlog", "counters.jsonl", "events.jsonl", "slowest.jsonl", "telemetry.jsonl"})
    last = std::max(last, changed(directory / file));
  return last;
}

}  // namespace rushhour::pages
