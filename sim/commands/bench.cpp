#include "sim/commands/bench.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>

#include "reports/foundation/user_error.hpp"
#include "reports/pages/plain_text.hpp"
#include "reports/pages/terminal_summary.hpp"
#include "reports/pages/wrk_block.hpp"
#include "reports/runs/run_writer.hpp"
#include "reports/runs/stamp.hpp"
#include "sim/bench/passing_folder.hpp"
#include "sim/bench/plain_users.hpp"
#include "sim/bench/play.hpp"
#include "sim/commands/bench_settings.hpp"
#include "sim/commands/descriptors.hpp"
#include "sim/commands/interrupts.hpp"
#include "sim/commands/live_view.hpp"
#include "sim/commands/run_meta.hpp"
#include "sim/wire/http/message.hpp"
#include "sim/wire/http/url.hpp"

namespace rushhour::sim {
namespace {

/// What wrk would send to `settings.url`.
load::Call plain_call(const BenchSettings& settings) {
  load::Call call;
  call.step = "GET " + settings.path;
  load::Request& request = call.request;
  request.url = settings.path;
  request.timeout = settings.timeout;
  request.body_use = load::BodyUse::discard;
  bool has_host = false;
  std::string lines;
  for (const load::Header& header : settings.headers) {
    has_host = has_host || wire::same_name(header.name, "host");
    lines += fmt::format("{}: {}\r\n", header.name, header.value);
  }
  if (!has_host) lines.insert(0, fmt::format("Host: {}\r\n", settings.authority));
  request.message = fmt::format("GET {} HTTP/1.1\r\n{}\r\n", settings.path, lines);
  if (const std::string_view complaint = wire::heed_message(request); !complaint.empty())
    throw UserError(fmt::format("-H: with these headers nothing can be sent: {}", complaint), Exit::flags);
  return call;
}

/// c users without end, or arrivals at a constant rate that c users share.
load::Plan bench_plan(const BenchSettings& settings) {
  load::Scenario scenario;
  scenario.name = "bench";
  scenario.exec = "request";
  scenario.max_vus = settings.connections;
  scenario.graceful_stop = settings.timeout;
  if (settings.rate) {
    scenario.executor = load::Executor::constant_arrival_rate;
    scenario.stages = {{settings.duration, *settings.rate, *settings.rate}};
  } else {
    scenario.executor = load::Executor::constant_vus;
    scenario.duration = settings.duration;
  }
  load::Plan plan;
  plan.scenarios = {std::move(scenario)};
  plan.http.timeout = settings.timeout;
  plan.http.body = load::BodyUse::discard;
  plan.http.redirects = 0;
  plan.http.cookies = load::CookiePolicy::off;
  return plan;
}

void require_server(const BenchSettings& settings) {
  if (const std::string trouble = wire::probe(settings.base, std::chrono::seconds(5)); !trouble.empty())
    throw UserError(fmt::format("URL {}: cannot be reached: {}; is the server up?", settings.url, trouble), Exit::settings);
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
    fmt::print("{}\n", result_json(settings, played).dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
  } else if (!settings.quiet) {
    const bool colour = isatty(STDOUT_FILENO) != 0 && std::getenv("NO_COLOR") == nullptr;
    fmt::print("{}\n{}",
               pages::wrk_block(played.record, played.conclusion, {settings.rate.has_value(), settings.latency, settings.uncorrected}),
               pages::trust_block(played.conclusion, {colour}));
    if (!settings.out.empty()) fmt::print("  run      {}\n", pages::harmless(played.record.directory.string()));
  }
}

int bench(int argc, char** argv) {
  auto settings = read_bench_settings(argc, argv);
  if (!settings) return 0;
  raise_descriptor_limit();
  const load::Call call = plain_call(*settings);
  Play what;
  what.plan = bench_plan(*settings);
  what.wire = {settings->base, what.plan.http, settings->threads};
  what.seed = settings->seed;
  what.threads = settings->threads;
  what.started = runs::wall_stamp();
  what.make_users = [&call](const Clock&) { return std::make_unique<PlainUsers>(call); };
  const wire::WireWorld usable(what.wire);  // throws for authorities that are none, which a probe would call unreachable
  require_server(*settings);
  const std::string name = runs::run_name("bench", what.started);
  what.meta = base_meta({settings->words, what.plan, settings->threads, name, settings->base, settings->seed, what.started});

  const Interrupts interrupts;
  std::optional<PassingFolder> passing;
  if (settings->out.empty()) passing.emplace();
  what.directory = (passing ? passing->path() : settings->out) / name;
  const bool silent = settings->quiet || settings->json;
  if (!silent) {
    fmt::print("{}", pages::wrk_head(pages::harmless(settings->url), settings->duration, settings->threads, settings->connections));
    std::fflush(stdout);
  }
  // Who redirects both streams into one file gets wrk's block and nothing between.
  const auto style = stderr_style(silent);
  LiveView view(what.plan, style == LiveView::Style::block ? style : LiveView::Style::silent);
  const Played played = play(what, interrupts.count(), [&view](Instant at, const load::Tick& tick) {
    fmt::print(stderr, "{}", view.tick(at, tick));
    std::fflush(stderr);
  });
  fmt::print(stderr, "{}", view.clear());
  print_result(*settings, played);
  return static_cast<int>(played.conclusion.exit);
}

}  // namespace

const Verb bench_verb{"bench", "send requests to one URL, as wrk and wrk2 do, with a verdict on the figures", bench};

}  // namespace rushhour::sim
