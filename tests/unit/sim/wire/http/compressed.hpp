#pragma once

#include <zlib.h>

#include <stdexcept>
#include <string>
#include <string_view>

namespace rushhour::wire {

/// `bytes` compressed by zlib itself; `window_bits` chooses the wrapper as deflateInit2 has it.
inline std::string compressed(std::string_view bytes, int window_bits) {
  z_stream stream{};
  if (deflateInit2(&stream, 9, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY) != Z_OK) throw std::runtime_error("deflateInit2");
  std::string out(deflateBound(&stream, bytes.size()) + 32, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

inline std::string gzipped(std::string_view bytes) { return compressed(bytes, 15 + 16); }
inline std::string deflated(std::string_view bytes) { return compressed(bytes, 15); }
inline std::string deflated_raw(std::string_view bytes) { return compressed(bytes, -15); }

}  // namespace rushhour::wire
