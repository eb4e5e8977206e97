#include "sim/commands/bench.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <functional>
#include <optional>

#include "reports/commands/say.hpp"
#include "reports/commands/stream_style.hpp"
#include "reports/foundation/json_text.hpp"
#include "reports/foundation/user_error.hpp"
#include "reports/pages/terminal/terminal_summary.hpp"
#include "reports/pages/terminal/wrk_block.hpp"
#include "reports/pages/words/plain_text.hpp"
#include "reports/runs/run_writer.hpp"
#include "reports/runs/stamp.hpp"
#include "sim/bench/passing_folder.hpp"
#include "sim/bench/play.hpp"
#include "sim/bench/self_test.hpp"
#include "sim/commands/bench_load.hpp"
#include "sim/commands/descriptors.hpp"
#include "sim/commands/interrupts.hpp"
#include "sim/commands/live_view.hpp"
#include "sim/commands/run_meta.hpp"
#include "sim/commands/settings/bench_settings.hpp"
#include "sim/commands/settings/http_flags.hpp"
#include "sim/wire/http/url.hpp"
#include "target/server/null_server.hpp"

namespace rushhour::sim {
namespace {

void require_server(const BenchSettings& settings, const wire::WireSettings& wire_settings) {
  const std::string trouble = wire::probe(settings.base, wire_settings.http, std::chrono::seconds(5));
  if (!trouble.empty())
    throw UserError(fmt::format("URL {}: cannot be reached: {}; is the server up?", settings.url, trouble), Exit::settings);
  warn_if_unverified(wire_settings.http);
}

nlohmann::json result_json(const BenchSettings& settings, const Played& played) {
  const pages::WrkFigures figures = pages::wrk_figures(played.record, played.conclusion);
  nlohmann::json result = played.record.meta;
  result["bench"] = {{"url", settings.url},
                     {"threads", settings.threads},
                     {"connections", settings.connections},
                     {"requests", figures.requests},
                     {"duration_s", seconds(figures.length)},
                     {"bytes_read", figures.bytes},
                     {"requests_per_s", figures.requests_per_s()},
                     {"bytes_per_s", figures.bytes_per_s()},
                     {"cpu_s", figures.cpu_s},
                     {"requests_per_cpu_s", figures.cpu_s > 0 ? static_cast<double>(figures.requests) / figures.cpu_s : 0.0},
                     {"errors",
                      {{"connect", figures.connect},
                       {"read", figures.read},
                       {"write", figures.write},
                       {"timeout", figures.timeout},
                       {"status", figures.status}}}};
  return result;
}

void print_result(const BenchSettings& settings, const Played& played) {
  if (settings.json) {
    say(stdout, shown_json(result_json(settings, played), 2) + '\n');
  } else if (!settings.quiet) {
    const pages::WrkDetail detail{settings.rate.has_value(), settings.latency, settings.uncorrected};
    say(stdout, pages::wrk_block(played.record, played.conclusion, detail) + '\n');
    say(stdout, pages::trust_block(played.conclusion, stream_style(STDOUT_FILENO)));
    if (!settings.out.empty()) say(stdout, fmt::format("  run      {}\n", pages::harmless(played.record.directory.string())));
  }
}

Played play_watched(const Play& what, bool silent, const Interrupts& interrupts) {
  // Who redirects both streams into one file gets wrk's block and nothing between.
  std::optional<LiveView> view;
  if (!silent) view.emplace(what.plan, LiveView::Elsewhere::silent, std::bind_front(stream_style, STDERR_FILENO));
  Played played = play(what, interrupts.count(), [&view](Instant at, const load::Handover& handover, const nlohmann::json&) {
    if (view) say(stderr, view->tick(at, handover, {}));
    std::fflush(stderr);
    return std::nullopt;
  });
  if (view) say(stderr, view->clear());
  return played;
}

int measure(const BenchSettings& settings) {
  const WallTime started = runs::wall_stamp();
  BenchLoad load(settings, started);
  require_server(settings, load.wire());
  const Interrupts interrupts;
  load.set_up(interrupts.reached(1));
  const bool silent = settings.quiet || settings.json;
  if (!silent) {
    say(stdout, pages::wrk_head(pages::harmless(settings.url), settings.duration, settings.threads, settings.connections));
    std::fflush(stdout);
  }
  const std::string name = runs::run_name("bench", started);
  std::optional<PassingFolder> passing;
  if (settings.out.empty()) passing.emplace();
  Play what{load.plan(), load.wire(), settings.seed, settings.threads, {}, started, {}, settings.script, load.make_users()};
  what.meta = base_meta({settings.words, what.plan, settings.threads, name, settings.base, settings.seed, started});
  if (load.source() != nullptr) what.meta["script"] = script_meta(*load.source());
  what.directory = (passing ? passing->path() : settings.out) / name;
  const Played played = play_watched(what, silent, interrupts);
  const std::string trouble = load.tear_down(interrupts.reached(2));
  if (!trouble.empty()) say(stderr, fmt::format("rushhour: {}\n", trouble));
  print_result(settings, played);
  const bool written = settings.outputs.write(played.record, played.conclusion, settings.json);
  if (played.conclusion.exit != Exit::passed) return static_cast<int>(played.conclusion.exit);
  return static_cast<int>(!trouble.empty() ? Exit::script : written ? Exit::passed : Exit::trouble);
}

int serve_nothing(std::uint16_t port) {
  const Interrupts interrupts;
  target::server::NullServer server(port);
  fmt::print("listening on {}\n", server.url());
  std::fflush(stdout);
  server.run(interrupts.count());
  return static_cast<int>(Exit::passed);
}

int test_self(const BenchSettings& settings) {
  const Interrupts interrupts;
  const SelfTest test = run_self_test(interrupts.count());
  if (settings.json)
    fmt::print("{}\n", to_json(test).dump(2));
  else if (!settings.quiet)
    fmt::print("{}", to_text(test));
  return static_cast<int>(test.interrupted ? Exit::interrupted : Exit::passed);
}

int bench(int argc, char** argv) {
  const auto settings = read_bench_settings(argc, argv);
  if (!settings) return 0;
  raise_descriptor_limit();
  if (settings->null_server) return serve_nothing(*settings->null_server);
  if (settings->self_test) return test_self(*settings);
  try {
    return measure(*settings);
  } catch (const UserError& why) {
    settings->outputs.tell_failure(unplayed_meta(settings->words, settings->script, settings->base, settings->seed), why, settings->json);
    throw;
  }
}

}  // namespace

const Verb bench_verb{"bench", "send requests to one URL, as wrk and wrk2 do, with a verdict on the figures", bench};

}  // namespace rushhour::sim
