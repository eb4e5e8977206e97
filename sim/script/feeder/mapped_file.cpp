#include "sim/script/feeder/mapped_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include "reports/foundation/user_error.hpp"

namespace rushhour::script {
namespace {

[[noreturn]] void refuse(const std::string& name, std::string_view why) {
  throw UserError(fmt::format("{}: {}", name, why), Exit::settings);
}

}  // namespace

MappedFile::MappedFile(const std::filesystem::path& file, const std::string& name) {
  // Without waiting, because opening a pipe would wait for whoever writes into it.
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) refuse(name, fmt::format("cannot be read: {}", std::strerror(errno)));
  struct stat facts {};
  const bool known = ::fstat(descriptor, &facts) == 0;
  void* mapped = MAP_FAILED;
  std::string_view why = "cannot be read into memory";
  if (known && S_ISDIR(facts.st_mode))
    why = "is a folder; name a file";
  else if (known && !S_ISREG(facts.st_mode))
    why = "is a device or a pipe, which cannot be read twice; name a file";
  else if (known && facts.st_size == 0)
    why = "is empty; a feeder wants at least one row";
  else if (known)
    mapped = ::mmap(nullptr, static_cast<std::size_t>(facts.st_size), PROT_READ, MAP_PRIVATE, descriptor, 0);
  ::close(descriptor);
  if (mapped == MAP_FAILED) refuse(name, why);
  begin_ = static_cast<const char*>(mapped);
  size_ = static_cast<std::size_t>(facts.st_size);
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : begin_(std::exchange(other.begin_, nullptr)), size_(std::exchange(other.size_, std::size_t{0})) {}

MappedFile::~MappedFile() {
  if (begin_ != nullptr) ::munmap(const_cast<char*>(begin_), size_);
}

}  // namespace rushhour::script
