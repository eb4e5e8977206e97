#pragma once

#include <zlib.h>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace rushhour::latency {

/// `bytes` as a zlib stream. The compressor's tables are kept for each thread: making them costs as much as compressing a histogram.
std::string deflate_bytes(std::string_view bytes);

/// Reads a zlib stream piece by piece, so that a reader can stop at its own bound whatever the stream would unfold to.
///
/// One thread, which keeps the decompressor's tables and its window for the next stream: getting 40 KB costs as much as unfolding a small
/// histogram. Keeps a view of the stream, which must outlive it.
class Inflater {
 public:
  explicit Inflater(std::string_view stream);
  ~Inflater();
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  /// Up to `room` bytes into `out`; fewer only at the end of the stream, or where it is cut short. Throws UserError if the stream is
  /// damaged.
  std::size_t read(char* out, std::size_t room);

 private:
  struct Tables;

  std::unique_ptr<Tables> tables_;
  bool ended_ = false;
};

}  // namespace rushhour::latency
