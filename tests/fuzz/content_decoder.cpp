// Decodes a body in pieces whose length the input chooses, and checks what must hold for any bytes: no more than the limit comes out, in
// pieces of bounded size, and a body that comes at once is decoded as it is in many pieces.
//
// Input: one byte that chooses the codings, one of piece length, then the body.

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "sim/wire/http/content_decoder.hpp"

namespace {

using rushhour::load::Trouble;
using rushhour::wire::ContentDecoder;

constexpr std::size_t limit = 64 * 1024;
constexpr std::array<std::string_view, 4> codings{"gzip", "gzip, gzip", "deflate", "gzip, deflate"};

void require(bool holds) {
  if (!holds) std::abort();
}

class Collected final : public ContentDecoder::Sink {
 public:
  void take(std::string_view piece) override {
    require(!piece.empty() && piece.size() <= 16 * 1024);
    text.append(piece);
    require(text.size() <= limit);
  }
  std::string text;
};

Trouble decode(std::string_view names, std::string_view bytes, std::size_t piece, Collected& sink) {
  static ContentDecoder decoder;
  require(decoder.begin(names, limit) == ContentDecoder::Plan::decode);
  Trouble trouble = Trouble::none;
  while (trouble == Trouble::none && !bytes.empty()) {
    trouble = decoder.put(bytes.substr(0, piece), sink);
    bytes.remove_prefix(std::min(piece, bytes.size()));
  }
  if (trouble == Trouble::none) trouble = decoder.end();
  require(trouble == Trouble::none || !decoder.detail().empty());
  return trouble;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view names = codings[data[0] % codings.size()];
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 2, size - 2);
  Collected whole;
  Collected pieces;
  const Trouble at_once = decode(names, bytes, bytes.size() + 1, whole);
  const Trouble in_pieces = decode(names, bytes, std::size_t{data[1]} + 1, pieces);
  require(at_once == in_pieces);
  require(at_once != Trouble::none || whole.text == pieces.text);
  return 0;
}
