// A line of /proc/self/cgroup is `number:controllers:path`; version 2 has number 0 and no controllers. A line of mountinfo is
//
//   31 23 0:28 ROOT POINT options... - TYPE source OPTIONS
//
// and shows at POINT what lies below ROOT of the hierarchy: in a container ROOT may be the container's own group.

#include "sim/wire/health/cgroup_files.hpp"

#include <algorithm>
#include <string>

namespace rushhour::wire {
namespace {

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(at, begin), text.size());
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

bool names_cpu(std::string_view list) {
  const std::vector<std::string_view> names = split(list, ',');
  return std::find(names.begin(), names.end(), "cpu") != names.end();
}

struct Mount {
  std::string_view root, point;
  bool version_2;
};

std::vector<Mount> cpu_mounts(std::string_view mountinfo) {
  std::vector<Mount> mounts;
  for (const std::string_view line : split(mountinfo, '\n')) {
    const std::vector<std::string_view> words = split(line, ' ');
    const auto dash = std::find(words.begin(), words.end(), "-");
    if (words.size() < 5 || words.end() - dash < 4) continue;
    const bool version_2 = dash[1] == "cgroup2";
    if (version_2 || (dash[1] == "cgroup" && names_cpu(dash[3]))) mounts.push_back({words[3], words[4], version_2});
  }
  return mounts;
}

// `path` of the hierarchy as seen at the mount; the mount's root itself where it does not lie below it.
std::string_view below(std::string_view path, std::string_view root) {
  if (root == "/") return path;
  if (!path.starts_with(root)) return "/";
  path.remove_prefix(root.size());
  return path.empty() || path.front() == '/' ? path : "/";
}

void add_up_to_the_top(std::vector<std::filesystem::path>& files, const Mount& mount, std::string_view path) {
  for (std::string_view rest = below(path, mount.root);; rest = rest.substr(0, rest.rfind('/'))) {
    while (rest.ends_with('/')) rest.remove_suffix(1);
    files.emplace_back(std::string(mount.point) + std::string(rest) + "/cpu.stat");
    if (rest.empty()) return;
  }
}

}  // namespace

std::vector<std::filesystem::path> cpu_stat_files(std::string_view cgroup, std::string_view mountinfo) {
  std::vector<std::filesystem::path> files;
  const std::vector<Mount> mounts = cpu_mounts(mountinfo);
  for (const std::string_view line : split(cgroup, '\n')) {
    const std::size_t first = line.find(':'), second = line.find(':', first + 1);
    if (first == std::string_view::npos || second == std::string_view::npos) continue;
    const std::string_view controllers = line.substr(first + 1, second - first - 1), path = line.substr(second + 1);
    const bool version_2 = line.substr(0, first) == "0" && controllers.empty();
    if (!path.starts_with('/') || (!version_2 && !names_cpu(controllers))) continue;
    const auto mount = std::find_if(mounts.begin(), mounts.end(), [&](const Mount& m) { return m.version_2 == version_2; });
    if (mount != mounts.end()) add_up_to_the_top(files, *mount, path);
  }
  return files;
}

}  // namespace rushhour::wire
