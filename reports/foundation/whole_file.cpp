#include "reports/foundation/whole_file.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "reports/foundation/user_error.hpp"

namespace rushhour {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const fs::path& file, const std::string& why) {
  throw UserError(fmt::format("{}: cannot be written: {}; is the folder yours and the disk not full?", file.string(), why));
}

void put(const fs::path& file, std::string_view text, std::ios::openmode mode) {
  errno = 0;
  std::ofstream out(file, std::ios::binary | mode);
  out << text;
  if (!out.flush()) refuse(file, errno != 0 ? std::strerror(errno) : "the disk takes no more");
}

bool is_plain_or_new(const fs::path& file) {
  std::error_code none;
  const fs::file_status status = fs::status(file, none);
  return fs::is_regular_file(status) || status.type() == fs::file_type::not_found;
}

// What a symbolic link leads to, which need not be there yet. One that leads nowhere, in a ring, stays itself.
fs::path meant_by(const fs::path& file) {
  constexpr int most_links = 40;  // as many as Linux follows
  std::error_code none;
  fs::path meant = file;
  for (int i = 0; i < most_links && fs::is_symlink(meant, none); ++i) meant = meant.parent_path() / fs::read_symlink(meant, none);
  return fs::is_symlink(meant, none) ? file : meant;
}

}  // namespace

void write_whole(const fs::path& file, std::string_view text) {
  if (!is_plain_or_new(file)) return put(file, text, std::ios::trunc);
  std::error_code error;
  const fs::path meant = meant_by(file);
  fs::path beside = meant;
  beside += ".new";
  std::error_code none;
  try {
    put(beside, text, std::ios::trunc);
  } catch (...) {
    fs::remove(beside, none);
    throw;
  }
  fs::rename(beside, meant, error);
  if (!error) return;
  fs::remove(beside, none);
  refuse(file, error.message());
}

void append_whole(const fs::path& file, std::string_view text) { put(file, text, std::ios::app); }

std::string why_unwritable(const fs::path& file) {
  std::error_code error;
  const fs::file_status status = fs::status(file, error);
  if (fs::is_directory(status)) return "it is a folder; name a file";
  if (status.type() != fs::file_type::not_found && ::access(file.c_str(), W_OK) != 0) return std::strerror(errno);
  if (status.type() != fs::file_type::not_found && !fs::is_regular_file(status)) return {};
  const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
  if (!fs::is_directory(folder, error)) return fmt::format("there is no folder {}; make it, or name another", folder.string());
  if (::access(folder.c_str(), W_OK | X_OK) != 0) return fmt::format("{}: {}", folder.string(), std::strerror(errno));
  return {};
}

}  // namespace rushhour
