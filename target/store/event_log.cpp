#include "target/store/event_log.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace rushhour::store {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view prefix = "events-";
constexpr std::string_view suffix = ".jsonl";
constexpr std::string_view line_begin = "{\"seq\":";
constexpr std::size_t tail_bytes = 1 << 20;  // a line is shorter by far

[[noreturn]] void complain(const std::string& what) { throw std::system_error(errno, std::generic_category(), what); }

/// The number that a segment's name says; 0 for other files.
std::uint64_t first_of(const fs::path& file) {
  const std::string name = file.filename().string();
  std::uint64_t number = 0;
  if (!name.starts_with(prefix) || !name.ends_with(suffix)) return 0;
  const char* const end = name.data() + name.size() - suffix.size();
  const auto [stop, error] = std::from_chars(name.data() + prefix.size(), end, number);
  return error == std::errc{} && stop == end ? number : 0;
}

std::uint64_t number_of(std::string_view line) {
  std::uint64_t number = 0;
  if (!line.starts_with(line_begin)) throw std::runtime_error("the event log holds a line without a number");
  const auto [stop, error] = std::from_chars(line.data() + line_begin.size(), line.data() + line.size(), number);
  if (error != std::errc{} || number == 0) throw std::runtime_error("the event log holds a line without a number");
  return number;
}

void write_all(int file, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(file, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) complain("the event log cannot be written");
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace

EventLog::EventLog(fs::path folder, std::uint64_t bytes_max) : folder_(std::move(folder)), bytes_max_(bytes_max) {
  fs::create_directories(folder_);
  recover();
}

EventLog::~EventLog() { close_segment(); }

void EventLog::recover() {
  std::uint64_t newest = 0;
  for (const auto& entry : fs::directory_iterator(folder_)) newest = std::max(newest, first_of(entry.path()));
  if (newest == 0) return;
  open_segment(newest);
  std::string tail(std::min<std::uint64_t>(bytes_, tail_bytes), '\0');
  const auto from = static_cast<off_t>(bytes_ - tail.size());
  if (::pread(file_, tail.data(), tail.size(), from) != static_cast<ssize_t>(tail.size())) complain("the event log cannot be read");
  const std::size_t whole = tail.rfind('\n') == std::string::npos ? 0 : tail.rfind('\n') + 1;
  if (whole == 0 && tail.size() == tail_bytes) throw std::runtime_error("the event log ends in a line that is too long to be one");
  bytes_ = static_cast<std::uint64_t>(from) + whole;
  if (whole < tail.size() && ::ftruncate(file_, static_cast<off_t>(bytes_)) != 0) complain("the event log cannot be cut");
  if (whole == 0) {
    last_ = newest - 1;
  } else {
    const std::size_t before = whole < 2 ? std::string::npos : tail.rfind('\n', whole - 2);
    const std::size_t begin = before == std::string::npos ? 0 : before + 1;
    last_ = number_of(std::string_view(tail).substr(begin, whole - begin));
  }
  sync();
}

void EventLog::append(std::uint64_t first, std::string_view lines) {
  while (first <= last_ && !lines.empty()) {
    lines.remove_prefix(lines.find('\n') + 1);
    ++first;
  }
  if (lines.empty()) return;
  if (file_ >= 0 && first != last_ + 1) throw std::runtime_error(fmt::format("events {} to {} are missing", last_ + 1, first - 1));
  if (file_ < 0 || bytes_ >= bytes_max_) {
    if (file_ >= 0) sync();
    close_segment();
    open_segment(first);
  }
  try {
    write_all(file_, lines);
  } catch (const std::system_error&) {
    const int ignored = ::ftruncate(file_, static_cast<off_t>(bytes_));  // half a line is worse than none; opening cuts it off, too
    static_cast<void>(ignored);
    throw;
  }
  bytes_ += lines.size();
  last_ = first - 1 + static_cast<std::uint64_t>(std::count(lines.begin(), lines.end(), '\n'));
}

void EventLog::sync() {
  if (file_ >= 0 && ::fdatasync(file_) != 0) complain("the event log cannot be forced to the disk");
  synced_ = last_.load();
}

void EventLog::open_segment(std::uint64_t first) {
  const fs::path file = folder_ / fmt::format("{}{:020}{}", prefix, first, suffix);
  file_ = ::open(file.c_str(), O_CREAT | O_RDWR | O_APPEND | O_CLOEXEC, 0644);
  if (file_ < 0) complain(fmt::format("{} cannot be opened", file.string()));
  struct stat about {};
  if (::fstat(file_, &about) != 0) complain(fmt::format("{} cannot be looked at", file.string()));
  bytes_ = static_cast<std::uint64_t>(about.st_size);
}

void EventLog::close_segment() {
  if (file_ >= 0) ::close(file_);
  file_ = -1;
}

}  // namespace rushhour::store
