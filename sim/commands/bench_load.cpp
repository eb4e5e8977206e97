#include "sim/commands/bench_load.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "reports/foundation/letters.hpp"
#include "reports/foundation/user_error.hpp"
#include "sim/bench/plain_users.hpp"
#include "sim/rehearsal/special.hpp"
#include "sim/script/wrk/wrk_host.hpp"
#include "sim/wire/http/message.hpp"
#include "sim/wire/http/url.hpp"

namespace rushhour::sim {
namespace {

/// What wrk would send to the URL.
load::Call plain_call(const BenchSettings& settings) {
  load::Call call;
  call.step = "GET " + settings.path;
  load::Request& request = call.request;
  request.url = "/";
  request.timeout = settings.timeout;
  request.body_use = load::BodyUse::discard;
  bool has_host = false;
  std::string lines;
  for (const load::Header& header : settings.headers) {
    has_host = has_host || same_name(header.name, "host");
    lines += fmt::format("{}: {}\r\n", header.name, header.value);
  }
  if (!has_host) lines.insert(0, fmt::format("Host: {}\r\n", settings.authority));
  request.message = fmt::format("GET {} HTTP/1.1\r\n{}\r\n", settings.path, lines);
  if (const std::string_view complaint = wire::heed_message(request); !complaint.empty())
    throw UserError(fmt::format("-H: with these headers nothing can be sent: {}", complaint), Exit::flags);
  return call;
}

}  // namespace

BenchLoad::BenchLoad(const BenchSettings& settings, WallTime started) : settings_(settings), started_(started) {
  if (!settings.script.empty()) {
    source_ = script::read_source(settings.script);
    kind_ = script::is_scenario(source_->text) ? Kind::scenario : Kind::wrk;
  }
  if (kind_ == Kind::plain) call_ = plain_call(settings);
  if (kind_ != Kind::scenario && !settings.env.empty())
    throw UserError("-e: goes with a rushhour scenario, which reads it as env.K", Exit::flags);
  if (kind_ == Kind::scenario) read_scenario();
  make_plan();
  // What is wrong with a wrk script is known before anything is written or sent.
  if (kind_ == Kind::wrk) wrk_users(0, HeldClock());
}

// Of a scenario's options the bench takes how requests travel, and which function is played: the others are what its own flags say.
void BenchLoad::read_scenario() {
  if (!settings_.headers.empty()) throw UserError("-H: a rushhour scenario states its own headers", Exit::flags);
  if (!settings_.arguments.empty()) throw UserError("--: a rushhour scenario reads -e K=V, not words behind --", Exit::flags);
  if (settings_.path != "/")
    throw UserError(fmt::format("URL {}: a rushhour scenario names the paths; give {}", settings_.url, settings_.base), Exit::flags);
  const HeldClock clock;
  script::Host host(host_settings(), clock);
  plan_ = host.read_plan();
  function_ = host.has_function("default") ? "default" : plan_.scenarios.front().exec;
  plan_.thresholds.clear();
  plan_.warmup = Instant(0);
}

void BenchLoad::make_plan() {
  load::Scenario scenario;
  scenario.name = "bench";
  scenario.exec = function_;
  scenario.max_vus = settings_.connections;
  if (settings_.rate) {
    scenario.executor = load::Executor::constant_arrival_rate;
    scenario.stages = {{settings_.duration, *settings_.rate, *settings_.rate}};
  } else {
    scenario.executor = load::Executor::constant_vus;
    scenario.duration = settings_.duration;
  }
  if (kind_ == Kind::scenario) {
    scenario.graceful_stop = plan_.scenarios.front().graceful_stop;
    if (settings_.timeout_given) plan_.http.timeout = settings_.timeout;
  } else {
    scenario.graceful_stop = plan_.http.timeout = settings_.timeout;
    plan_.http.body = load::BodyUse::discard;
    plan_.http.redirects = 0;
    plan_.http.cookies = load::CookiePolicy::off;
  }
  settings_.http.apply(plan_.http);
  plan_.scenarios = {std::move(scenario)};
}

void BenchLoad::set_up(const std::function<bool()>& unwanted) {
  if (kind_ != Kind::scenario) return;
  Special setup = play_special("setup", host_settings(), wire(), {.unwanted = unwanted});
  if (!setup.failure.empty())
    throw UserError(setup.failure, setup.given_up ? Exit::interrupted : setup.timed_out ? Exit::setup_timeout : Exit::script);
  setup_json_ = std::move(setup.result_json);
}

std::string BenchLoad::tear_down(const std::function<bool()>& unwanted) {
  return kind_ == Kind::scenario ? play_special("teardown", host_settings(), wire(), {.unwanted = unwanted}).failure : std::string();
}

std::unique_ptr<load::UserFactory> BenchLoad::wrk_users(std::size_t worker, const Clock& clock) const {
  const wire::Url url = wire::split_url(settings_.url);
  script::WrkSettings wrk;
  wrk.source = &*source_;
  wrk.url = settings_.url;
  wrk.scheme = url.https ? "https" : "http";
  wrk.host = std::string(url.host);
  // Only a port that is written stands in wrk.port, even if it is the scheme's own.
  const std::size_t colon = settings_.authority.rfind(':');
  if (colon != std::string::npos && settings_.authority.find(']', colon) == std::string::npos)
    wrk.port = settings_.authority.substr(colon + 1);
  wrk.path = settings_.path;
  wrk.headers = settings_.headers;
  wrk.arguments = settings_.arguments;
  wrk.timeout = settings_.timeout;
  wrk.seed = settings_.seed;
  wrk.started = started_;
  wrk.worker = worker;
  return std::make_unique<script::WrkHost>(wrk, clock);
}

wire::Crew::MakeUsers BenchLoad::make_users() const {
  return [this, worker = std::size_t{0}](const Clock& clock) mutable -> std::unique_ptr<load::UserFactory> {
    if (kind_ == Kind::plain) return std::make_unique<PlainUsers>(call_);
    if (kind_ == Kind::wrk) return wrk_users(worker++, clock);
    auto host = std::make_unique<script::Host>(host_settings(), clock);
    host->play(plan_);
    return host;
  };
}

}  // namespace rushhour::sim
