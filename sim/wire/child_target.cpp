#include "sim/wire/child_target.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>
#include <vector>

#include "reports/foundation/user_error.hpp"

extern char** environ;

namespace rushhour::wire {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view ready = "listening on ";

std::string in_words(int status) {
  if (WIFSIGNALED(status)) return fmt::format("killed by signal {}", WTERMSIG(status));
  return fmt::format("exit status {}", WEXITSTATUS(status));
}

// Its own process group, so that a Ctrl-C at the terminal reaches the run alone, which then stops the target when it is done with it.
pid_t start(const std::vector<std::string>& words, int output) {
  std::vector<char*> argv;
  for (const std::string& word : words) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  pid_t pid = -1;
  const int trouble = posix_spawn(&pid, "/proc/self/exe", &files, &attributes, argv.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  posix_spawnattr_destroy(&attributes);
  if (trouble != 0)
    throw UserError(fmt::format("the target cannot be started: {}; give a running one with --target", std::strerror(trouble)));
  return pid;
}

}  // namespace

ChildTarget::ChildTarget(const std::filesystem::path& data, std::uint64_t seed) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) throw UserError(fmt::format("the target cannot be started: {}", std::strerror(errno)));
  output_ = ends[0];
  pid_ =
      start({"rushhour", "target", "--listen", "127.0.0.1:0", "--data", data.string(), "--seed", std::to_string(seed), "--die-with-parent"},
            ends[1]);
  close(ends[1]);
  std::string heard;
  const auto deadline = std::chrono::steady_clock::now() + 10s;
  for (;;) {
    const auto line_end = heard.find('\n');
    if (heard.starts_with(ready) && line_end != std::string::npos) {
      url_ = heard.substr(ready.size(), line_end - ready.size());
      return;
    }
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    pollfd wanted{output_, POLLIN, 0};
    std::array<char, 512> piece{};
    const bool some = left > 0ms && poll(&wanted, 1, static_cast<int>(left.count())) > 0;
    const ssize_t got = some ? read(output_, piece.data(), piece.size()) : 0;
    if (got <= 0) {
      stop();
      throw UserError("the target that was to be started for this run did not come up; its own message stands above");
    }
    heard.append(piece.data(), static_cast<std::size_t>(got));
  }
}

ChildTarget::~ChildTarget() {
  stop();
  close(output_);
}

std::optional<std::string> ChildTarget::ended() {
  int status = 0;
  if (pid_ < 0 || waitpid(pid_, &status, WNOHANG) != pid_) return std::nullopt;
  pid_ = -1;
  return in_words(status);
}

void ChildTarget::stop() {
  if (pid_ < 0) return;
  kill(pid_, SIGTERM);
  for (const auto deadline = std::chrono::steady_clock::now() + 5s; std::chrono::steady_clock::now() < deadline;) {
    if (ended()) return;
    std::this_thread::sleep_for(5ms);
  }
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

}  // namespace rushhour::wire
