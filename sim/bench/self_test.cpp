#include "sim/bench/self_test.hpp"

#include <sys/resource.h>

#include <fstream>
#include <functional>
#include <optional>
#include <thread>

#include "reports/pages/terminal/wrk_block.hpp"
#include "sim/bench/cores.hpp"
#include "sim/bench/passing_folder.hpp"
#include "sim/bench/plain_users.hpp"
#include "sim/bench/play.hpp"
#include "sim/script/host.hpp"
#include "sim/wire/http/message.hpp"
#include "target/server/null_server.hpp"

namespace rushhour::sim {
namespace {

constexpr std::uint64_t connections = 64;
constexpr Instant length = std::chrono::seconds(2);  // of a play; in fewer ticks a busy core would not be judged
constexpr double rates[] = {1'000, 10'000, 20'000, 50'000, 100'000};
constexpr std::uint64_t seed = 1;

constexpr const char* scenario = R"(
local http, check = require "rushhour.http", require "rushhour.check"
options = { scenarios = { self_test = { executor = "constant-vus", exec = "ask", vus = 1, duration = "1s" } } }
function ask()
  local answer = http.get("/")
  check(answer, { ["status is 200"] = answer.status == 200 })
end
)";

/// A null server on a thread, and if there is one on a core, of its own.
class Served {
 public:
  explicit Served(std::optional<int> core) : server_(0) {
    thread_ = std::thread([this, core] {
      if (core) stay_on_core(*core);
      server_.run(leave_);
    });
  }
  ~Served() {
    leave_ = 1;
    thread_.join();
  }
  std::string url() const { return server_.url(); }

 private:
  target::server::NullServer server_;
  std::atomic<int> leave_{0};
  std::thread thread_;
};

/// Asks a loop for one alarm after the other and notes how late each is.
class TimerGauge final : public load::Resident {
 public:
  explicit TimerGauge(wire::WireWorld& world) : world_(&world) { wait(); }

  void on_alarm(Instant now) override {
    lag.record((now - due_).count());
    if (--left_ > 0) wait();
  }
  void on_outcome(load::UserId, load::Outcome&&, Instant) override {}
  bool finished() const noexcept override { return left_ == 0; }

  latency::Histogram lag;

 private:
  void wait() {
    due_ = world_->now() + std::chrono::microseconds(200);
    world_->alarm_at(due_);
  }

  wire::WireWorld* world_;
  Instant due_{0};
  int left_ = 2000;
};

double clock_cost_ns(const Clock& clock) {
  constexpr int readings = 200'000;
  const Instant begin = clock.now();
  for (int i = 1; i < readings; ++i) clock.now();
  return static_cast<double>((clock.now() - begin).count()) / readings;
}

std::uint64_t descriptor_limit() {
  rlimit files{};
  return getrlimit(RLIMIT_NOFILE, &files) == 0 ? files.rlim_cur : 0;
}

std::uint64_t local_ports() {
  std::ifstream in("/proc/sys/net/ipv4/ip_local_port_range");
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  return in >> first >> last && last >= first ? last - first + 1 : 0;
}

load::Plan plan_of(std::optional<double> rate) {
  load::Scenario what;
  what.name = "self-test";
  what.exec = "ask";
  what.max_vus = connections;
  what.graceful_stop = std::chrono::seconds(1);
  if (rate) {
    what.executor = load::Executor::constant_arrival_rate;
    what.stages = {{length, *rate, *rate}};
  } else {
    what.duration = length;
  }
  load::Plan plan;
  plan.scenarios = {std::move(what)};
  return plan;
}

/// Plays against a null server, on a core of its own if there is one.
class Tester {
 public:
  Tester(std::string url, std::optional<int> core, const std::atomic<int>& interrupts)
      : url_(std::move(url)), core_(core), interrupts_(&interrupts) {
    call_.step = "GET /";
    call_.request.url = "/";
    call_.request.body_use = load::BodyUse::discard;
    call_.request.message = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
    wire::heed_message(call_.request);
    source_ = {"self_test.lua", "self_test.lua", scenario, ""};
  }

  void gauge(SelfTest& test) const {
    std::thread([&] {  // a thread may not leave a core once it is on one
      if (core_) stay_on_core(*core_);
      wire::WireWorld world({url_, {}, 1});
      world.start_now();
      test.clock_ns = clock_cost_ns(world);
      TimerGauge timers(world);
      world.run(timers);
      test.timer_lag = std::move(timers.lag);
    })
        .join();
  }

  Played play_plain(std::optional<double> rate) {
    return play_with(plan_of(rate), [this](const load::Plan&, const Clock&) { return std::make_unique<PlainUsers>(call_); });
  }

  Played play_scenario() {
    return play_with(plan_of({}), [this](const load::Plan& plan, const Clock& clock) {
      auto host = std::make_unique<script::Host>(script::HostSettings{&source_, {}, seed, {}, {}}, clock);
      host->play(plan);
      return host;
    });
  }

 private:
  using MakeUsers = std::function<std::unique_ptr<load::UserFactory>(const load::Plan& plan, const Clock& clock)>;

  Played play_with(load::Plan plan, const MakeUsers& make_users) {
    Play what;
    what.plan = std::move(plan);
    what.wire = {url_, what.plan.http, 1};
    what.seed = seed;
    what.meta = {{"schema", 1}, {"run", "self-test"}, {"plan", load::to_json(what.plan)}};
    what.directory = folder_.path() / std::to_string(plays_++);
    what.make_users = [&](const Clock& clock) -> std::unique_ptr<load::UserFactory> {
      std::unique_ptr<load::UserFactory> users = make_users(what.plan, clock);
      return core_ ? std::make_unique<UsersOnCore>(std::move(users), *core_) : std::move(users);
    };
    return play(what, *interrupts_, [](Instant, const load::Handover&, const nlohmann::json&) { return std::nullopt; });
  }

  std::string url_;
  std::optional<int> core_;
  const std::atomic<int>* interrupts_;
  PassingFolder folder_;
  load::Call call_;
  script::Source source_;
  int plays_ = 0;
};

SelfTest::Ceiling ceiling_of(std::string name, const Played& played) {
  const pages::WrkFigures figures = pages::wrk_figures(played.record, played.conclusion);
  const double per_cpu_s = figures.cpu_s > 0 ? static_cast<double>(figures.requests) / figures.cpu_s : 0;
  return {std::move(name), figures.requests_per_s(), per_cpu_s};
}

SelfTest::Rate rate_of(double wanted, const Played& played) {
  const runs::Summary& summary = played.conclusion.summary;
  SelfTest::Rate rate{wanted, summary.load.achieved_rate, summary.generator.send_lag, summary.generator.cpu_max, {}};
  rate.reasons = played.conclusion.validity.reasons;
  return rate;
}

}  // namespace

double SelfTest::trusted_rate() const noexcept {
  double trusted = 0;
  for (const Rate& rate : rates)
    if (rate.reasons.empty()) trusted = std::max(trusted, rate.wanted);
  return trusted;
}

SelfTest run_self_test(const std::atomic<int>& interrupts) {
  SelfTest test;
  const std::vector<int> cores = usable_cores();
  test.cores = cores.size();
  test.apart = cores.size() > 1;
  const Served served(test.apart ? std::optional(cores.front()) : std::nullopt);
  Tester tester(served.url(), test.apart ? std::optional(cores.back()) : std::nullopt, interrupts);
  tester.gauge(test);
  test.descriptors = descriptor_limit();
  test.ports = local_ports();
  const auto heard = [&] { return test.interrupted = test.interrupted || interrupts != 0; };
  if (!heard()) test.ceilings.push_back(ceiling_of("one request", tester.play_plain({})));
  if (!heard()) test.ceilings.push_back(ceiling_of("a Lua scenario", tester.play_scenario()));
  for (const double rate : rates) {
    const auto n = test.rates.size();
    const bool beyond = n > 1 && !test.rates[n - 1].reasons.empty() && !test.rates[n - 2].reasons.empty();
    if (heard() || beyond) break;
    test.rates.push_back(rate_of(rate, tester.play_plain(rate)));
  }
  heard();
  return test;
}

}  // namespace rushhour::sim
