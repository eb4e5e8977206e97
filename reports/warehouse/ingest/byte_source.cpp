#include "reports/warehouse/ingest/byte_source.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <vector>

#include "reports/foundation/digest.hpp"
#include "reports/foundation/user_error.hpp"

namespace rushhour::warehouse {
namespace {

constexpr std::uint64_t unpacked_free = 1 << 20;
constexpr std::uint64_t unpacked_ratio = 100;
constexpr std::size_t packed_piece = 256 << 10;

struct FreeDigest {
  void operator()(EVP_MD_CTX* digest) const { EVP_MD_CTX_free(digest); }
};

[[noreturn]] void refuse(const std::string& name, const std::string& why) {
  throw UserError(fmt::format("{}: {}", name, why), Exit::settings);
}

}  // namespace

/// The file as it lies there.
class ByteSource::Raw {
 public:
  // Without O_NONBLOCK, opening a pipe into which nobody writes would never end.
  explicit Raw(const std::filesystem::path& file)
      : name_(file.string()), file_(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)), digest_(EVP_MD_CTX_new()) {
    if (file_ < 0) refuse(name_, errno == ENOENT ? "there is no such file" : fmt::format("cannot be opened: {}", std::strerror(errno)));
    struct stat facts {};
    if (::fstat(file_, &facts) != 0 || !S_ISREG(facts.st_mode)) {
      ::close(file_);
      refuse(name_, S_ISDIR(facts.st_mode) ? "it is a folder; name a file in it" : "it is no regular file; write what it gives into one");
    }
    size_ = static_cast<std::uint64_t>(facts.st_size);
    ::posix_fadvise(file_, 0, 0, POSIX_FADV_SEQUENTIAL);
    EVP_DigestInit_ex(digest_.get(), EVP_sha256(), nullptr);
  }
  Raw(const Raw&) = delete;
  Raw& operator=(const Raw&) = delete;
  ~Raw() { ::close(file_); }

  std::size_t read(char* out, std::size_t room) {
    room = static_cast<std::size_t>(std::min<std::uint64_t>(room, size_ - at_));
    std::size_t got = 0;
    while (got < room) {
      const ssize_t more = ::read(file_, out + got, room - got);
      if (more < 0 && errno == EINTR) continue;
      if (more < 0) throw UserError(fmt::format("{}: cannot be read at byte {}: {}", name_, at_ + got, std::strerror(errno)));
      if (more == 0) refuse(name_, fmt::format("it became shorter while it was read, at byte {}; load it when it is whole", at_ + got));
      got += static_cast<std::size_t>(more);
    }
    EVP_DigestUpdate(digest_.get(), out, got);
    at_ += got;
    return got;
  }

  /// The first bytes, which stay unread.
  std::string_view peek(std::array<char, 4>& out) const {
    const ssize_t got = ::pread(file_, out.data(), out.size(), 0);
    return {out.data(), static_cast<std::size_t>(std::max<ssize_t>(got, 0))};
  }

  bool grew() const {
    struct stat facts {};
    return ::fstat(file_, &facts) == 0 && static_cast<std::uint64_t>(facts.st_size) > size_;
  }

  std::string sha256() {
    std::vector<char> rest(packed_piece);
    while (read(rest.data(), rest.size()) != 0) continue;
    std::array<unsigned char, EVP_MAX_MD_SIZE> hash{};
    unsigned size = 0;
    EVP_DigestFinal_ex(digest_.get(), hash.data(), &size);
    return hexadecimal({hash.data(), size});
  }

  const std::string& name() const noexcept { return name_; }
  std::uint64_t size() const noexcept { return size_; }
  std::uint64_t at() const noexcept { return at_; }

 private:
  std::string name_;
  int file_;
  std::unique_ptr<EVP_MD_CTX, FreeDigest> digest_;
  std::uint64_t size_ = 0;
  std::uint64_t at_ = 0;
};

/// What both packers have in common: pieces of the file, and the bound on what they may become.
class ByteSource::Unpacker {
 public:
  Unpacker(Raw& raw, std::string_view format) : raw_(raw), format_(format), piece_(packed_piece) {}
  virtual ~Unpacker() = default;

  std::size_t read(char* out, std::size_t room) {
    std::size_t got = 0;
    while (got < room && !ended_) {
      if (at_ == size_) {
        size_ = raw_.read(piece_.data(), piece_.size());
        at_ = 0;
      }
      const std::size_t more = unpack(out + got, room - got);
      got += more;
      unpacked_ += more;
      if (unpacked_ > unpacked_free && unpacked_ > unpacked_ratio * raw_.at())
        refuse(raw_.name(), fmt::format("{} bytes of it became {}; more than {} times as much is taken for an attack: unpack it yourself",
                                        raw_.at(), unpacked_, unpacked_ratio));
    }
    return got;
  }

 protected:
  /// From `input` into `out`; calls `used`, and `end` where the file may end.
  virtual std::size_t unpack(char* out, std::size_t room) = 0;

  std::string_view input() const { return {piece_.data() + at_, size_ - at_}; }
  void used(std::size_t bytes) { at_ += bytes; }
  bool file_ended() const { return at_ == size_ && raw_.at() == raw_.size(); }
  void end() { ended_ = true; }

  [[noreturn]] void damaged(const char* how) const {
    refuse(raw_.name(), fmt::format("its {} data is damaged at byte {} ({}); get it again", format_, raw_.at() - (size_ - at_), how));
  }
  [[noreturn]] void cut() const {
    refuse(raw_.name(), fmt::format("its {} data is cut short: the file ends at byte {}; get it again", format_, raw_.size()));
  }

 private:
  Raw& raw_;
  std::string_view format_;
  std::vector<char> piece_;
  std::size_t size_ = 0;
  std::size_t at_ = 0;
  std::uint64_t unpacked_ = 0;
  bool ended_ = false;
};

class ByteSource::Gzip : public Unpacker {
 public:
  explicit Gzip(Raw& raw) : Unpacker(raw, "gzip") {
    constexpr int with_header = 16;
    if (inflateInit2(&stream_, MAX_WBITS + with_header) != Z_OK) throw std::bad_alloc();
  }
  ~Gzip() override { inflateEnd(&stream_); }

 private:
  std::size_t unpack(char* out, std::size_t room) override {
    // zlib takes its input as a pointer to what it never changes, and counts in 32 bits.
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(input().data()));
    stream_.avail_in = static_cast<uInt>(input().size());
    stream_.next_out = reinterpret_cast<Bytef*>(out);
    stream_.avail_out = static_cast<uInt>(std::min<std::size_t>(room, 1 << 30));
    const std::size_t asked = stream_.avail_out;
    const int result = inflate(&stream_, Z_NO_FLUSH);
    used(input().size() - stream_.avail_in);
    if (result == Z_STREAM_END) {
      if (file_ended()) end();
      inflateReset(&stream_);  // another member may follow
    } else if (result == Z_BUF_ERROR || (result == Z_OK && file_ended() && stream_.avail_out != 0)) {
      cut();
    } else if (result != Z_OK) {
      damaged(stream_.msg != nullptr ? stream_.msg : "zlib");
    }
    return asked - stream_.avail_out;
  }

  z_stream stream_{};
};

class ByteSource::Zstandard : public Unpacker {
 public:
  explicit Zstandard(Raw& raw) : Unpacker(raw, "zstd"), stream_(ZSTD_createDStream()) {
    if (stream_ == nullptr) throw std::bad_alloc();
  }
  ~Zstandard() override { ZSTD_freeDStream(stream_); }

 private:
  std::size_t unpack(char* out, std::size_t room) override {
    ZSTD_inBuffer from{input().data(), input().size(), 0};
    ZSTD_outBuffer to{out, room, 0};
    const std::size_t left = ZSTD_decompressStream(stream_, &to, &from);
    if (ZSTD_isError(left) != 0) damaged(ZSTD_getErrorName(left));
    used(from.pos);
    if (file_ended() && left == 0) end();
    if (file_ended() && left != 0 && to.pos < to.size) cut();
    return to.pos;
  }

  ZSTD_DStream* stream_;
};

ByteSource::ByteSource(const std::filesystem::path& file) : raw_(std::make_unique<Raw>(file)) {
  std::array<char, 4> space{};
  const std::string_view magic = raw_->peek(space);
  if (magic.starts_with("\x1f\x8b")) {
    packing_ = ".gz";
    unpacker_ = std::make_unique<Gzip>(*raw_);
  } else if (magic == "\x28\xb5\x2f\xfd") {
    packing_ = ".zst";
    unpacker_ = std::make_unique<Zstandard>(*raw_);
  }
}

ByteSource::~ByteSource() = default;

const std::string& ByteSource::name() const noexcept { return raw_->name(); }

std::string_view ByteSource::packing() const noexcept { return packing_; }

std::size_t ByteSource::read(char* out, std::size_t room) { return unpacker_ ? unpacker_->read(out, room) : raw_->read(out, room); }

std::uint64_t ByteSource::size() const noexcept { return raw_->size(); }

bool ByteSource::grew() const { return raw_->grew(); }

std::string ByteSource::sha256() { return raw_->sha256(); }

}  // namespace rushhour::warehouse
