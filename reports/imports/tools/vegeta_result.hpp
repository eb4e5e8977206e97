#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "reports/imports/gathered.hpp"
#include "reports/imports/input.hpp"

namespace rushhour::imports {

/// One result of Vegeta, whatever it was packed in.
struct VegetaResult {
  std::string_view attack, method, url, error;
  std::uint64_t code = 0;  ///< 0 where there was no answer
  WallTime begin{};
  Instant latency{0};
  std::uint64_t bytes_out = 0, bytes_in = 0;
};

/// Puts results into a run; accounts for the line of `in` that each came from.
class VegetaResults {
 public:
  VegetaResults(Input& in, Gathered& into) : in_(in), into_(into) {}

  void take(const VegetaResult& result);

 private:
  std::string_view step_of(const VegetaResult& result);

  Input& in_;
  Gathered& into_;
  std::string step_, error_;
};

/// What became of it, as a class of errors; empty if it went well. Of a text that names addresses and ports, its last part:
/// "connection refused".
std::string vegeta_error(const VegetaResult& result);

}  // namespace rushhour::imports
