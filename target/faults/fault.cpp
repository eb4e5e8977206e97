#include "target/faults/fault.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "reports/foundation/units.hpp"

namespace rushhour::faults {
namespace {

template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};
template <class... F>
Overloaded(F...) -> Overloaded<F...>;  // clang 14 does not find it by itself

std::string words_of(const Lateness& late) {
  if (late.law == Lateness::Law::fixed) return format_duration(late.fixed);
  const std::string fixed = late.fixed > Instant(0) ? format_duration(late.fixed) + " and " : "";
  const std::string spread = format_duration(late.spread);
  if (late.law == Lateness::Law::uniform) return fmt::format("{}up to {}", fixed, spread);
  if (late.law == Lateness::Law::exponential) return fmt::format("{}an exponential time of mean {}", fixed, spread);
  return fmt::format("{}a lognormal time of median {} and sigma {}", fixed, spread, late.sigma);
}

std::string requests(const Fault& fault) {
  std::string text = fault.routes.empty() ? "all requests" : "requests to ";
  for (const std::string& route : fault.routes) text += (&route == fault.routes.data() ? "" : ", ") + route;
  if (fault.restaurant) text += fmt::format(" for restaurant {}", *fault.restaurant);
  return text;
}

std::string deed(const Fault& fault) {
  return std::visit(
      Overloaded{
          [&](const Delay& d) { return fmt::format("{} are held for {}", requests(fault), words_of(d.lateness)); },
          [&](const Stall&) { return fmt::format("{} wait", requests(fault)); },
          [&](const Errors& e) { return fmt::format("{} are answered with {}", requests(fault), e.status); },
          [&](const Reset&) { return fmt::format("{} have their connection reset", requests(fault)); },
          [&](const Drip& d) { return fmt::format("answers to {} drip at {} bytes a second", requests(fault), d.bytes_per_s); },
          [&](const SlowDatabase& s) { return fmt::format("the store takes {} longer", words_of(s.lateness)); },
          [&](const Pool& p) { return fmt::format("the store does {} at once, each for {}", p.size, format_duration(p.hold)); },
          [&](const Lock& l) {
            return fmt::format("changes of restaurant {}'s orders wait, and fail after {}", fault.restaurant.value_or(0),
                               format_duration(l.timeout));
          },
          [&](const LostStore&) { return std::string("the store fails"); },
          [&](const Leak& l) { return fmt::format("memory leaks at {} bytes a second, up to {}", l.bytes_per_s, l.most); },
          [&](const PauseMatcher&) { return std::string("no courier is matched to an order"); },
      },
      fault.effect);
}

}  // namespace

Instant Lateness::draw(RandomStream& random) const noexcept {
  double extra_ns = 0;
  const auto spread_ns = static_cast<double>(spread.count());
  switch (law) {
    case Law::fixed:
      break;
    case Law::uniform:
      extra_ns = spread_ns * random.uniform();
      break;
    case Law::exponential:
      extra_ns = spread_ns * random.exponential();
      break;
    case Law::lognormal:
      extra_ns = spread_ns * std::exp(sigma * random.normal());
      break;
  }
  const auto most_ns = static_cast<double>(lateness_max.count());
  return std::min(fixed + Instant(static_cast<std::int64_t>(std::min(extra_ns, most_ns))), lateness_max);
}

std::string_view name_of(Lateness::Law law) noexcept {
  constexpr std::array<std::string_view, 4> names{"fixed", "uniform", "exponential", "lognormal"};
  return names[static_cast<std::size_t>(law)];
}

std::string_view kind_of(const Effect& effect) noexcept {
  constexpr std::array<std::string_view, std::variant_size_v<Effect>> names{
      "delay", "stall", "errors", "reset", "drip", "slow_database", "pool", "lock", "lost_store", "leak", "pause_matcher"};
  return names[effect.index()];
}

std::string words_of(const Fault& fault) {
  std::string text = deed(fault);
  if (fault.probability < 1) text += fmt::format(", {:.4g} % of them", 100 * fault.probability);
  return text;
}

}  // namespace rushhour::faults
