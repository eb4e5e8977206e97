#include "sim/wire/health/cgroup_files.hpp"

#include <catch2/catch.hpp>

#include <string>

using rushhour::wire::cpu_stat_files;
using Files = std::vector<std::filesystem::path>;

TEST_CASE("the CPU limits of a process are those of its group and of every group above it") {
  struct Row {
    const char* says;
    const char* cgroup;
    const char* mountinfo;
    Files files;
  };
  const Row row = GENERATE(values<Row>({
      {"version 2, two levels deep",
       "0::/user.slice/load.scope\n",
       "31 23 0:28 / /sys/fs/cgroup rw,relatime shared:4 - cgroup2 cgroup2 rw\n",
       {"/sys/fs/cgroup/user.slice/load.scope/cpu.stat", "/sys/fs/cgroup/user.slice/cpu.stat", "/sys/fs/cgroup/cpu.stat"}},
      {"version 2 in a container with a namespace of its own",
       "0::/\n",
       "31 23 0:28 / /sys/fs/cgroup ro - cgroup2 cgroup rw\n",
       {"/sys/fs/cgroup/cpu.stat"}},
      {"version 1 beside other controllers",
       "9:memory:/a\n4:cpu,cpuacct:/docker/abc\n0::/\n",
       "32 31 0:29 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n33 31 0:30 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup "
       "rw,cpu,cpuacct\n",
       {"/sys/fs/cgroup/cpu,cpuacct/docker/abc/cpu.stat", "/sys/fs/cgroup/cpu,cpuacct/docker/cpu.stat",
        "/sys/fs/cgroup/cpu,cpuacct/cpu.stat"}},
      {"both versions at once",
       "1:cpu:/\n0::/\n",
       "32 31 0:29 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu\n41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n",
       {"/sys/fs/cgroup/cpu/cpu.stat", "/sys/fs/cgroup/unified/cpu.stat"}},
      {"a mount that shows the container's own group as its root",
       "4:cpu:/docker/abc/x\n",
       "32 31 0:29 /docker/abc /sys/fs/cgroup/cpu ro - cgroup cgroup rw,cpu\n",
       {"/sys/fs/cgroup/cpu/x/cpu.stat", "/sys/fs/cgroup/cpu/cpu.stat"}},
      {"a mount that shows another group",
       "4:cpu:/docker/abcd\n",
       "32 31 0:29 /docker/abc /sys/fs/cgroup/cpu ro - cgroup cgroup rw,cpu\n",
       {"/sys/fs/cgroup/cpu/cpu.stat"}},
      {"a controller that only begins with the same letters",
       "4:cpuset:/a\n",
       "32 31 0:29 / /sys/fs/cgroup/cpuset rw - cgroup cgroup rw,cpuset\n",
       {}},
      {"a group without its mount", "0::/a\n", "32 31 0:29 / /proc rw - proc proc rw\n", {}},
  }));
  INFO(row.says);
  CHECK(cpu_stat_files(row.cgroup, row.mountinfo) == row.files);
}

TEST_CASE("text that is no list of groups or mounts, or is cut anywhere, names no file that was not there") {
  const std::string cgroup = "4:cpu:/docker/abc\n0::/x\n";
  const std::string mounts =
      "32 31 0:29 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu\n41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n";
  for (std::size_t length = 0; length <= cgroup.size(); ++length)
    for (const auto& file : cpu_stat_files(cgroup.substr(0, length), mounts)) CHECK(file.filename() == "cpu.stat");
  for (std::size_t length = 0; length <= mounts.size(); ++length) CHECK(cpu_stat_files(cgroup, mounts.substr(0, length)).size() <= 5);
  CHECK(cpu_stat_files("", mounts).empty());
  CHECK(cpu_stat_files(cgroup, "").empty());
  CHECK(cpu_stat_files("::::\n:\n4:cpu:relative\n", mounts).empty());
  CHECK(cpu_stat_files(cgroup, "- - - -\n-\n1 2 3 - cgroup2\n").empty());
}
