#include "reports/runs/run_writer.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>
#include <utility>

#include "reports/foundation/random_stream.hpp"
#include "reports/foundation/user_error.hpp"
#include "reports/latency/histogram_log.hpp"

namespace rushhour::runs {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t longest_name = 100;  // with the stamp well below the 255 bytes of a folder's name

[[noreturn]] void refuse(const fs::path& path, const std::string& why) {
  throw UserError(
      fmt::format("{} cannot be written: {}; is the disk full, or the folder not yours? --out names another", path.string(), why));
}

fs::path made(const fs::path& directory) {
  std::error_code error;
  fs::create_directories(directory / "scenario", error);
  if (error) refuse(directory, error.message());
  if (fs::exists(directory / "run.json", error))
    throw UserError(fmt::format("{} holds a run already; --out names another folder", directory.string()));
  return directory;
}

// Texts come from scripts and servers, so what is not UTF-8 in them is replaced instead of stopping a run.
std::string dumped(const nlohmann::json& json, int indent) {
  return json.dump(indent, ' ', false, nlohmann::json::error_handler_t::replace) + '\n';
}

}  // namespace

std::string run_name(std::string_view scenario, WallTime started) {
  const auto stands = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
  };
  std::string name(scenario.substr(0, longest_name));
  for (char& c : name)
    if (!stands(c)) c = '-';
  if (name.empty()) name = "run";
  const std::time_t whole = std::chrono::floor<std::chrono::seconds>(started.time_since_epoch()).count();
  const auto ns = static_cast<std::uint64_t>(started.time_since_epoch().count());
  const std::uint64_t mixed = RandomStream(ns, "run name", "", static_cast<std::uint64_t>(getpid()))();
  return fmt::format("{}-{:%Y%m%dT%H%M%SZ}-{:04x}", name, fmt::gmtime(whole), mixed & 0xffff);
}

RunWriter::Appended::Appended(fs::path file) : path(std::move(file)), stream(path, std::ios::binary | std::ios::app) {
  if (!stream) refuse(path, std::strerror(errno));
}

void RunWriter::Appended::append(std::string_view text) {
  errno = 0;
  stream.write(text.data(), static_cast<std::streamsize>(text.size()));
  stream.flush();
  if (!stream) refuse(path, errno != 0 ? std::strerror(errno) : "the write failed");
}

RunWriter::RunWriter(fs::path directory, nlohmann::json meta, WallTime started)
    : directory_(made(directory)),
      log_(directory_ / "latency.hlog"),
      ticks_(directory_ / "counters.jsonl"),
      events_(directory_ / "events.jsonl"),
      slowest_(directory_ / "slowest.jsonl") {
  log_.append(latency::log_head(started));
  meta["status"] = "running";
  // Last, so that whatever holds a run.json holds the rest of a run.
  replace_meta(meta);
}

void RunWriter::keep_script(const fs::path& script) {
  const fs::path copy = directory_ / "scenario" / script.filename();
  std::error_code error;
  fs::copy_file(script, copy, fs::copy_options::overwrite_existing, error);
  if (error) refuse(copy, error.message());
}

void RunWriter::append(const latency::Interval& interval) {
  // One write for all series: a kill between two of them would leave half an interval.
  std::string lines;
  for (const auto& [series, histogram] : interval.series)
    lines += latency::log_line(latency::to_tag(series), interval.begin, interval.length, histogram);
  if (lines.empty()) return;
  log_.append(lines);
  if (watcher_ != nullptr) watcher_->wrote(interval);
}

void RunWriter::append_tick(const nlohmann::json& tick) {
  ticks_.append(dumped(tick, -1));
  if (watcher_ != nullptr) watcher_->wrote_tick(tick);
}

void RunWriter::append_event(const nlohmann::json& event) {
  events_.append(dumped(event, -1));
  if (watcher_ != nullptr) watcher_->wrote_event(event);
}

void RunWriter::append_slowest(const SlowRequest& request) {
  slowest_.append(to_line(request) + '\n');
  if (watcher_ != nullptr) watcher_->wrote_slowest(request);
}

void RunWriter::append_telemetry(const nlohmann::json& line) {
  if (!telemetry_) telemetry_.emplace(directory_ / "telemetry.jsonl");
  telemetry_->append(dumped(line, -1));
  if (watcher_ != nullptr) watcher_->wrote_telemetry(line);
}

void RunWriter::replace_meta(const nlohmann::json& meta) {
  const fs::path file = directory_ / "run.json", beside = directory_ / "run.json.new";
  {
    std::ofstream out(beside, std::ios::binary | std::ios::trunc);
    errno = 0;
    out << dumped(meta, 2);
    out.flush();
    if (!out) refuse(beside, errno != 0 ? std::strerror(errno) : "the write failed");
  }
  std::error_code error;
  fs::rename(beside, file, error);
  if (error) refuse(file, error.message());
}

}  // namespace rushhour::runs
