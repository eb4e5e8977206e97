#include "target/server/content_coding.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <new>
#include <utility>

#include "reports/foundation/letters.hpp"

namespace rushhour::server {
namespace {

constexpr std::size_t kept_bytes_max = 16 << 20;
constexpr int once = 9;               // for what is kept,
constexpr int often = 1;              // and for what is compressed with each answer
constexpr int gzip_window = 15 + 16;  // zlib's way to say gzip, with the largest window

std::string_view trimmed(std::string_view text) noexcept {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// The part of a list up to the next `separator`, taken off it.
std::string_view next_of(std::string_view& list, char separator) noexcept {
  const std::string_view one = list.substr(0, list.find(separator));
  list.remove_prefix(std::min(list.size(), one.size() + 1));
  return trimmed(one);
}

/// A weight in thousandths, "q=0.5" being 500; -1 if it is none.
int weight_of(std::string_view parameter) noexcept {
  if (parameter.size() < 3 || lower(parameter[0]) != 'q' || parameter[1] != '=') return -1;
  const std::string_view digits = parameter.substr(2);
  if (digits.size() > 5 || (digits[0] != '0' && digits[0] != '1') || (digits.size() > 1 && digits[1] != '.')) return -1;
  int weight = (digits[0] - '0') * 1000;
  int unit = 100;
  for (const char digit : digits.substr(std::min<std::size_t>(2, digits.size()))) {
    if (digit < '0' || digit > '9') return -1;
    weight += (digit - '0') * unit;
    unit /= 10;
  }
  return std::min(weight, 1000);
}

/// The compressor of a thread, whose tables cost more than a small answer.
class Deflater {
 public:
  explicit Deflater(int level) {
    if (deflateInit2(&stream_, level, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY) != Z_OK) throw std::bad_alloc();
  }
  ~Deflater() { deflateEnd(&stream_); }
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;

  std::string gzip(std::string_view text) {
    deflateReset(&stream_);
    std::string packed(deflateBound(&stream_, text.size()), '\0');
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));  // which zlib only reads
    stream_.avail_in = static_cast<uInt>(text.size());
    stream_.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream_.avail_out = static_cast<uInt>(packed.size());
    const bool whole = deflate(&stream_, Z_FINISH) == Z_STREAM_END;
    packed.resize(whole ? packed.size() - stream_.avail_out : 0);
    return packed;
  }

 private:
  z_stream stream_{};
};

/// `text` in gzip; empty if that is not smaller.
std::string gzip(std::string_view text, int level) {
  thread_local std::array<Deflater, 2> deflaters{Deflater(often), Deflater(once)};
  std::string packed = deflaters[level == once ? 1 : 0].gzip(text);
  if (packed.size() >= text.size()) packed.clear();
  return packed;
}

constexpr std::string_view strong_tag = "ETag: \"";

std::string with_weak_tag(std::string_view fields) {
  std::string weak(fields);
  const std::size_t at = weak.find(strong_tag);
  if (at != std::string::npos) weak.insert(at + strong_tag.size() - 1, "W/");
  return weak;
}

bool names(const service::Response& response, std::string_view field) {
  return std::any_of(response.fields.begin(), response.fields.end(), [&](const service::Field& one) { return one.name == field; });
}

}  // namespace

bool takes_gzip(std::string_view accept_encoding) noexcept {
  int gzip = -1, identity = -1, any = -1;
  while (!accept_encoding.empty()) {
    std::string_view one = next_of(accept_encoding, ',');
    const std::string_view coding = next_of(one, ';');
    const int weight = one.empty() ? 1000 : weight_of(trimmed(one));
    if (weight < 0) continue;  // what is malformed says nothing
    if (same_name(coding, "gzip") || same_name(coding, "x-gzip")) gzip = weight;
    if (same_name(coding, "identity")) identity = weight;
    if (coding == "*") any = weight;
  }
  if (gzip < 0) gzip = any;
  return gzip > 0 && gzip >= identity;
}

void ContentCoding::apply(std::string_view accept_encoding, service::Response& response) {
  const bool shared = response.body.empty() && !response.shared_fields.empty();
  if (response.text().size() < least_bytes || (!shared && names(response, "ETag"))) return;
  if (!shared || response.shared_fields.find("Vary:") == std::string_view::npos) response.fields.push_back({"Vary", "Accept-Encoding"});
  if (!takes_gzip(accept_encoding)) return;
  if (shared) return apply_to_shared(response);
  if (std::string packed = gzip(response.text(), often); !packed.empty()) {
    response.body = std::move(packed);
    response.fields.push_back({"Content-Encoding", "gzip"});
  }
}

void ContentCoding::apply_to_shared(service::Response& response) {
  const Copy& copy = copy_of(response);
  if (copy.body.empty()) return;
  response.body = copy.body;
  response.shared_fields = copy.fields;
  response.fields.push_back({"Content-Encoding", "gzip"});
}

const ContentCoding::Copy& ContentCoding::copy_of(const service::Response& response) {
  const auto known = copies_.find(response.shared_body.data());
  if (known != copies_.end() && known->second.fields_then == response.shared_fields) return known->second;
  if (copies_bytes_ > kept_bytes_max) {
    copies_.clear();
    copies_bytes_ = 0;
  }
  Copy copy{std::string(response.shared_fields), with_weak_tag(response.shared_fields), gzip(response.shared_body, once)};
  copies_bytes_ += copy.body.size() + 2 * copy.fields.size();
  return copies_.insert_or_assign(response.shared_body.data(), std::move(copy)).first->second;
}

}  // namespace rushhour::server
