// HdrHistogram's compressed payload, all numbers big-endian:
//
//     int32 cookie, int32 length of what follows, zlib stream of: head, counts
//
//  1. The cookie's low byte but one digit tells the version (V2 0x1c849304, V1 ..02, V0 ..09; inside the stream V2 0x1c849303, V1 ..01,
//     V0 ..08). Bits 4 to 7 hold the word size of V1 and V0, and a 1 for V2.
//  2. Head of V2 and V1: int32 cookie, int32 bytes of counts, int32 index offset, int32 digits, int64 lowest, int64 highest, double ratio.
//     Head of V0: int32 cookie, int32 digits, int64 lowest, int64 highest, int64 total; its counts go on to the end of the stream.
//  3. Counts of V2 are ZigZag LEB128 numbers of up to nine bytes, the ninth with eight bits; a negative one stands for that many zeros.
//     Counts of V1 and V0 are words of 2, 4 or 8 bytes.
//  4. Counts stand in the order of values whatever the offset says (the Java original writes them through its offset, the JavaScript
//     port writes an offset of 1 without having one), and the ratio is that of another class; so both are passed over.

#include "reports/latency/histogram_codec.hpp"

#include <fmt/format.h>

#include <array>
#include <bit>
#include <vector>

#include "reports/foundation/user_error.hpp"
#include "reports/latency/base64.hpp"
#include "reports/latency/zlib_stream.hpp"

namespace rushhour::latency {
namespace {

constexpr std::uint32_t version_mask = ~std::uint32_t{0xf0};
constexpr std::uint32_t v2_outer = 0x1c849304, v2_inner = 0x1c849303;
constexpr std::uint32_t v1_outer = 0x1c849302, v1_inner = 0x1c849301;
constexpr std::uint32_t v0_outer = 0x1c849309, v0_inner = 0x1c849308;
constexpr std::uint32_t word_mark = 0x10;

constexpr std::uint64_t most_samples = std::uint64_t{1} << 62;

[[noreturn]] void refuse(const std::string& why) { throw UserError("not a histogram's payload: " + why); }

template <class Number>
void put(std::string& out, Number number) {
  for (int shift = 8 * (static_cast<int>(sizeof(Number)) - 1); shift >= 0; shift -= 8) out.push_back(static_cast<char>(number >> shift));
}

void put_count(std::string& out, std::int64_t number) {
  std::uint64_t rest = (static_cast<std::uint64_t>(number) << 1) ^ static_cast<std::uint64_t>(number >> 63);
  for (int byte = 0; byte < 8 && rest >= 0x80; ++byte) {
    out.push_back(static_cast<char>(rest | 0x80));
    rest >>= 7;
  }
  out.push_back(static_cast<char>(rest));
}

std::string counts_of(const Histogram& histogram) {
  std::string counts;
  counts.reserve(4096);
  std::size_t next = 0;
  histogram.each_count([&](std::size_t index, std::uint64_t count) {
    const std::size_t zeros = index - next;
    if (zeros == 1) put_count(counts, 0);
    if (zeros > 1) put_count(counts, -static_cast<std::int64_t>(zeros));
    put_count(counts, static_cast<std::int64_t>(count));
    next = index + 1;
  });
  return counts;
}

/// The unfolded stream, number by number.
class Reader {
 public:
  explicit Reader(std::string_view stream) : inflater_(stream) {}

  bool at_end() {
    if (at_ < filled_) return false;
    filled_ = inflater_.read(buffer_.data(), buffer_.size());
    at_ = 0;
    return filled_ == 0;
  }

  std::uint64_t byte() {
    if (at_end()) refuse("it is cut short");
    ++taken_;
    return static_cast<unsigned char>(buffer_[at_++]);
  }

  std::uint64_t word(std::size_t bytes) {
    std::uint64_t number = 0;
    while (bytes-- > 0) number = number << 8 | byte();
    return number;
  }

  std::int64_t zigzag() {
    std::uint64_t number = 0;
    for (unsigned shift = 0; shift <= 56; shift += 7) {
      const std::uint64_t part = byte();
      if (shift == 56) {
        number |= part << shift;
        break;
      }
      number |= (part & 0x7f) << shift;
      if (part < 0x80) break;
    }
    return static_cast<std::int64_t>(number >> 1) ^ -static_cast<std::int64_t>(number & 1);
  }

  std::uint64_t taken() const { return taken_; }

 private:
  Inflater inflater_;
  std::array<char, 4096> buffer_;
  std::size_t at_ = 0, filled_ = 0;
  std::uint64_t taken_ = 0;
};

/// Counts as they come, checked against the layout's own bounds.
class Collector {
 public:
  explicit Collector(const Layout& layout) : size_(Buckets(layout).size()) {}

  std::size_t size() const { return size_; }

  void add(std::uint64_t count) {
    if (next_ >= size_) refuse("it has more counts than its own range has room for");
    if (count > most_samples - total_) refuse("its counts are out of bounds");
    if (count != 0) counts_.push_back({static_cast<std::uint32_t>(next_), count});
    total_ += count;
    ++next_;
  }

  void skip(std::uint64_t zeros) {
    if (zeros > size_ - next_) refuse("it has more counts than its own range has room for");
    next_ += zeros;
  }

  const std::vector<BucketCount>& counts() const { return counts_; }

 private:
  std::size_t size_;
  std::size_t next_ = 0;
  std::uint64_t total_ = 0;
  std::vector<BucketCount> counts_;
};

struct Head {
  Layout layout;
  std::uint64_t length = 0;  // bytes of counts; of V0 whatever there is
  std::uint64_t word = 0;    // bytes of a count; 0 where its length varies
};

Head read_head(Reader& in, std::uint32_t outer) {
  Head head;
  const auto cookie = static_cast<std::uint32_t>(in.word(4));
  const std::uint32_t inner = cookie & version_mask;
  if (inner != (outer == v2_outer ? v2_inner : outer == v1_outer ? v1_inner : v0_inner))
    refuse("its inner mark is not that of its version");
  if (inner != v2_inner) {
    head.word = cookie >> 4 & 0xe;
    if (head.word != 2 && head.word != 4 && head.word != 8) refuse("its counts are words of an unknown size");
  }
  if (inner != v0_inner) {
    head.length = in.word(4);
    in.word(4);  // the offset
  }
  head.layout.digits = static_cast<int>(static_cast<std::int32_t>(in.word(4)));
  head.layout.lowest = static_cast<std::int64_t>(in.word(8));
  head.layout.highest = static_cast<std::int64_t>(in.word(8));
  in.word(8);  // the ratio, or V0's total, which its counts add up to anyway
  if (!is_sound(head.layout))
    refuse(fmt::format("a range of {} to {} with {} digits cannot be", head.layout.lowest, head.layout.highest, head.layout.digits));
  return head;
}

void read_varying(Reader& in, std::uint64_t length, Collector& out) {
  const std::uint64_t end = in.taken() + length;
  while (in.taken() < end) {
    const std::int64_t number = in.zigzag();
    if (number >= 0)
      out.add(static_cast<std::uint64_t>(number));
    else
      out.skip(-static_cast<std::uint64_t>(number));
  }
  if (in.taken() != end) refuse("its last count goes beyond its length");
}

void read_words(Reader& in, const Head& head, bool to_the_end, Collector& out) {
  for (std::uint64_t words = head.length / head.word; to_the_end ? !in.at_end() : words > 0; --words) {
    const std::uint64_t count = in.word(head.word);
    if (count >> (8 * head.word - 1) != 0) refuse("it has a negative count");
    out.add(count);
  }
}

}  // namespace

std::string encode_bytes(const Histogram& histogram) {
  const std::string counts = counts_of(histogram);
  std::string inner;
  inner.reserve(40 + counts.size());
  put(inner, v2_inner | word_mark);
  put(inner, static_cast<std::uint32_t>(counts.size()));
  put(inner, std::uint32_t{0});
  put(inner, static_cast<std::uint32_t>(histogram.layout().digits));
  put(inner, histogram.layout().lowest);
  put(inner, histogram.layout().highest);
  put(inner, std::bit_cast<std::uint64_t>(1.0));
  inner += counts;
  const std::string stream = deflate_bytes(inner);
  std::string outer;
  outer.reserve(8 + stream.size());
  put(outer, v2_outer | word_mark);
  put(outer, static_cast<std::uint32_t>(stream.size()));
  return outer + stream;
}

Histogram decode_bytes(std::string_view bytes) {
  const auto number = [&](std::size_t at) {
    std::uint32_t n = 0;
    for (std::size_t i = at; i < at + 4; ++i) n = n << 8 | static_cast<unsigned char>(bytes[i]);
    return n;
  };
  if (bytes.size() < 8) refuse("it is cut short");
  const std::uint32_t outer = number(0) & version_mask;
  if (outer != v2_outer && outer != v1_outer && outer != v0_outer) refuse("it does not begin with HdrHistogram's mark");
  // Some writers pad behind the stream, so more bytes than the length says are no harm.
  if (number(4) > bytes.size() - 8) refuse("it is cut short");
  Reader in(bytes.substr(8, number(4)));
  const Head head = read_head(in, outer);
  Collector counts(head.layout);
  if (head.word == 0)
    read_varying(in, head.length, counts);
  else
    read_words(in, head, outer == v0_outer, counts);
  return Histogram(head.layout, counts.counts());
}

std::string encode(const Histogram& histogram) { return to_base64(encode_bytes(histogram)); }

Histogram decode(std::string_view base64) {
  const std::optional<std::string> bytes = from_base64(base64);
  if (!bytes) refuse("it is not base64");
  return decode_bytes(*bytes);
}

}  // namespace rushhour::latency
