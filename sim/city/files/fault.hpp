#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace rushhour::city {

enum class FaultKind : std::uint8_t {
  missing_value,
  bad_date,
  duplicate,
  negative_amount,
  broken_reference,
  mixed_encoding,
  unterminated_quote,
  broken_json,
};

/// "bad_date": as it stands in planted.json.
std::string_view name_of(FaultKind kind) noexcept;

/// What may be wrong with a record. `column` is the field, or of a duplicate the id; empty for `broken_json`.
struct Fault {
  FaultKind kind;
  std::string_view column;

  bool operator==(const Fault&) const = default;
};

/// How many there are of what faults refer to: ids beyond these name nobody.
struct Population {
  std::uint64_t customers = 0;
  std::uint64_t merchants = 0;
  std::uint64_t orders = 0;
};

/// Which records get a fault, and what stands there instead: pure draws, named by the file and the record, so that a fault stands where it
/// stands whatever else is written. Any thread.
class Dirt {
 public:
  /// REQUIRES: 0 <= share <= 0.5
  Dirt(std::uint64_t seed, double share, Population population)
      : seed_(seed), of_million_(static_cast<std::uint64_t>(share * 1e6 + 0.5)), population_(population) {}

  /// One of those that the record may have, all alike; mostly none.
  std::optional<Fault> draw(std::string_view file, std::uint64_t record, std::span<const Fault> possible) const noexcept;

  /// What stands in the faulty column instead of `clean`; not for duplicates and broken_json.
  std::string spoilt(Fault fault, std::string_view file, std::uint64_t record, std::string_view clean) const;

  /// Some number of that record, in [0, n).
  std::uint64_t below(std::string_view file, std::uint64_t record, std::uint64_t n) const noexcept;

 private:
  std::string stranger(std::string_view column, std::uint64_t draw) const;

  std::uint64_t seed_;
  std::uint64_t of_million_;
  Population population_;
};

}  // namespace rushhour::city
