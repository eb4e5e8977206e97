#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "reports/foundation/instant.hpp"
#include "reports/foundation/random_stream.hpp"

namespace rushhour::faults {

/// How late something is made: a fixed time and, if a law is given, a random one on top. What is drawn never exceeds `lateness_max`.
struct Lateness {
  enum class Law : std::uint8_t {
    fixed,        ///< nothing on top
    uniform,      ///< even between 0 and `spread`
    exponential,  ///< of mean `spread`
    lognormal,    ///< of median `spread`, the logarithm having the standard deviation `sigma`
  };

  Instant fixed{0};
  Law law = Law::fixed;
  Instant spread{0};
  double sigma = 0;

  Instant draw(RandomStream& random) const noexcept;
  bool operator==(const Lateness&) const = default;
};

inline constexpr Instant lateness_max = std::chrono::minutes(1);

/// "uniform": as it stands in a fault's JSON.
std::string_view name_of(Lateness::Law law) noexcept;

// What a fault does. Kinds that touch requests come first, then those of the store, then the others; all times are real time.

struct Delay {
  Lateness lateness;  ///< answers come so much later
  bool operator==(const Delay&) const = default;
};
struct Stall {  ///< requests wait until the fault ends
  bool operator==(const Stall&) const = default;
};
struct Errors {
  int status = 503;  ///< requests are answered with it, unread
  bool operator==(const Errors&) const = default;
};
struct Reset {  ///< the connection is reset instead of an answer
  bool operator==(const Reset&) const = default;
};
struct Drip {
  std::uint64_t bytes_per_s = 0;  ///< bodies leave no faster
  bool operator==(const Drip&) const = default;
};
struct SlowDatabase {
  Lateness lateness;  ///< added to every transaction and query
  bool operator==(const SlowDatabase&) const = default;
};
struct Pool {
  std::uint32_t size = 1;  ///< so many store operations at once,
  Instant hold{0};         ///< each of which keeps its place so long (and as long as a slow database lets it wait)
  bool operator==(const Pool&) const = default;
};
struct Lock {
  Instant timeout{0};  ///< changes of the fault's restaurant wait until the fault ends, and fail after so long
  bool operator==(const Lock&) const = default;
};
struct LostStore {  ///< every store operation fails at once
  bool operator==(const LostStore&) const = default;
};
struct Leak {
  std::uint64_t bytes_per_s = 0;  ///< memory that is allocated and touched while the fault lasts,
  std::uint64_t most = 0;         ///< up to so many bytes; given back when the fault ends
  bool operator==(const Leak&) const = default;
};
struct PauseMatcher {  ///< no courier is matched to an order
  bool operator==(const PauseMatcher&) const = default;
};

using Effect = std::variant<Delay, Stall, Errors, Reset, Drip, SlowDatabase, Pool, Lock, LostStore, Leak, PauseMatcher>;

/// The kinds' names, in the order of `Effect`: "delay", "stall", ..., as they stand in JSON.
std::string_view kind_of(const Effect& effect) noexcept;

inline constexpr std::size_t faults_max = 64;  ///< that a target holds at once
inline constexpr Instant never = Instant::max();

/// One pathology, for some time. Instants are real time since the start of the process.
struct Fault {
  std::uint64_t id = 0;             ///< given by the book, from 1; 0 before
  std::string name;                 ///< for annotations; empty: the kind's
  std::vector<std::string> routes;  ///< "POST /api/orders", "/api/orders" for any method, "GET /api/*" for all that begins so; empty: all
  std::optional<std::uint32_t> restaurant;  ///< only this one's orders; unset: all
  double probability = 1;                   ///< of a request or a store operation that the fault could touch, to be touched
  Instant begin{0};                         ///< the fault lasts from here
  Instant end = never;                      ///< up to here, exclusive
  Effect effect;

  bool lasts(Instant now) const noexcept { return begin <= now && now < end; }
  std::string_view called() const noexcept { return name.empty() ? kind_of(effect) : std::string_view(name); }
  bool operator==(const Fault&) const = default;
};

/// The fault in words, for people: "requests to POST /api/orders are held for 50.0ms, one in 10". Begin and end are not among them.
std::string words_of(const Fault& fault);

}  // namespace rushhour::faults
