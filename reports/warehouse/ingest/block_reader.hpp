#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "reports/warehouse/ingest/byte_source.hpp"

namespace rushhour::warehouse {

/// No record is longer, whatever it is written in.
inline constexpr std::size_t record_bytes_max = std::size_t{1} << 20;

/// What a block has for each lane that reads: large enough that lanes seldom meet, small enough for a processor's cache.
inline constexpr std::size_t usual_block_bytes = std::size_t{1} << 20;

/// Several whole records, as they stand in the file one behind the other.
struct Block {
  std::string_view text;        ///< in `space`, which goes on behind it for as many bytes as simdjson wants to read there
  std::int64_t first_line = 0;  ///< of the file, from 1
  bool too_long = false;        ///< instead of a text: the line `first_line` has more than `record_bytes_max` bytes and was passed over
  std::vector<char> space;
};

/// Cuts a file of lines into blocks, each of whole records, for several lanes to read at once. Only the last block may end without the end
/// of a line.
class BlockReader {
 public:
  /// How many bytes of `text` are whole records, where `text` begins with one. 0: the first goes on behind it. REQUIRES of it: all of
  /// `text` where `at_end`; otherwise more than 0 as soon as `text` holds `record_bytes_max` + 1 bytes and its first line; and the same
  /// records whatever stands behind them.
  using Cut = std::function<std::size_t(std::string_view text, bool at_end)>;

  /// Blocks have `block_bytes` or, for the sake of one record, more.
  BlockReader(ByteSource& bytes, std::size_t block_bytes) : bytes_(bytes), block_bytes_(block_bytes) {}

  /// The first bytes of the file, fewer than `size` only if it has no more. Before the first `next`.
  std::string_view look_ahead(std::size_t size);

  /// Passes over the first `bytes` of what `look_ahead` gave, which are `lines` lines. Where `latin1`, everything behind them becomes
  /// UTF-8. Before the first `next`.
  void begin(std::size_t bytes, std::int64_t lines, bool latin1, Cut cut);

  /// The next block, into the space of `block`. Any thread. False: there is none. Throws what ByteSource throws, on every lane.
  bool next(Block& block);

  /// How many lanes it is worth to read with.
  unsigned lanes() const noexcept;

 private:
  bool next_locked(Block& block);
  void pass_over_line(std::vector<char>& space);
  std::size_t append(std::vector<char>& space, std::size_t size, std::size_t wanted);
  std::size_t pull(char* out, std::size_t room);
  std::size_t pull_as_it_lies(char* out, std::size_t room);

  ByteSource& bytes_;
  std::size_t block_bytes_;
  Cut cut_;
  bool latin1_ = false;

  std::mutex mutex_;
  std::string ahead_;  // what was looked at
  std::size_t ahead_at_ = 0;
  std::string carry_;  // what stood behind the last block's records
  std::int64_t line_ = 1;
  bool at_end_ = false;
  std::exception_ptr trouble_;
};

}  // namespace rushhour::warehouse
