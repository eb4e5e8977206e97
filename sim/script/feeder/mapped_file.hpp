#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace rushhour::script {

/// The bytes of a regular file, mapped read-only: a page is read when it is touched, counted once however many workers look at it, and may
/// be dropped by the system. The size is what it was when the file was opened; whoever shortens the file meanwhile ends the process
/// (SIGBUS).
class MappedFile {
 public:
  MappedFile() = default;

  /// `name`: what messages call it. Throws UserError (Exit::settings) if it cannot be opened, is empty or no regular file.
  MappedFile(const std::filesystem::path& file, const std::string& name);
  ~MappedFile();
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&&) = delete;

  std::string_view text() const noexcept { return {begin_, size_}; }

 private:
  const char* begin_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace rushhour::script
