// Tables of options that were put together at random from every key that the contract knows, with values that fit and values that do not.
// Whatever comes out, reading it gives a plan or one message that names the file and the path.

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "reports/foundation/random_stream.hpp"
#include "reports/foundation/user_error.hpp"
#include "sim/script/contract/modules.hpp"
#include "sim/script/contract/options.hpp"
#include "sim/script/host.hpp"

using namespace rushhour;
using namespace rushhour::script;

namespace {

// Named in the text before options, so that values may be cyclic, shared, or throw when they are touched.
constexpr const char* prelude =
    "local cycle = {} cycle.cycle = cycle cycle[1] = cycle\n"
    "local function throw() error('touched') end\n"
    "local trap = setmetatable({}, { __index = throw, __newindex = throw, __len = throw, __pairs = throw, __tostring = throw,\n"
    "  __eq = throw, __lt = throw, __concat = throw, __call = throw })\n"
    "local deep = {} for i = 1, 300 do deep = { deep } end\n"
    "local list = {} for i = 1, 11000 do list[i] = { 1, i } end\n";

constexpr std::string_view wrong_values[] = {
    "true",
    "false",
    "-1",
    "0",
    "-0.5",
    "0/0",
    "1/0",
    "-1/0",
    "1e308",
    "1e-308",
    "1 << 62",
    "math.mininteger",
    "2.5",
    "''",
    "' '",
    "'\\0'",
    "'soon'",
    "'-5s'",
    "'1e400/s'",
    "'5 minutes'",
    "'99999999999999999999'",
    "('x'):rep(100000)",
    "'\\xff\\xfe'",
    "print",
    "throw",
    "function() end",
    "{}",
    "{ {} }",
    "{ 1, 2, 3 }",
    "{ [0] = 1 }",
    "{ [true] = 1 }",
    "{ [1.5] = 1 }",
    "{ a = 1, 2 }",
    "cycle",
    "trap",
    "deep",
    "list",
    "{ '' }",
    "{ 'x', nil, 'y' }",
    "{ print }",
    "{ trap }",
    "{ cycle }",
    "'\\n\\n'",
    "'%s%n{}'",
};

struct Generator {
  RandomStream stream;

  bool chance(double p) { return stream.uniform() < p; }
  template <class List>
  auto pick(const List& list) {
    return list[stream.below(std::size(list))];
  }

  std::string wrong() { return std::string(pick(wrong_values)); }

  const contract::Table* table(std::string_view name) {
    for (const contract::Table* known : contract::tables())
      if (known->name == name) return known;
    return nullptr;
  }

  /// A value of a type in the words of the contract, most of the time.
  std::string value(std::string_view type, int depth) {
    if (depth > 6 || chance(0.03)) return wrong();
    if (const std::size_t bar = outer_bar(type); bar != type.npos)
      return value(chance(0.5) ? type.substr(0, bar) : type.substr(bar + 1), depth + 1);
    if (type.ends_with("[]")) return list_of(type.substr(0, type.size() - 2), depth);
    if (type.starts_with("table<string, ")) return map_of(type.substr(14, type.size() - 15), depth);
    if (type.starts_with("\"")) return std::string(type);
    if (type == "boolean") return chance(0.5) ? "true" : "false";
    if (type == "integer" || type == "number") return fmt::format("{}", stream.below(200));
    if (type == "string") return std::string(pick(texts));
    if (type == "rushhour.duration") return std::string(pick(durations));
    if (type == "rushhour.rate") return std::string(pick(rates));
    if (type == "rushhour.size") return std::string(pick(sizes));
    if (type == "rushhour.rate_stage")
      return "{ " + value("rushhour.duration", depth + 1) + ", " + value("rushhour.rate", depth + 1) + " }";
    if (type.starts_with("rushhour.")) {
      for (const contract::Alias& alias : contract::aliases())
        if (type.substr(9) == alias.name) return value(alias.type, depth + 1);
      if (const contract::Table* known = table(type.substr(9))) return fields_of(*known, depth);
    }
    return wrong();
  }

  std::string fields_of(const contract::Table& known, int depth) {
    std::string text = "{ ";
    for (const contract::Table* part = &known; part != nullptr; part = part->base)
      for (const contract::Field& field : part->fields) {
        const bool wanted = field.otherwise.empty() ? !chance(0.02) : chance(0.15);
        if (wanted) text += fmt::format("[\"{}\"] = {}, ", field.name, value(field.type, depth + 1));
      }
    if (chance(0.03)) text += fmt::format("[{}] = {}, ", pick(strange_keys), wrong());
    return text + "}";
  }

  std::string list_of(std::string_view type, int depth) {
    std::string text = "{ ";
    for (std::uint64_t n = stream.below(4); n > 0; --n) text += value(type, depth + 1) + ", ";
    return text + "}";
  }

  std::string map_of(std::string_view type, int depth) {
    std::string text = "{ ";
    for (std::uint64_t n = 1 + stream.below(2); n > 0; --n)
      text += fmt::format("[{}] = {}, ", chance(0.9) ? pick(keys) : pick(strange_keys), value(type, depth + 1));
    return text + "}";
  }

  /// Of the first bar outside of brackets and texts.
  static std::size_t outer_bar(std::string_view type) {
    int depth = 0;
    for (std::size_t i = 0; i < type.size(); ++i) {
      if (type[i] == '<' || type[i] == '{' || type[i] == '[') ++depth;
      if (type[i] == '>' || type[i] == '}' || type[i] == ']') --depth;
      if (type[i] == '|' && depth == 0) return i;
    }
    return type.npos;
  }

  static constexpr std::string_view texts[] = {"'go'", "'127.0.0.1'", "'a.example:80'", "'10.0.0.0/30'", "'p(99) < 250ms'", "'x'"};
  static constexpr std::string_view durations[] = {"1", "0", "0.25", "'250ms'", "'1m30s'", "'2h'"};
  static constexpr std::string_view rates[] = {"1", "0", "50.5", "'500/s'", "'30/m'"};
  static constexpr std::string_view sizes[] = {"65536", "'64KiB'", "'1MB'", "'200KB'"};
  static constexpr std::string_view keys[] = {"'go'", "'diners'", "'response_time'", "'checks'", "'errors'", "'a.example'"};
  static constexpr std::string_view strange_keys[] = {"1",     "2.5",   "true",      "print", "''",
                                                      "'a b'", "'\\0'", "'exeutor'", "trap",  "('k'):rep(5000)"};
};

}  // namespace

TEST_CASE("whatever stands in options, reading it gives a plan or a message that names the path") {
  constexpr int rounds = 4000;
  int plans = 0;
  for (int round = 0; round < rounds; ++round) {
    Generator generator{RandomStream(1, "options", "fuzz", static_cast<std::uint64_t>(round))};
    const std::string options = generator.chance(0.02) ? generator.wrong() : generator.fields_of(contract::options, 0);
    const Source source{"", "s.lua", prelude + ("options = " + options) + "\nfunction go() end function diners() end", ""};
    HostSettings settings;
    settings.source = &source;
    const HeldClock clock;
    Host host(settings, clock);
    INFO("round " << round << ": " << options);
    try {
      const load::Plan plan = host.read_plan();
      ++plans;
      CHECK_FALSE(plan.scenarios.empty());
      CHECK_NOTHROW(load::to_json(plan));
    } catch (const UserError& error) {
      const std::string message = error.what();
      CHECK(error.exit() == Exit::settings);
      CHECK_THAT(message, Catch::StartsWith("s.lua: options") || Catch::StartsWith("s.lua: sets no global table 'options'"));
      CHECK(message.size() < 1100);
      CHECK(message.find('\n') == std::string::npos);
    }
  }
  // The generator is of no use if nothing or everything comes through.
  CHECK(plans > rounds / 40);
  CHECK(plans < rounds / 2);
}
