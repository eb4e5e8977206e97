#pragma once

#include <array>
#include <filesystem>
#include <string_view>

namespace rushhour::wire {

/// A file under /proc or /sys that is read again and again. It stays open, so that it can still be read when the process has no descriptor
/// left, which is when it matters. One thread at a time.
class KeptFile {
 public:
  /// A file that cannot be opened reads as empty.
  explicit KeptFile(const std::filesystem::path& path) noexcept;
  KeptFile(KeptFile&& other) noexcept;
  KeptFile& operator=(KeptFile&&) = delete;
  KeptFile(const KeptFile&) = delete;
  KeptFile& operator=(const KeptFile&) = delete;
  ~KeptFile();

  /// The file's beginning as it is now, 4 KB at most; until the next read.
  std::string_view read() noexcept;

 private:
  int descriptor_;
  std::array<char, 4096> text_;
};

}  // namespace rushhour::wire
