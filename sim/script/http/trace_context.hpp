#pragma once

#include <cstdint>
#include <string>

namespace rushhour::script {

/// A header `traceparent` of W3C Trace Context, version 00, sampled: a new trace for each pair of `key` and `count`.
std::string traceparent(std::uint64_t key, std::uint64_t count);

}  // namespace rushhour::script
