#include "sim/commands/settings/bench_settings.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cmath>

#include "reports/commands/flags.hpp"
#include "reports/foundation/units.hpp"
#include "reports/foundation/user_error.hpp"
#include "reports/runs/stamp.hpp"
#include "sim/commands/settings/run_settings.hpp"
#include "sim/wire/http/url.hpp"

namespace rushhour::sim {
namespace {

constexpr double most_threads = 256;
constexpr double most_connections = 1'000'000;
constexpr double most_rate = 10'000'000;

/// The flags' words, before they are understood.
struct Words {
  std::string threads = "2", connections = "10", duration = "10s";
  std::optional<std::string> rate, timeout;
  std::vector<std::string> headers, pairs;
  std::optional<std::uint64_t> seed;
};

UserError bad_flag(const std::string& message) { return UserError(message, Exit::flags); }

std::uint64_t whole_number(const char* flag, const std::string& text, double most) {
  const auto number = parse_si(text);
  if (!number || *number < 1 || *number > most || *number != std::floor(*number))
    throw bad_flag(fmt::format("{} {}: wants a whole number from 1 to {:.0f}, such as 64 or 1k", flag, text, most));
  return static_cast<std::uint64_t>(*number);
}

Instant length_of_time(const char* flag, const std::string& text) {
  const auto length = parse_duration(text);
  if (!length || *length <= Instant(0)) throw bad_flag(fmt::format("{} {}: wants a length of time, such as 30s, 2m or 1h", flag, text));
  return *length;
}

void read_url(BenchSettings& settings) {
  const wire::Url url = wire::split_url(settings.url);
  if (!url.complaint.empty())
    throw bad_flag(fmt::format("URL {}: {}; it looks like http://127.0.0.1:8080/path", settings.url, url.complaint));
  const std::size_t begin = settings.url.find("://") + 3;
  const std::size_t end = std::min(settings.url.find_first_of("/?#", begin), settings.url.size());
  settings.base = settings.url.substr(0, end);
  settings.authority = settings.url.substr(begin, end - begin);
  settings.path = std::string(url.target);
  if (settings.path.empty() || settings.path.front() != '/') settings.path.insert(0, "/");
}

bool is_header_name(std::string_view name) noexcept {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
  });
}

load::Header read_header(const std::string& text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string::npos || !is_header_name(std::string_view(text).substr(0, colon)))
    throw bad_flag(fmt::format("-H wants 'Name: value', not '{}'", text));
  const std::size_t begin = std::min(text.find_first_not_of(" \t", colon + 1), text.size());
  load::Header header{text.substr(0, colon), text.substr(begin)};
  for (const char c : header.value)
    if (static_cast<unsigned char>(c) < 0x20 && c != '\t')
      throw bad_flag(fmt::format("-H {}: its value holds a line break or another control character", header.name));
  return header;
}

void add_flags(CLI::App& app, BenchSettings& settings, Words& words) {
  app.add_option("URL", settings.url, "where to send: http(s)://host[:port][/path]");
  app.add_option("-t,--threads", words.threads, "worker threads")->capture_default_str();
  app.add_option("-c,--connections", words.connections, "connections kept open, one user on each")->capture_default_str();
  app.add_option("-d,--duration", words.duration, "how long: 30s, 2m, 1h")->capture_default_str();
  app.add_option("-R,--rate", words.rate, "requests per second, sent when they are due (wrk2); without it, as fast as answers come");
  app.add_option("-s,--script", settings.script, "a wrk script, or a rushhour scenario; what follows '--' goes to a wrk script")
      ->type_name("FILE");
  app.add_option("-H,--header", words.headers, "'Name: value' to send along; may be repeated")->allow_extra_args(false);
  app.add_flag("-L,--latency", settings.latency, "print the distribution of latencies; with -R in detail");
  app.add_flag("-U,--u_latency", settings.uncorrected, "with -R: print the distribution of the service time too");
  app.add_option("--timeout", words.timeout, "of a request, connecting inside [2s, or what a scenario says]");
  settings.http.add_to(app);
  settings.outputs.add_to(app);
  app.add_option("-e", words.pairs, "K=V, read in a scenario as env.K; or K alone, taken from the environment; may be repeated")
      ->allow_extra_args(false);
  app.add_option("--seed", words.seed, "seed of a script's random numbers; drawn if absent");
  app.add_option("--out", settings.out, "folder in which a run directory is kept; without it none is")->type_name("DIR");
  app.add_flag("--self-test", settings.self_test, "say what this machine can be trusted with, in a quarter of a minute; no URL");
  app.add_option("--null-server", settings.null_server, "serve the least that a server can on this port of 127.0.0.1; no URL");
  app.add_flag("--json", settings.json, "print one machine-readable result instead of wrk's block");
  app.add_flag("-q,--quiet", settings.quiet, "print nothing; the exit code tells");
}

/// The self-test and the null server take no URL, and of the other flags at most those that say how to print.
void require_alone(const CLI::App& app, const BenchSettings& settings) {
  const char* const alone = settings.self_test ? "--self-test" : "--null-server";
  for (const CLI::Option* option : app.get_options()) {
    const std::string name = option->get_name();
    const bool fits = name == alone || name == "--help" || (settings.self_test && (name == "--json" || name == "--quiet"));
    if (!fits && option->count() > 0) throw bad_flag(fmt::format("{}: goes without {}", alone, name));
  }
}

void understand(const Words& words, BenchSettings& settings) {
  read_url(settings);
  settings.threads = whole_number("-t", words.threads, most_threads);
  settings.connections = whole_number("-c", words.connections, most_connections);
  if (settings.connections < settings.threads)
    throw bad_flag(fmt::format("-c {}: there must be a connection for each of the {} threads; say -t {}", settings.connections,
                               settings.threads, settings.connections));
  settings.duration = length_of_time("-d", words.duration);
  if (words.timeout) settings.timeout = length_of_time("--timeout", *words.timeout);
  settings.timeout_given = words.timeout.has_value();
  if (words.rate) {
    settings.rate = parse_si(*words.rate);
    if (!settings.rate || *settings.rate <= 0 || *settings.rate > most_rate)
      throw bad_flag(fmt::format("-R {}: wants requests per second, such as 500 or 20k", *words.rate));
  }
  if (settings.uncorrected && !settings.rate) throw bad_flag("-U: goes with -R; without a rate the latencies shown are service times");
  for (const std::string& header : words.headers) settings.headers.push_back(read_header(header));
  settings.env = environment_of(words.pairs);
  if (settings.script.empty() && !settings.arguments.empty())
    throw bad_flag(fmt::format("'-- {}': what follows -- goes to a wrk script, and -s names none", settings.arguments.front()));
  settings.seed = words.seed ? *words.seed : runs::fresh_seed();
}

}  // namespace

std::optional<double> parse_si(std::string_view text) noexcept {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || !std::isfinite(number) || std::signbit(number)) return std::nullopt;
  const std::string_view suffix = text.substr(static_cast<std::size_t>(end - text.data()));
  if (suffix.empty()) return number;
  if (suffix == "k" || suffix == "K") return number * 1e3;
  if (suffix == "M" || suffix == "m") return number * 1e6;
  if (suffix == "G" || suffix == "g") return number * 1e9;
  return std::nullopt;
}

std::optional<BenchSettings> read_bench_settings(int argc, char** argv) {
  BenchSettings settings;
  settings.words.assign(argv, argv + argc);
  const auto dashes = std::find(settings.words.begin(), settings.words.end(), "--");
  const auto own = static_cast<int>(dashes - settings.words.begin());
  if (dashes != settings.words.end()) settings.arguments.assign(dashes + 1, settings.words.end());
  CLI::App app("Sends one kind of request at a time, as wrk and wrk2 do, and says whether its figures can be trusted.", "rushhour bench");
  Words words;
  add_flags(app, settings, words);
  if (!parse_flags(app, own, argv)) return std::nullopt;
  if (settings.self_test || settings.null_server) {
    require_alone(app, settings);
    return settings;
  }
  if (settings.url.empty()) throw bad_flag("bench: URL is required; 'rushhour bench --help' lists the flags");
  understand(words, settings);
  settings.outputs.require(reports::printed(settings.json, settings.quiet));
  return settings;
}

}  // namespace rushhour::sim
