// Any bytes as a histogram's payload: once as they are, and once as what is inside the zlib stream, which a fuzzer would hardly ever get
// right by itself. What is accepted must come back the same from our own payload.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "reports/foundation/user_error.hpp"
#include "reports/latency/histogram_codec.hpp"
#include "reports/latency/zlib_stream.hpp"

namespace {

using namespace rushhour;

std::string big_endian(std::uint32_t number) {
  std::string out;
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(number >> shift);
  return out;
}

void try_payload(std::string_view bytes) {
  try {
    const latency::Histogram histogram = latency::decode_bytes(bytes);
    const std::string again = latency::encode_bytes(histogram);
    const latency::Histogram copy = latency::decode_bytes(again);
    if (copy.count() != histogram.count() || copy.max() != histogram.max() || copy.quantile(0.5) != histogram.quantile(0.5)) std::abort();
  } catch (const UserError&) {
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  try_payload(bytes);
  const std::string stream = latency::deflate_bytes(bytes);
  for (const std::uint32_t cookie : {0x1c849314U, 0x1c849322U, 0x1c849329U})
    try_payload(big_endian(cookie) + big_endian(static_cast<std::uint32_t>(stream.size())) + stream);
  return 0;
}
