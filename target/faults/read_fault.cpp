#include "target/faults/read_fault.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "reports/foundation/nearest_name.hpp"
#include "reports/foundation/wall_text.hpp"
#include "target/faults/effects.hpp"
#include "target/faults/json_object.hpp"

namespace rushhour::faults {
namespace {

using nlohmann::json;

constexpr std::size_t routes_max = 16;
constexpr std::size_t name_bytes_max = 60;
constexpr Instant hold_max = std::chrono::seconds(10);
constexpr std::int64_t pool_max = 1024;
constexpr std::uint64_t leak_bytes_max = std::uint64_t{4} << 30;
constexpr std::uint64_t bytes_per_s_max = std::uint64_t{10} << 30;
constexpr std::uint64_t usual_leak_most = 256'000'000;
constexpr Instant usual_lock_timeout = std::chrono::seconds(5);
constexpr std::array<std::string_view, 4> laws{"fixed", "uniform", "exponential", "lognormal"};

// Reads the members of one fault. Each kind asks for what it knows; what nobody asked for is unknown.
class Reader {
 public:
  Reader(JsonObject& object, const Reading& reading) : object_(object), reading_(reading) {}

  Fault fault() {
    const std::string_view kind = object_.one_of("kind", kinds());
    if (kind.empty()) return {};
    fault_.name = object_.text("name", name_bytes_max);
    effect(kind);
    times();
    object_.refuse_the_rest();
    return std::move(fault_);
  }

 private:
  static std::span<const std::string_view> kinds() {
    static const auto names = [] {
      std::array<std::string_view, std::variant_size_v<Effect>> all;
      [&]<std::size_t... i>(std::index_sequence<i...>) { ((all[i] = kind_of(Effect(std::in_place_index<i>))), ...); }
      (std::make_index_sequence<std::variant_size_v<Effect>>());
      return all;
    }();
    return names;
  }

  void effect(std::string_view kind) {
    if (kind == "delay") for_requests(Delay{lateness()});
    if (kind == "stall") for_requests(Stall{});
    if (kind == "errors") for_requests(Errors{static_cast<int>(object_.integer("status", 400, 599).value_or(503))});
    if (kind == "reset") for_requests(Reset{});
    if (kind == "drip") for_requests(Drip{rate()});
    if (kind == "slow_database") by_chance(SlowDatabase{lateness()});
    if (kind == "lost_store") by_chance(LostStore{});
    if (kind == "lock") lock();
    if (kind == "pool") pool();
    if (kind == "leak") leak();
    if (kind == "pause_matcher") fault_.effect = PauseMatcher{};
  }

  void by_chance(Effect effect) {
    fault_.effect = effect;
    fault_.probability = object_.number("probability").value_or(1);
    if (!(fault_.probability > 0 && fault_.probability <= 1)) object_.complain("probability", "must be above 0 and at most 1");
  }

  void for_requests(Effect effect) {
    by_chance(effect);
    restaurant();
    fault_.routes = object_.texts("routes", routes_max);
    for (std::size_t i = 0; i < fault_.routes.size(); ++i) check_route(fault_.routes[i], i);
  }

  void check_route(const std::string& filter, std::size_t index) {
    const std::string where = fmt::format("routes[{}]", index);
    const std::size_t path = filter.find('/');
    const bool sound = path == 0 || (path != std::string::npos && path > 1 && filter.find(' ') == path - 1);
    if (!sound) return object_.complain(where, "must be a path, or a method and a path: \"POST /api/orders\"");
    const bool known = reading_.routes.empty() || std::any_of(reading_.routes.begin(), reading_.routes.end(),
                                                              [&](std::string_view route) { return route_fits(filter, route); });
    if (!known) object_.complain(where, "is no route of this target" + did_you_mean(filter, reading_.routes));
  }

  void restaurant() {
    if (const auto number = object_.integer("restaurant", 1, 1'000'000'000)) fault_.restaurant = static_cast<std::uint32_t>(*number);
  }

  Lateness lateness() {
    Lateness late;
    late.fixed = object_.duration("delay").value_or(Instant(0));
    const std::string_view law = object_.one_of("law", laws, "fixed");
    if (law.empty()) {
      object_.leave("spread", "sigma");  // whether they belong here depends on the law
      return late;
    }
    late.law = static_cast<Lateness::Law>(std::find(laws.begin(), laws.end(), law) - laws.begin());
    if (late.law != Lateness::Law::fixed) {
      const auto spread = object_.duration("spread");
      if (!spread) object_.missing("spread");
      late.spread = spread.value_or(Instant(0));
      if (late.spread > lateness_max) object_.complain("spread", "must be at most 1m");
    } else if (late.fixed == Instant(0)) {
      object_.complain("delay", "must be above 0, or a law be given");
    }
    if (late.law == Lateness::Law::lognormal) {
      late.sigma = object_.number("sigma").value_or(0.5);
      if (!(late.sigma > 0 && late.sigma <= 5)) object_.complain("sigma", "must be above 0 and at most 5");
    }
    if (late.fixed > lateness_max) object_.complain("delay", "must be at most 1m");
    return late;
  }

  std::uint64_t rate() {
    const auto bytes = object_.size("bytes_per_s", bytes_per_s_max);
    if (!bytes) object_.missing("bytes_per_s");
    return bytes.value_or(1);
  }

  void lock() {
    const Instant timeout = object_.duration("timeout").value_or(usual_lock_timeout);
    if (timeout > lateness_max) object_.complain("timeout", "must be at most 1m");
    by_chance(Lock{timeout});
    restaurant();
    if (!fault_.restaurant) object_.missing("restaurant");
  }

  void pool() {
    const auto size = object_.integer("size", 1, pool_max);
    if (!size) object_.missing("size");
    const Instant hold = object_.duration("hold").value_or(Instant(0));
    if (hold > hold_max) object_.complain("hold", "must be at most 10s");
    fault_.effect = Pool{static_cast<std::uint32_t>(size.value_or(1)), hold};
  }

  void leak() {
    const std::uint64_t bytes_per_s = rate();
    fault_.effect = Leak{bytes_per_s, object_.size("most", leak_bytes_max).value_or(usual_leak_most)};
  }

  // An instant of the calendar, or a time since the start of the process.
  std::optional<Instant> instant(std::string_view member) {
    const json* value = object_.find(member);
    if (value == nullptr) return std::nullopt;
    if (value->is_string())
      if (const auto wall = parse_utc(value->get_ref<const std::string&>())) return *wall - reading_.wall_at_zero;
    const auto since_start = JsonObject::duration_of(*value);
    if (!since_start) object_.complain(member, "must be an instant (RFC 3339), or a time since the start of the process: \"90s\"");
    return since_start;
  }

  void times() {
    const auto begin = instant("begin");
    const auto after = object_.duration("after");
    const auto end = instant("end");
    const auto length = object_.duration("for");
    if (begin && after) object_.complain("after", "cannot stand beside begin");
    if (end && length) object_.complain("for", "cannot stand beside end");
    if (length == Instant(0)) object_.complain("for", "must be above 0");
    fault_.begin = std::max(reading_.now, begin.value_or(reading_.now + after.value_or(Instant(0))));
    fault_.end = end.value_or(length ? fault_.begin + *length : never);
    if (end && *end <= fault_.begin) object_.complain("end", "must come after the beginning, and not be over already");
  }

  JsonObject& object_;
  const Reading& reading_;
  Fault fault_;
};

}  // namespace

std::variant<Fault, Malformed, Complaints> read_fault(std::string_view text, const Reading& reading) {
  const auto parsed = parse_json_object(text);
  if (const auto* bad = std::get_if<std::string>(&parsed)) return Malformed{*bad};
  auto read = read_fault(std::get<json>(parsed), "", reading);
  if (auto* wrong = std::get_if<Complaints>(&read)) return std::move(*wrong);
  return std::move(std::get<Fault>(read));
}

std::variant<Fault, Complaints> read_fault(const json& parsed, const std::string& where, const Reading& reading) {
  Complaints complaints;
  JsonObject object(parsed, where, complaints);
  Fault fault = Reader(object, reading).fault();
  if (!complaints.empty()) return complaints;
  return fault;
}

}  // namespace rushhour::faults
