#include "sim/commands/run_meta.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>

#include <fstream>
#include <string>
#include <thread>

#include "reports/runs/stamp.hpp"

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

nlohmann::json base_meta(const RunFacts& facts) {
  nlohmann::json words = nlohmann::json::array({"rushhour"});
  for (const std::string& word : facts.words) words.push_back(word);
  nlohmann::json meta{{"schema", 1},
                      {"run", facts.name},
                      {"status", "running"},
                      {"seed", facts.seed},
                      {"started", iso_time(facts.started)},
                      {"started_epoch_ns", facts.started.time_since_epoch().count()},
                      {"version", RUSHHOUR_VERSION},
                      {"command_line", std::move(words)},
                      {"target", facts.target},
                      {"host", host_facts()},
                      {"plan", load::to_json(facts.plan)}};
  meta["plan"]["threads"] = facts.threads;
  return meta;
}

nlohmann::json script_meta(const script::Source& source) { return {{"file", source.name}, {"sha256", source.sha256}}; }

nlohmann::json unplayed_meta(const std::vector<std::string>& words, const std::filesystem::path& script, const std::string& target,
                             std::uint64_t seed) {
  const load::Plan none;
  nlohmann::json meta = base_meta({words, none, 1, {}, target, seed, runs::wall_stamp()});
  if (!script.empty()) meta["script"] = {{"file", script.filename().string()}};
  return meta;
}

nlohmann::json run_meta(const RunSettings& settings, const script::Source& source, const load::Plan& plan, const std::string& name,
                        const std::string& target, WallTime started) {
  nlohmann::json meta = base_meta({settings.words, plan, settings.threads, name, target, settings.seed, started});
  meta["script"] = script_meta(source);
  meta["settings"] = to_json(settings);
  return meta;
}

}  // namespace rushhour::sim
