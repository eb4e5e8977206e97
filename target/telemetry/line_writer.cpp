#include "target/telemetry/line_writer.hpp"

#include <fmt/format.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <deque>
#include <utility>

#include "reports/foundation/user_error.hpp"

namespace rushhour::telemetry {
namespace {

constexpr std::size_t lines_at_once = 256;
constexpr auto rest = std::chrono::milliseconds(5);

// Lines stand as they are: spdlog adds neither a time nor an end.
template <class Sink>
std::unique_ptr<spdlog::sinks::sink> bare(std::unique_ptr<Sink> sink) {
  sink->set_formatter(std::make_unique<spdlog::pattern_formatter>("%v", spdlog::pattern_time_type::utc, ""));
  return sink;
}

std::unique_ptr<spdlog::sinks::sink> file_sink(const std::filesystem::path& file, Rotation rotation) {
  try {
    return bare(std::make_unique<spdlog::sinks::rotating_file_sink_st>(file.string(), rotation.bytes, rotation.older));
  } catch (const spdlog::spdlog_ex& error) {
    throw UserError(fmt::format("{}: cannot be written: {}", file.string(), error.what()));
  }
}

}  // namespace

LineWriter::LineWriter(const std::filesystem::path& file, Rotation rotation) : LineWriter(file_sink(file, rotation)) {}

LineWriter::LineWriter() : LineWriter(bare(std::make_unique<spdlog::sinks::stderr_sink_st>())) {}

LineWriter::LineWriter(std::unique_ptr<spdlog::sinks::sink> sink)
    : sink_(std::move(sink)), queue_(waiting_max), thread_([this] { run(); }) {}

LineWriter::~LineWriter() { close(); }

bool LineWriter::put(std::string line) {
  if (line.size() <= line_bytes_max && queue_.put(line)) return true;
  dropped_.fetch_add(1, std::memory_order_relaxed);
  return false;
}

void LineWriter::close() {
  queue_.close();
  if (thread_.joinable()) thread_.join();
}

void LineWriter::run() {
  std::deque<std::string> lines;
  for (;;) {
    queue_.take(lines, lines_at_once);
    if (lines.empty()) return;
    const bool more = lines.size() == lines_at_once;
    for (const std::string& line : lines) write(line);
    lines.clear();
    if (more) continue;
    flush();
    queue_.rest(rest);
  }
}

void LineWriter::write(const std::string& line) noexcept {
  try {
    sink_->log(spdlog::details::log_msg({}, spdlog::level::info, line));
  } catch (const std::exception&) {
    // The disk is full, or gone. The count says so; to write about it would fail too.
    dropped_.fetch_add(1, std::memory_order_relaxed);
  }
}

void LineWriter::flush() noexcept {
  try {
    sink_->flush();
  } catch (const std::exception&) {
    // Lines that were lost this way were handed over before, so they cannot be counted one by one; one stands for them.
    dropped_.fetch_add(1, std::memory_order_relaxed);
  }
}

}  // namespace rushhour::telemetry
