#include "sim/city/files/output_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "reports/foundation/user_error.hpp"
#include "reports/pages/words/plain_text.hpp"

namespace rushhour::city {

OutputFile::OutputFile(std::filesystem::path path) : path_(std::move(path)), part_(path_) {
  part_ += ".part";
  descriptor_ = ::open(part_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (descriptor_ < 0) fail(errno);
}

OutputFile::~OutputFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
  std::error_code ignored;  // somebody else may have removed it
  if (!kept_) std::filesystem::remove(part_, ignored);
}

void OutputFile::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail(errno);
    bytes_ += static_cast<std::uint64_t>(written);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

// Some file systems (NFS, quotas) refuse only now.
void OutputFile::close() {
  if (::close(std::exchange(descriptor_, -1)) != 0) fail(errno);
}

void OutputFile::keep() {
  std::error_code trouble;
  std::filesystem::rename(part_, path_, trouble);
  if (trouble) fail(trouble.value());
  kept_ = true;
}

void OutputFile::fail(int trouble) const {
  const char* const advice = trouble == ENOSPC || trouble == EDQUOT ? "; make room, or name another folder" : "";
  throw UserError(fmt::format("generate: {}: cannot be written: {}{}", pages::harmless(path_.string()), std::strerror(trouble), advice));
}

}  // namespace rushhour::city
