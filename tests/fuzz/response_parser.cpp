// Feeds a response in pieces whose lengths the input chooses, and checks what must hold for any bytes: memory stays within the limits, and
// a response that comes in one piece is read as it is in many.
//
// Input: one byte of flags (1: an answer to HEAD; 2: the peer closes at the end; 4: the body is discarded; 8: it is hashed), one of piece
// length, then the response.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "sim/wire/http/response_parser.hpp"

namespace {

using rushhour::load::BodyUse;
using rushhour::load::Outcome;
using rushhour::wire::ResponseParser;
using Progress = ResponseParser::Progress;

constexpr rushhour::wire::ResponseLimits limits{2048, 4096};

void require(bool holds) {
  if (!holds) std::abort();
}

Progress read(ResponseParser& parser, Outcome& outcome, std::string_view bytes, std::size_t piece, unsigned flags) {
  const BodyUse use = (flags & 4U) != 0 ? BodyUse::discard : (flags & 8U) != 0 ? BodyUse::hash : BodyUse::keep;
  parser.begin((flags & 1U) != 0, use, outcome);
  Progress progress = Progress::more;
  while (progress == Progress::more && !bytes.empty()) {
    progress = parser.put(bytes.substr(0, piece));
    bytes.remove_prefix(std::min(piece, bytes.size()));
    require(outcome.body.size() <= limits.body && outcome.body_size <= limits.body);
    require(use == BodyUse::keep || outcome.body.empty());
  }
  if (progress == Progress::more && (flags & 2U) != 0) progress = parser.end();
  if (progress == Progress::failed) require(parser.trouble() != rushhour::load::Trouble::none && !parser.detail().empty());
  if (progress != Progress::done) return progress;
  if (use == BodyUse::keep) require(outcome.body_size == outcome.body.size());
  require(outcome.digest.size() == (use == BodyUse::hash ? 64 : 0));
  require(outcome.status >= 100 && outcome.status <= 999);
  std::size_t head = 0;
  for (const auto& header : outcome.headers) head += header.name.size() + header.value.size();
  require(head <= limits.head);
  return progress;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const unsigned flags = data[0];
  const std::size_t piece = std::size_t{data[1]} + 1;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 2, size - 2);
  static ResponseParser whole_parser(limits);
  static ResponseParser parser(limits);
  static Outcome whole;
  static Outcome outcome;
  const Progress at_once = read(whole_parser, whole, bytes, bytes.size() + 1, flags);
  const Progress in_pieces = read(parser, outcome, bytes, piece, flags);
  // What is refused at once may be found out earlier or later in pieces, and what follows the end is not looked at in them.
  if (at_once != Progress::done || in_pieces != Progress::done) return 0;
  require(whole.body_size == outcome.body_size && whole.digest == outcome.digest);
  require(whole.status == outcome.status && whole.body == outcome.body && whole.headers.size() == outcome.headers.size());
  require(whole_parser.keep_alive() == parser.keep_alive());
  return 0;
}
