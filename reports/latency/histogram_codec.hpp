#pragma once

#include <string>
#include <string_view>

#include "reports/latency/histogram.hpp"

namespace rushhour::latency {

/// One histogram as HdrHistogram's compressed V2 payload in base64 ("HISTFAAA..."; docs/formats.md).
std::string encode(const Histogram& histogram);

/// Reads compressed V2, V1 and V0 payloads. Throws UserError that says what is wrong with the payload; memory is bounded by what a
/// histogram of its own header may need.
Histogram decode(std::string_view base64);

/// The same without base64, for stores that take bytes.
std::string encode_bytes(const Histogram& histogram);
Histogram decode_bytes(std::string_view bytes);

}  // namespace rushhour::latency
