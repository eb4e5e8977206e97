#include "sim/commands/run.hpp"

#include <fmt/format.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <optional>

#include "reports/foundation/user_error.hpp"
#include "reports/pages/report_page.hpp"
#include "reports/pages/terminal_summary.hpp"
#include "reports/runs/run_writer.hpp"
#include "reports/runs/stamp.hpp"
#include "sim/bench/play.hpp"
#include "sim/commands/descriptors.hpp"
#include "sim/commands/guarded.hpp"
#include "sim/commands/http_flags.hpp"
#include "sim/commands/interrupts.hpp"
#include "sim/commands/live_view.hpp"
#include "sim/commands/run_meta.hpp"
#include "sim/commands/run_settings.hpp"
#include "sim/commands/special.hpp"
#include "sim/script/host.hpp"
#include "sim/wire/child_target.hpp"
#include "sim/wire/crew.hpp"

namespace rushhour::sim {
namespace {

/// One run, from the settings to the verdict. Its steps are called in the order in which they stand.
class Run {
 public:
  explicit Run(RunSettings settings) : settings_(std::move(settings)), source_(script::read_source(settings_.file)) {}

  void read_plan();
  void prepare_target();
  void set_up();
  void play();
  void tear_down();
  int conclude();

 private:
  script::HostSettings host_settings() const;
  wire::WireSettings wire_settings() const;
  void start_child();
  std::optional<load::Stop> watch(Instant at, const load::Handover& handover);

  RunSettings settings_;
  script::Source source_;
  load::Plan plan_;
  WallTime started_{};
  std::string name_;
  std::filesystem::path directory_;
  Interrupts interrupts_;
  std::optional<wire::ChildTarget> child_;
  std::string target_;
  std::string setup_json_;
  Instant ended_at_{0};
  nlohmann::json meta_;
  std::unique_ptr<runs::RunWriter> writer_;
  std::unique_ptr<load::RunLog> log_;
  std::unique_ptr<LiveView> view_;
};

script::HostSettings Run::host_settings() const {
  struct sysinfo machine {};
  sysinfo(&machine);
  // All workers together get a quarter of the machine's memory.
  const std::size_t share = static_cast<std::size_t>(machine.totalram) * machine.mem_unit / 4 / settings_.threads;
  script::HostSettings settings{&source_, settings_.env, settings_.seed, started_, setup_json_, plan_.limits};
  settings.state_memory = std::min(settings.state_memory, share);
  return settings;
}

void Run::read_plan() {
  const auto held = play_guarded(plan_.limits.script, [this](wire::Watchdog& watchdog) {
    const HeldClock clock;
    script::Host host(host_settings(), clock);
    const wire::Watchdog::Guard guard(watchdog, *host.turns(), 0);
    plan_ = host.read_plan();
  });
  if (held) throw UserError(*held, Exit::script);
  settings_.http.apply(plan_.http);
  warn_if_unverified(plan_.http);
}

// The target keeps its data in the run directory, so that orders and latencies stay together.
void Run::start_child() {
  std::error_code trouble;
  std::filesystem::create_directories(directory_, trouble);
  if (trouble)
    throw UserError(fmt::format("--out {}: no run directory can be made there ({}); name a folder that can be written",
                                settings_.out.string(), trouble.message()));
  try {
    child_.emplace(directory_ / "target", settings_.seed);
  } catch (const UserError&) {
    std::filesystem::remove_all(directory_, trouble);
    throw;
  }
  target_ = child_->url();
}

// Nothing is written before it is known that there is something to send to.
void Run::prepare_target() {
  started_ = runs::wall_stamp();
  name_ = runs::run_name(settings_.file.stem().string(), started_);
  directory_ = settings_.out / name_;
  if (settings_.target.empty()) {
    start_child();
  } else {
    target_ = settings_.target;
    if (const std::string trouble = wire::probe(target_, plan_.http, std::chrono::seconds(5)); !trouble.empty())
      throw UserError(
          fmt::format("--target {}: cannot be reached: {}; start it, or leave --target away to have one started", target_, trouble),
          Exit::settings);
  }
  meta_ = run_meta(settings_, source_, plan_, name_, target_, started_);
  if (child_) meta_["target_data"] = "target";
  writer_ = std::make_unique<runs::RunWriter>(directory_, meta_, started_);
  writer_->keep_script(settings_.file);
  log_ = std::make_unique<load::RunLog>(plan_, *writer_);
  view_ = std::make_unique<LiveView>(plan_, stderr_style(settings_.quiet));
  if (!settings_.quiet) fmt::print(stderr, "rushhour  {}  target {}  seed {}\n", name_, target_, settings_.seed);
}

wire::WireSettings Run::wire_settings() const { return {.target = target_, .http = plan_.http}; }

// Without setup there is nothing to play; the run directory says why.
void Run::set_up() {
  Special setup = play_special("setup", host_settings(), wire_settings());
  setup_json_ = std::move(setup.result_json);
  if (setup.failure.empty()) return;
  log_->event(Instant(0), "setup_failed", {{"message", setup.failure}});
  meta_["status"] = "finished";
  meta_["ended_by"] = "script";
  writer_->replace_meta(meta_);
  throw UserError(setup.failure, setup.timed_out ? Exit::setup_timeout : Exit::script);
}

// What was measured stands, whatever teardown does; a failure of it changes the exit code of a run that would have passed.
void Run::tear_down() {
  if (child_ && child_->ended()) return;
  const Special teardown = play_special("teardown", host_settings(), wire_settings());
  if (teardown.failure.empty()) return;
  fmt::print(stderr, "rushhour: {}\n", teardown.failure);
  log_->event(ended_at_, "teardown_failed", {{"message", teardown.failure}});
  meta_["teardown_exit"] = static_cast<int>(teardown.timed_out ? Exit::teardown_timeout : Exit::script);
}

std::optional<load::Stop> Run::watch(Instant at, const load::Handover& handover) {
  if (child_)
    if (const auto how = child_->ended()) log_->event(at, "target_exit", {{"status", *how}});
  fmt::print(stderr, "{}", view_->tick(at, handover.tick));
  std::fflush(stderr);
  return std::nullopt;
}

void Run::play() {
  const auto make_users = [this](const Clock& clock) {
    auto host = std::make_unique<script::Host>(host_settings(), clock);
    host->play(plan_);
    return host;
  };
  wire::Crew crew(plan_, wire_settings(), settings_.seed, settings_.threads, make_users);
  const wire::Ending ending =
      crew.run(*log_, interrupts_.count(), [this](Instant at, const load::Handover& handover) { return watch(at, handover); });
  fmt::print(stderr, "{}", view_->clear());
  note_ending(meta_, ending);
  ended_at_ = ending.at;
}

// The report is made from what stands in the directory, as `rushhour report` would make it.
int Run::conclude() {
  if (child_) child_->stop();
  const auto [record, conclusion] = sim::conclude(*writer_, meta_);
  std::ofstream page(directory_ / "report.html", std::ios::binary);
  page << pages::report_page(record, conclusion);
  if (!page.flush()) throw UserError(fmt::format("{}: cannot be written", (directory_ / "report.html").string()));
  if (settings_.json)
    fmt::print("{}\n", record.meta.dump(2));
  else if (!settings_.quiet)
    fmt::print("{}", pages::terminal_summary(record, conclusion, {isatty(STDOUT_FILENO) != 0 && std::getenv("NO_COLOR") == nullptr}));
  return static_cast<int>(conclusion.exit);
}

int run_scenario(int argc, char** argv) {
  auto settings = read_run_settings(argc, argv);
  if (!settings) return 0;
  spdlog::set_default_logger(spdlog::stderr_color_mt("rushhour"));
  spdlog::set_pattern("%^%l%$ %v");
  raise_descriptor_limit();
  Run run(std::move(*settings));
  run.read_plan();
  run.prepare_target();
  run.set_up();
  run.play();
  run.tear_down();
  return run.conclude();
}

}  // namespace

const Verb run_verb{"run", "play a Lua scenario over the wire and report on it", run_scenario};

}  // namespace rushhour::sim
