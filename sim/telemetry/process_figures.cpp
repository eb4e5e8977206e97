#include "sim/telemetry/process_figures.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <system_error>

#include "reports/foundation/letters.hpp"

namespace rushhour::sim {
namespace {

namespace fs = std::filesystem;

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  for (std::size_t at = 0; (at = text.find_first_not_of(" \t\n", at)) != std::string_view::npos;) {
    const std::size_t end = std::min(text.find_first_of(" \t\n", at), text.size());
    words.push_back(text.substr(at, end - at));
    at = end;
  }
  return words;
}

// "key: value" on a line of its own.
std::optional<std::uint64_t> field(std::string_view text, std::string_view key) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = text.substr(at, end - at);
    if (line.starts_with(key) && line.substr(key.size()).starts_with(':')) {
      const auto words = words_of(line.substr(key.size() + 1));
      return words.empty() ? std::nullopt : number_in<std::uint64_t>(words.front());
    }
    at = end + 1;
  }
  return std::nullopt;
}

void add_field(std::string_view text, std::string_view key, std::string_view name, std::vector<ProcessFigure>& to) {
  if (const auto value = field(text, key)) to.emplace_back(name, static_cast<double>(*value));
}

// The sockets that listen at the port, by the number that the kernel gives each; of a file like /proc/net/tcp.
void add_listeners(const char* file, std::uint16_t port, std::set<std::string>& sockets) {
  std::ifstream in(file);
  std::string line;
  while (std::getline(in, line)) {
    const auto words = words_of(line);
    constexpr std::string_view listening = "0A";
    if (words.size() < 10 || words[3] != listening) continue;
    const std::size_t colon = words[1].rfind(':');
    if (colon != std::string_view::npos && number_in<std::uint64_t>(words[1].substr(colon + 1), 16) == port)
      sockets.insert(fmt::format("socket:[{}]", words[9]));
  }
}

bool holds_one_of(const fs::path& process, const std::set<std::string>& sockets) {
  std::error_code error;
  for (fs::directory_iterator entry(process / "fd", error), end; !error && entry != end; entry.increment(error)) {
    std::error_code gone;
    if (sockets.contains(fs::read_symlink(entry->path(), gone).string())) return true;
  }
  return false;
}

}  // namespace

// The name of the program, in parentheses, may hold anything; what follows the last of them is numbers.
bool add_stat(std::string_view text, double ticks_a_second, double page_bytes, std::vector<ProcessFigure>& to) {
  const std::size_t name_ends = text.rfind(')');
  if (name_ends == std::string_view::npos || !text.ends_with('\n')) return false;
  const auto words = words_of(text.substr(name_ends + 1));
  constexpr std::size_t user = 11, kernel = 12, threads = 17, resident = 21;  // counted from the state, which is field 3 of proc(5)
  if (words.size() <= resident || words.front() == "Z" || words.front() == "X") return false;
  const auto user_ticks = number_in<std::uint64_t>(words[user]), kernel_ticks = number_in<std::uint64_t>(words[kernel]),
             count = number_in<std::uint64_t>(words[threads]), pages = number_in<std::uint64_t>(words[resident]);
  if (!user_ticks || !kernel_ticks || !count || !pages) return false;
  to.emplace_back("process_cpu_seconds_total", static_cast<double>(*user_ticks + *kernel_ticks) / ticks_a_second);
  to.emplace_back("process_threads", static_cast<double>(*count));
  to.emplace_back("process_resident_memory_bytes", static_cast<double>(*pages) * page_bytes);
  return true;
}

void add_status(std::string_view text, std::vector<ProcessFigure>& to) {
  add_field(text, "voluntary_ctxt_switches", "process_voluntary_context_switches_total", to);
  add_field(text, "nonvoluntary_ctxt_switches", "process_involuntary_context_switches_total", to);
}

void add_io(std::string_view text, std::vector<ProcessFigure>& to) {
  add_field(text, "read_bytes", "process_disk_read_bytes_total", to);
  add_field(text, "write_bytes", "process_disk_written_bytes_total", to);
}

WatchedProcess::WatchedProcess(pid_t pid)
    : pid_(pid),
      stat_(fmt::format("/proc/{}/stat", pid)),
      status_(fmt::format("/proc/{}/status", pid)),
      io_(fmt::format("/proc/{}/io", pid)) {}

std::vector<ProcessFigure> WatchedProcess::look() {
  std::vector<ProcessFigure> figures;
  if (!add_stat(stat_.read(), static_cast<double>(::sysconf(_SC_CLK_TCK)), static_cast<double>(::sysconf(_SC_PAGESIZE)), figures))
    return {};
  add_status(status_.read(), figures);
  add_io(io_.read(), figures);
  struct stat facts {};
  // Since Linux 6.2 the folder's size is the number of descriptors; counting them by hand takes too long in a process with many.
  if (::stat(fmt::format("/proc/{}/fd", pid_).c_str(), &facts) == 0 && facts.st_size > 0)
    figures.emplace_back("process_open_fds", static_cast<double>(facts.st_size));
  return figures;
}

std::optional<pid_t> process_listening_at(std::uint16_t port) {
  std::set<std::string> sockets;
  for (const char* file : {"/proc/net/tcp", "/proc/net/tcp6"}) add_listeners(file, port, sockets);
  if (sockets.empty()) return std::nullopt;
  std::error_code error;
  for (fs::directory_iterator entry("/proc", error), end; !error && entry != end; entry.increment(error)) {
    const auto pid = number_in<std::uint64_t>(entry->path().filename().string());
    if (pid && holds_one_of(entry->path(), sockets)) return static_cast<pid_t>(*pid);
  }
  return std::nullopt;
}

}  // namespace rushhour::sim
