// One lane at a time takes the next block: what the last one left over, and the file from there on. Everything that must be done in the
// file's order is done here (reading, hashing, finding the end of the last whole record, counting lines), and nothing else.

#include "reports/warehouse/ingest/block_reader.hpp"

#include <simdjson.h>

#include <algorithm>
#include <cstring>

#include "reports/warehouse/ingest/text_encoding.hpp"

namespace rushhour::warehouse {
namespace {

constexpr unsigned lanes_max = 8;

/// Sums of at most 255 fit in a byte, which lets the compiler compare and add 16 or 32 bytes at a time.
std::int64_t line_ends(std::string_view text) {
  std::int64_t all = 0;
  while (!text.empty()) {
    const std::string_view piece = text.substr(0, 255);
    std::uint8_t some = 0;
    for (const char c : piece) some = static_cast<std::uint8_t>(some + (c == '\n' ? 1 : 0));
    all += some;
    text.remove_prefix(piece.size());
  }
  return all;
}

}  // namespace

std::string_view BlockReader::look_ahead(std::size_t size) {
  const std::size_t had = ahead_.size();
  if (bytes_.packing().empty()) size = static_cast<std::size_t>(std::min<std::uint64_t>(size, bytes_.size()));
  if (had < size) {
    ahead_.resize(size);
    ahead_.resize(had + bytes_.read(ahead_.data() + had, size - had));
  }
  return ahead_;
}

void BlockReader::begin(std::size_t bytes, std::int64_t lines, bool latin1, Cut cut) {
  ahead_at_ = bytes;
  line_ += lines;
  latin1_ = latin1;
  cut_ = std::move(cut);
}

unsigned BlockReader::lanes() const noexcept {
  return static_cast<unsigned>(std::clamp<std::uint64_t>(bytes_.size() / block_bytes_, 1, lanes_max));
}

bool BlockReader::next(Block& block) {
  const std::lock_guard lock(mutex_);
  if (trouble_) std::rethrow_exception(trouble_);
  try {
    return next_locked(block);
  } catch (...) {
    trouble_ = std::current_exception();
    throw;
  }
}

bool BlockReader::next_locked(Block& block) {
  std::size_t size = carry_.size();
  if (block.space.size() < size) block.space.resize(size);
  carry_.copy(block.space.data(), size);
  carry_.clear();
  block.first_line = line_;
  block.too_long = false;
  for (std::size_t wanted = block_bytes_;; wanted = 2 * std::max(size, block_bytes_)) {
    size = append(block.space, size, wanted);
    if (size == 0) return false;
    block.text = {block.space.data(), size};
    const std::size_t whole = cut_(block.text, at_end_);
    if (whole > 0) {
      carry_ = block.text.substr(whole);
      block.text = block.text.substr(0, whole);
      line_ += line_ends(block.text);
      return true;
    }
    if (size > record_bytes_max && block.text.find('\n') == std::string_view::npos) {
      pass_over_line(block.space);
      block.text = {};
      block.too_long = true;
      return true;
    }
  }
}

/// What of the line is in memory already is let go; what follows it becomes the carry.
void BlockReader::pass_over_line(std::vector<char>& space) {
  ++line_;
  while (!at_end_) {
    const std::string_view text(space.data(), append(space, 0, block_bytes_));
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) continue;
    carry_ = text.substr(end + 1);
    return;
  }
}

/// Until `wanted` bytes are in `space`, or the file is at its end. How many there are.
std::size_t BlockReader::append(std::vector<char>& space, std::size_t size, std::size_t wanted) {
  const std::size_t room = std::max(size, wanted) + 2;
  if (space.size() < room + simdjson::SIMDJSON_PADDING) space.resize(room + simdjson::SIMDJSON_PADDING);
  while (size < wanted && !at_end_) {
    const std::size_t more = pull(space.data() + size, std::max<std::size_t>(wanted - size, 2));
    at_end_ = more == 0;
    size += more;
  }
  return size;
}

/// Latin-1 becomes at most twice as many bytes as it was. REQUIRES: room for two.
std::size_t BlockReader::pull(char* out, std::size_t room) {
  if (!latin1_) return pull_as_it_lies(out, room);
  std::string piece(room / 2, '\0');
  piece.resize(pull_as_it_lies(piece.data(), piece.size()));
  return utf8_of_latin1(piece).copy(out, room);
}

std::size_t BlockReader::pull_as_it_lies(char* out, std::size_t room) {
  const std::size_t had = ahead_.copy(out, room, ahead_at_);
  ahead_at_ += had;
  if (had > 0) return had;
  std::string().swap(ahead_);
  ahead_at_ = 0;
  return bytes_.read(out, room);
}

}  // namespace rushhour::warehouse
