#include "reports/latency/zlib_stream.hpp"

#include <limits>
#include <new>
#include <utility>

#include "reports/foundation/user_error.hpp"

namespace rushhour::latency {
namespace {

// zlib takes its input as a pointer to what it never changes.
Bytef* input(std::string_view bytes) { return reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data())); }

uInt checked_size(std::size_t size) {
  if (size > std::numeric_limits<uInt>::max()) throw UserError("the payload of a histogram is larger than 4 GB");
  return static_cast<uInt>(size);
}

class Deflater {
 public:
  Deflater() {
    if (deflateInit(&stream_, Z_DEFAULT_COMPRESSION) != Z_OK) throw std::bad_alloc();
  }
  ~Deflater() { deflateEnd(&stream_); }
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;

  std::string deflate_all(std::string_view bytes) {
    deflateReset(&stream_);
    std::string out(deflateBound(&stream_, bytes.size()), '\0');
    stream_.next_in = input(bytes);
    stream_.avail_in = checked_size(bytes.size());
    stream_.next_out = reinterpret_cast<Bytef*>(out.data());
    stream_.avail_out = checked_size(out.size());
    deflate(&stream_, Z_FINISH);  // cannot fail: the bound above is zlib's own
    out.resize(stream_.total_out);
    return out;
  }

 private:
  z_stream stream_{};
};

}  // namespace

std::string deflate_bytes(std::string_view bytes) {
  thread_local Deflater deflater;
  return deflater.deflate_all(bytes);
}

struct Inflater::Tables {
  Tables() {
    if (inflateInit(&stream) != Z_OK) throw std::bad_alloc();
  }
  ~Tables() { inflateEnd(&stream); }
  Tables(const Tables&) = delete;
  Tables& operator=(const Tables&) = delete;

  static std::unique_ptr<Tables>& spare() {
    thread_local std::unique_ptr<Tables> of_thread;
    return of_thread;
  }

  z_stream stream{};
};

Inflater::Inflater(std::string_view stream) : tables_(std::move(Tables::spare())) {
  const uInt size = checked_size(stream.size());
  if (!tables_) tables_ = std::make_unique<Tables>();
  inflateReset(&tables_->stream);
  tables_->stream.next_in = input(stream);
  tables_->stream.avail_in = size;
}

Inflater::~Inflater() { Tables::spare() = std::move(tables_); }

std::size_t Inflater::read(char* out, std::size_t room) {
  if (ended_ || room == 0) return 0;
  z_stream& stream = tables_->stream;
  stream.next_out = reinterpret_cast<Bytef*>(out);
  stream.avail_out = checked_size(room);
  const int result = inflate(&stream, Z_SYNC_FLUSH);
  // Z_BUF_ERROR is what zlib says when the input ends before the stream does.
  if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR)
    throw UserError(std::string("the compressed payload of a histogram is damaged (") + (stream.msg != nullptr ? stream.msg : "zlib") +
                    ")");
  ended_ = result != Z_OK || stream.avail_out != 0;
  return room - stream.avail_out;
}

}  // namespace rushhour::latency
