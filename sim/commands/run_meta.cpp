#include "sim/commands/run_meta.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>

#include <fstream>
#include <string>
#include <thread>

namespace rushhour::sim {
namespace {

std::string cpu_model() {
  std::ifstream in("/proc/cpuinfo");
  for (std::string line; std::getline(in, line);)
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  return "unknown";
}

nlohmann::json host_facts() {
  utsname names{};
  uname(&names);
  struct sysinfo memory {};
  sysinfo(&memory);
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  return {{"kernel", fmt::format("{} {}", names.sysname, names.release)},
          {"cpus", std::thread::hardware_concurrency()},
          {"cpu_model", cpu_model()},
          {"memory_bytes", static_cast<std::uint64_t>(memory.totalram) * memory.mem_unit},
          {"descriptors", files.rlim_cur}};
}

}  // namespace

std::string iso_time(WallTime t) {
  const auto since = std::chrono::floor<std::chrono::milliseconds>(t).time_since_epoch();
  const std::time_t whole = std::chrono::duration_cast<std::chrono::seconds>(since).count();
  return fmt::format("{:%FT%T}.{:03}Z", fmt::gmtime(whole), since.count() % 1000);
}

nlohmann::json run_meta(const RunSettings& settings, const script::Source& source, const load::Plan& plan, const std::string& name,
                        const std::string& target, WallTime started) {
  nlohmann::json words = nlohmann::json::array({"rushhour"});
  for (const std::string& word : settings.words) words.push_back(word);
  nlohmann::json meta{{"schema", 1},
                      {"run", name},
                      {"status", "running"},
                      {"seed", settings.seed},
                      {"started", iso_time(started)},
                      {"started_epoch_ns", started.time_since_epoch().count()},
                      {"version", RUSHHOUR_VERSION},
                      {"command_line", std::move(words)},
                      {"script", {{"file", source.name}, {"sha256", source.sha256}}},
                      {"target", target},
                      {"host", host_facts()},
                      {"settings", to_json(settings)},
                      {"plan", load::to_json(plan)}};
  meta["plan"]["threads"] = settings.threads;
  return meta;
}

}  // namespace rushhour::sim
