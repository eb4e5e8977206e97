#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

namespace rushhour::city {

/// A file that is there as a whole or not at all: it is written as NAME.part and renamed at the end. Whatever the disk refuses is a
/// UserError (Exit::trouble) that names the file and says why. One thread.
class OutputFile {
 public:
  /// An older NAME.part is replaced.
  explicit OutputFile(std::filesystem::path path);
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;
  /// Removes what was not kept.
  ~OutputFile();

  void write(std::string_view bytes);
  /// All bytes are with the system; nothing can be written any more. Until `keep`, the file bears its other name.
  void close();
  /// REQUIRES: closed.
  void keep();

  std::uint64_t bytes() const noexcept { return bytes_; }
  const std::filesystem::path& part() const noexcept { return part_; }

 private:
  [[noreturn]] void fail(int trouble) const;

  std::filesystem::path path_;
  std::filesystem::path part_;
  int descriptor_ = -1;
  std::uint64_t bytes_ = 0;
  bool kept_ = false;
};

}  // namespace rushhour::city
