// A body coded as "gzip, deflate" was gzipped first, so it is undone from the last coding to the first: each layer inflates into a buffer
// of its own and feeds the next.
//
//   1. gzip: members follow one another; behind the end of one, anything but another is rubbish.
//   2. deflate: by the book a zlib stream, by custom often a raw one. The first two bytes tell: zlib's header names method 8 and is a
//      multiple of 31. A raw stream with such a first byte would begin with a stored block whose padding is not zero, which nobody writes.
//   3. What a layer unfolds to is counted against the limit before it is handed on.

#include "sim/wire/http/content_decoder.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <new>
#include <vector>

#include "reports/foundation/letters.hpp"
#include "sim/wire/http/url.hpp"

namespace rushhour::wire {

using load::Trouble;

namespace {

constexpr int raw_stream = -15;
constexpr int zlib_stream = 15;
constexpr int gzip_stream = 15 + 16;

constexpr std::size_t piece_size = 16 * 1024;
constexpr std::size_t stock_limit = 4;  // layers that a thread keeps for the next body

enum class Coding : std::uint8_t { identity, gzip, deflate, unknown };

Coding coding_of(std::string_view name) noexcept {
  if (name.empty() || same_name(name, "identity")) return Coding::identity;
  if (same_name(name, "gzip") || same_name(name, "x-gzip")) return Coding::gzip;
  if (same_name(name, "deflate")) return Coding::deflate;
  return Coding::unknown;
}

std::string_view trimmed(std::string_view text) noexcept {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

bool has_zlib_header(unsigned char first, unsigned char second) noexcept {
  return (first & 0x0f) == 8 && (first >> 4) <= 7 && (first * 256 + second) % 31 == 0;
}

}  // namespace

/// One coding being undone.
class ContentDecoder::Layer {
 public:
  Layer() {
    if (inflateInit2(&stream_, gzip_stream) != Z_OK) throw std::bad_alloc();
  }
  ~Layer() { inflateEnd(&stream_); }
  Layer(const Layer&) = delete;
  Layer& operator=(const Layer&) = delete;

  static std::vector<std::unique_ptr<Layer>>& stock() {
    thread_local std::vector<std::unique_ptr<Layer>> spare;
    return spare;
  }

  void begin(Coding coding) noexcept {
    coding_ = coding;
    unfolded_ = 0;
    first_ = -1;
    state_ = coding == Coding::gzip ? State::within : State::unknown;
    inflateReset2(&stream_, gzip_stream);
  }

  bool ended() const noexcept { return state_ == State::ended; }

  /// Gives `bytes` to zlib, and what it makes of them to `next`, until there is trouble or nothing more.
  template <class Next>
  Trouble put(std::string_view bytes, std::uint64_t limit, std::string& detail, Next&& next) {
    if (state_ == State::unknown) {
      if (first_ < 0) {
        first_ = static_cast<unsigned char>(bytes.front());
        bytes.remove_prefix(1);
        if (bytes.empty()) return Trouble::none;
      }
      const auto first = static_cast<unsigned char>(first_);
      inflateReset2(&stream_, has_zlib_header(first, static_cast<unsigned char>(bytes.front())) ? zlib_stream : raw_stream);
      state_ = State::within;
      const char held = static_cast<char>(first);
      if (const Trouble trouble = inflate_all({&held, 1}, limit, detail, next); trouble != Trouble::none) return trouble;
    }
    return inflate_all(bytes, limit, detail, next);
  }

 private:
  enum class State : std::uint8_t { unknown, within, ended };

  template <class Next>
  Trouble inflate_all(std::string_view bytes, std::uint64_t limit, std::string& detail, Next&& next) {
    // zlib takes its input as a pointer to what it never changes.
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream_.avail_in = static_cast<uInt>(bytes.size());
    do {
      if (state_ == State::ended && !next_member(detail)) return Trouble::bad_encoding;
      stream_.next_out = reinterpret_cast<Bytef*>(out_.data());
      stream_.avail_out = static_cast<uInt>(out_.size());
      const int result = inflate(&stream_, Z_SYNC_FLUSH);
      const std::size_t produced = out_.size() - stream_.avail_out;
      unfolded_ += produced;
      if (unfolded_ > limit) return detail = "the decoded body is larger than the limit", Trouble::too_large;
      if (produced > 0)
        if (const Trouble trouble = next(std::string_view(out_.data(), produced)); trouble != Trouble::none) return trouble;
      if (result == Z_MEM_ERROR) throw std::bad_alloc();
      if (result == Z_STREAM_END) state_ = State::ended;
      if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR) return refuse(result, detail);
    } while (stream_.avail_in > 0 || (stream_.avail_out == 0 && state_ == State::within));
    return Trouble::none;
  }

  bool next_member(std::string& detail) noexcept {
    constexpr Bytef first_of_gzip = 0x1f;
    if (coding_ != Coding::gzip || *stream_.next_in != first_of_gzip) {
      detail = fmt::format("there are bytes behind the end of the {} stream", name());
      return false;
    }
    inflateReset2(&stream_, gzip_stream);
    state_ = State::within;
    return true;
  }

  Trouble refuse(int result, std::string& detail) const {
    const char* const why = result == Z_NEED_DICT ? "it wants a dictionary" : stream_.msg != nullptr ? stream_.msg : "damaged";
    detail = fmt::format("the body is no {} stream: {}", name(), why);
    return Trouble::bad_encoding;
  }

  std::string_view name() const noexcept { return coding_ == Coding::gzip ? "gzip" : "deflate"; }

  z_stream stream_{};
  Coding coding_ = Coding::gzip;
  State state_ = State::within;
  int first_ = -1;  // of a stream whose kind its second byte tells
  std::uint64_t unfolded_ = 0;
  std::array<char, piece_size> out_;
};

ContentDecoder::ContentDecoder() noexcept = default;

ContentDecoder::~ContentDecoder() = default;

ContentDecoder::Plan ContentDecoder::begin(std::string_view codings, std::uint64_t limit) {
  release();
  limit_ = limit;
  touched_ = false;
  std::array<Coding, layers_limit> found{};
  std::size_t count = 0;
  for (std::string_view rest = codings; !rest.empty();) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    const Coding coding = coding_of(trimmed(rest.substr(0, comma)));
    rest.remove_prefix(std::min(comma + 1, rest.size()));
    if (coding == Coding::unknown) return Plan::as_it_came;
    if (coding == Coding::identity) continue;
    if (count == layers_limit) {
      detail_ = fmt::format("more than {} codings", layers_limit);
      return Plan::hopeless;
    }
    found[count++] = coding;
  }
  auto& stock = Layer::stock();
  for (; count_ < count; ++count_) {
    if (stock.empty()) stock.push_back(std::make_unique<Layer>());
    layers_[count_] = std::move(stock.back());
    stock.pop_back();
    layers_[count_]->begin(found[count - 1 - count_]);
  }
  return count == 0 ? Plan::as_it_came : Plan::decode;
}

Trouble ContentDecoder::put(std::string_view bytes, Sink& sink) {
  touched_ = touched_ || !bytes.empty();
  return feed(0, bytes, sink);
}

Trouble ContentDecoder::feed(std::size_t layer, std::string_view bytes, Sink& sink) {
  if (bytes.empty()) return Trouble::none;
  if (layer == count_) return sink.take(bytes), Trouble::none;
  return layers_[layer]->put(bytes, limit_, detail_, [&](std::string_view piece) { return feed(layer + 1, piece, sink); });
}

Trouble ContentDecoder::end() {
  if (!touched_) return Trouble::none;
  for (std::size_t i = 0; i < count_; ++i)
    if (!layers_[i]->ended()) return detail_ = "the body ends before its coding does", Trouble::bad_encoding;
  return Trouble::none;
}

void ContentDecoder::release() noexcept {
  auto& stock = Layer::stock();
  for (; count_ > 0; --count_) {
    std::unique_ptr<Layer>& layer = layers_[count_ - 1];
    if (stock.size() < stock_limit) stock.push_back(std::move(layer));
    layer.reset();
  }
}

}  // namespace rushhour::wire
