#include "sim/wire/health/kept_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <utility>

namespace rushhour::wire {

KeptFile::KeptFile(const std::filesystem::path& path) noexcept : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}

KeptFile::KeptFile(KeptFile&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

KeptFile::~KeptFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::string_view KeptFile::read() noexcept {
  if (descriptor_ < 0) return {};
  const ssize_t length = ::pread(descriptor_, text_.data(), text_.size(), 0);
  return {text_.data(), length > 0 ? static_cast<std::size_t>(length) : 0};
}

}  // namespace rushhour::wire
