#include "sim/script/contract/modules.hpp"

#include "sim/script/contract/calls.hpp"
#include "sim/script/contract/options.hpp"

namespace rushhour::script::contract {
namespace {

constexpr std::string_view bare = "url: string, params?: rushhour.params";
constexpr std::string_view loaded = "url: string, body?: string|rushhour.body, params?: rushhour.params";
constexpr std::string_view answer = "rushhour.response";
constexpr std::string_view call_errors = "a URL, a body or params that cannot be, or a key that is unknown";

constexpr Function http_functions[] = {
    {"get", bare, answer, "asks for a path of the target, or an absolute URL", call_errors},
    {"head", bare, answer, "asks for the head alone", call_errors},
    {"options", bare, answer, "asks what a resource may be asked", call_errors},
    {"delete", bare, answer, "deletes", call_errors},
    {"post", loaded, answer, "sends a body", call_errors},
    {"put", loaded, answer, "puts a body in a resource's place", call_errors},
    {"patch", loaded, answer, "changes a resource", call_errors},
    {"request", "method: string, url: string, body?: string|rushhour.body, params?: rushhour.params", answer,
     "sends any method, in capital letters", call_errors},
    {"batch", "calls: table<integer|string, string|any[]>", "table<integer|string, rushhour.response>",
     "sends up to 100 calls at once, each `{ \"GET\", url, params }`, `{ \"POST\", url, body, params }` or a url; the answers have their "
     "keys",
     call_errors},
    {"params", "params: rushhour.params", "rushhour.params", "checks params once for any number of calls, which are quicker with them",
     "a key that is unknown or a value that cannot be"},
};

constexpr Function check_functions[] = {
    {"", "value: any, checks: table<string, any>", "boolean",
     "true if all hold: each is a truth value, or a predicate that is given `value`; each is counted by its text, and a predicate that "
     "throws "
     "does not hold",
     "keys that are no texts"},
};

constexpr Function sleep_functions[] = {
    {"", "duration: rushhour.duration", "", "think time: it is in no latency", "what is no duration"},
    {"think", "median: rushhour.duration, sigma?: number", "", "think time drawn from a lognormal distribution (sigma 0.5)",
     "what is no duration, a sigma that is not from 0 to 10"},
    {"pace", "period: rushhour.duration", "", "waits until so long after the iteration began; where that is past, not at all",
     "what is no duration"},
};

constexpr Function group_functions[] = {
    {"", "name: string, body: function, ...: any", "...",
     "runs the function with what follows and gives what it returns; how long it took is recorded, and requests inside belong to the group",
     "a name that is empty or holds a /, or what the function throws"},
};

constexpr std::string_view metric_errors =
    "in a function; a name that is not 1 to 100 letters, digits, _, . and -, that every run has, or that is another kind's";
constexpr Function metrics_functions[] = {
    {"counter", "name: string", "rushhour.metric", "sums up", metric_errors},
    {"gauge", "name: string", "rushhour.metric", "keeps the last value, the least and the most", metric_errors},
    {"rate", "name: string", "rushhour.metric", "the share of what was true", metric_errors},
    {"trend", "name: string, options?: rushhour.trend_options", "rushhour.metric", "a distribution, with percentiles", metric_errors},
};

constexpr Function metric_functions[] = {
    {"add", "value: number|boolean, tags?: table<string, rushhour.plain>", "", "notes a value; of a rate a truth value",
     "a number that is not finite, or negative where it may not be"},
    {"set", "value: number, tags?: table<string, rushhour.plain>", "", "the same, of a gauge"},
};

constexpr std::string_view feeder_errors =
    "in a function; a file that is missing, empty or ragged, named with its line, which ends rushhour with 104 before anything is sent";
constexpr Function feeder_functions[] = {
    {"csv", "file: string, options?: rushhour.csv_options", "rushhour.rows", "rows of a CSV file: tables of texts by column",
     feeder_errors},
    {"jsonl", "file: string, options?: rushhour.feeder_options", "rushhour.rows", "rows of a file with a JSON value in each line",
     feeder_errors},
    {"list", "values: any[], options?: rushhour.feeder_options", "rushhour.rows", "the values of a list, as JSON keeps them",
     "in a function; what JSON cannot hold"},
    {"range", "first: integer, last: integer, options?: rushhour.feeder_options", "rushhour.rows", "whole numbers from first to last",
     "in a function; last below first"},
};

constexpr Function rows_functions[] = {
    {"row", "", "any", "this iteration's row, the same however often it is asked for", "where the script is loaded"},
};

constexpr Function random_functions[] = {
    {"number", "", "number", "in [0, 1)"},
    {"integer", "low: integer, high: integer", "integer", "from low to high, both inside", "high below low"},
    {"uniform", "low: rushhour.duration, high: rushhour.duration", "number", "between low and high", "high below low"},
    {"exponential", "mean: rushhour.duration", "number", "exponentially distributed"},
    {"normal", "mean: rushhour.duration, deviation: rushhour.duration", "number", "normally distributed, not below 0"},
    {"lognormal", "median: rushhour.duration, sigma: number", "number", "lognormally distributed", "a sigma that is not from 0 to 10"},
    {"zipf", "n: integer, s?: number", "integer", "a rank from 1, the most frequent, to n, with exponent s (1)",
     "n below 1, an s that is not from 0 to 20"},
    {"pick", "list: any[]", "any", "one of the list", "an empty list"},
    {"chance", "p: number", "boolean", "true with probability p", "a p that is not from 0 to 1"},
    {"string", "n: integer", "string", "n small letters and digits", "an n that is not from 0 to 1,000,000"},
    {"uuid", "", "string", "a UUID of version 4"},
};

constexpr Function json_functions[] = {
    {"encode", "value: any", "string", "as JSON with sorted keys; an empty table is {}",
     "a function, NaN, or tables nested deeper than 64"},
    {"decode", "text: string, path?: string", "any", "the value, or what stands at a path such as \"dishes.0.id\" (nil if nothing does)",
     "a text that is not JSON"},
};

constexpr Field json_fields[] = {
    {"null", "userdata", "", "JSON's null"},
    {"empty_array", "userdata", "", "[]"},
};

constexpr Function log_functions[] = {
    {"info", "...: any", "", "to stderr, at most 1,000 lines a worker"},
    {"warn", "...: any", "", "likewise, as a warning"},
    {"error", "...: any", "", "likewise, as an error"},
};

constexpr Function clock_functions[] = {
    {"now", "", "number", "seconds since the run began, by the clock that all latencies are measured with"},
    {"unix", "", "number", "seconds since 1970, as the wall clock of the run's begin and `now` have it"},
};

constexpr Field env_fields[] = {
    {"[string]", "string|nil", "", "what `-e K=V` gave, or else the scenario's `env`, as a text"},
};

constexpr Module all_modules[] = {
    {"rushhour.http", "requests over HTTP", http_functions},
    {"rushhour.check", "what should be true of an answer", check_functions},
    {"rushhour.sleep", "waiting", sleep_functions},
    {"rushhour.random",
     "draws that depend on the seed and the iteration alone, so the same seed draws the same at any number of threads; what is a length of "
     "time may be given as \"250ms\" and comes back in seconds",
     random_functions},
    {"rushhour.feeder", "data for iterations", feeder_functions},
    {"rushhour.rows", "what a feeder holds; # gives how many rows", rows_functions, {}, true},
    {"rushhour.group", "parts of an iteration that belong together", group_functions},
    {"rushhour.metrics", "metrics of one's own", metrics_functions},
    {"rushhour.metric", "one of them", metric_functions, {}, true},
    {"rushhour.env", "what the command line gave", {}, env_fields},
    {"rushhour.json", "JSON", json_functions, json_fields},
    {"rushhour.clock", "the run's time, in seconds with their fractions; `os.time`, `os.clock` and `os.date` tell the same",
     clock_functions},
    {"rushhour.log", "lines on stderr; `print` likewise", log_functions},
};

constexpr Alias all_aliases[] = {
    {"duration", "number|string", "seconds, or a text such as \"250ms\", \"1m30s\""},
    {"rate", "number|string", "a second, or a text such as \"500/s\", \"30/m\""},
    {"size", "integer|string", "bytes, or a text such as \"64KiB\", \"64MB\" (a million bytes each)"},
    {"plain", "string|number|boolean", "what is sent as text"},
    {"rate_stage", "{ [1]: rushhour.duration, [2]: rushhour.rate }", "{ duration, rate }"},
    {"users_stage", "{ [1]: rushhour.duration, [2]: integer }", "{ duration, users }"},
    {"scenarios",
     "rushhour.constant_arrival_rate|rushhour.ramping_arrival_rate|rushhour.constant_vus|rushhour.ramping_vus|rushhour.per_vu_iterations"
     "|rushhour.shared_iterations",
     "a scenario, by its executor"},
};

constexpr const Table* all_tables[] = {
    &options,
    &scenario,
    &arrivals_scenario,
    &constant_arrival_rate,
    &ramping_arrival_rate,
    &users_scenario,
    &constant_vus,
    &ramping_vus,
    &per_vu_iterations,
    &shared_iterations,
    &threshold,
    &http_options,
    &phase_timeouts,
    &tls_options,
    &limits,
    &params,
    &auth,
    &body,
    &part,
    &response,
    &trouble,
    &context,
    &feeder,
    &csv_feeder,
    &trend,
};

}  // namespace

std::span<const Module> modules() noexcept { return all_modules; }
std::span<const Alias> aliases() noexcept { return all_aliases; }
std::span<const Table* const> tables() noexcept { return all_tables; }

std::string module_names() {
  std::string text;
  for (const Module& module : all_modules) {
    if (module.object) continue;
    text += text.empty() ? std::string(module.name) : ", " + std::string(module.name.substr(module.name.find('.') + 1));
  }
  return text;
}

}  // namespace rushhour::script::contract
