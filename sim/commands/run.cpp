#include "sim/commands/run.hpp"

#include <fmt/format.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <functional>
#include <memory>
#include <optional>

#include "reports/commands/say.hpp"
#include "reports/commands/stream_style.hpp"
#include "reports/foundation/json_text.hpp"
#include "reports/foundation/units.hpp"
#include "reports/foundation/user_error.hpp"
#include "reports/foundation/wall_text.hpp"
#include "reports/pages/terminal/terminal_summary.hpp"
#include "reports/pages/words/plain_text.hpp"
#include "reports/runs/run_writer.hpp"
#include "reports/runs/stamp.hpp"
#include "reports/verdicts/threshold_watch.hpp"
#include "sim/annotations/annotation_book.hpp"
#include "sim/annotations/annotation_listener.hpp"
#include "sim/bench/play.hpp"
#include "sim/commands/descriptors.hpp"
#include "sim/commands/interrupts.hpp"
#include "sim/commands/live_view.hpp"
#include "sim/commands/run_meta.hpp"
#include "sim/commands/settings/http_flags.hpp"
#include "sim/commands/settings/run_settings.hpp"
#include "sim/commands/settings/shown_config.hpp"
#include "sim/rehearsal/guarded.hpp"
#include "sim/rehearsal/rehearsal.hpp"
#include "sim/rehearsal/rehearsal_target.hpp"
#include "sim/rehearsal/special.hpp"
#include "sim/script/host.hpp"
#include "sim/wire/child_target.hpp"
#include "sim/wire/crew.hpp"
#include "target/viewing/run_view.hpp"

namespace rushhour::sim {
namespace {

/// One run, from the settings to the verdict. Its steps are called in the order in which they stand.
class Run {
 public:
  /// `before`: the runs of the same plan whose measurements were invalid.
  Run(RunSettings settings, std::vector<std::string> before)
      : settings_(std::move(settings)), before_(std::move(before)), source_(script::read_source(settings_.file)) {}

  void read_plan();
  int print_config();
  int trace();
  void prepare_target();
  /// Whether there is something to play.
  bool set_up();
  void play();
  void tear_down();
  void conclude();

  /// Whether the measurement is invalid by no fault of script or target, and the plan may be played again.
  bool wants_another() const;
  const std::string& name() const noexcept { return name_; }
  /// Says what came of it; the exit code.
  int tell() const;

 private:
  script::HostSettings host_settings();
  wire::WireSettings wire_settings() const;
  void start_child();
  void open_dashboard();
  void open_request_log();
  void close_request_log();
  std::optional<load::Stop> watch(Instant at, const load::Handover& handover, const nlohmann::json& line);
  void keep_annotations();
  void keep_telemetry(const std::vector<nlohmann::json>& lines);
  std::optional<load::Stop> watch_thresholds(const load::Handover& handover, const nlohmann::json& line);

  RunSettings settings_;
  std::vector<std::string> before_;
  script::Source source_;
  script::FeederStore feeders_;  // all hosts of the run share it
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
  load::Steering steering_;
  std::unique_ptr<viewing::RunView> dashboard_;
  std::unique_ptr<runs::RunWriter> writer_;
  std::unique_ptr<load::RunLog> log_;
  std::optional<LiveView> view_;
  std::ofstream request_file_;
  std::uint64_t lost_lines_ = 0;
  std::optional<verdicts::ThresholdWatch> thresholds_;
  std::optional<AnnotationListener> listener_;
  std::vector<ScrapeWish> wishes_;  // what to scrape, as it was found
  std::optional<TelemetrySources> telemetry_;
  AnnotationBook annotations_;
  std::optional<WallTime> zero_;  // the wall time at instant zero, known from the first tick on
  Played played_;
  bool report_kept_ = false;
};

script::HostSettings Run::host_settings() {
  struct sysinfo machine {};
  sysinfo(&machine);
  // All workers together get a quarter of the machine's memory.
  const std::size_t share = static_cast<std::size_t>(machine.totalram) * machine.mem_unit / 4 / settings_.threads;
  script::HostSettings settings{&source_, settings_.env, settings_.seed, started_, setup_json_, plan_.limits};
  settings.state_memory = std::min(settings.state_memory, share);
  settings.feeders = &feeders_;
  return settings;
}

void Run::read_plan() {
  plan_ = sim::read_plan(host_settings(), settings_.load.overrides());
  settings_.http.apply(plan_.http);
  warn_if_unverified(plan_.http);
}

int Run::print_config() {
  const HeldClock clock;
  script::Host host(host_settings(), clock);
  fmt::print("{}\n", shown_json(shown_config(settings_, host), 2));
  return static_cast<int>(Exit::passed);
}

int Run::trace() {
  const RehearsalTarget target(settings_.target, plan_.http, settings_.seed);
  fmt::print(stderr, "rushhour  {}  traced once  target {}  seed {}\n", pages::harmless(source_.name), target.url(), settings_.seed);
  Transcript transcript(Transcript::Detail::full, [](std::string_view text) { fmt::print(stderr, "{}", text); });
  wire::WireSettings wire{.target = target.url(), .http = plan_.http};
  wire.tap = [&transcript](std::string_view message) { transcript.sent(message); };
  started_ = runs::wall_stamp();
  const Exit exit = rehearse({plan_, host_settings(), std::move(wire)}, transcript);
  fmt::print(stderr, "traced: {}\n", transcript.sum());
  return static_cast<int>(exit);
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
  open_dashboard();
  started_ = runs::wall_stamp();
  name_ = runs::run_name(settings_.file.stem().string(), started_);
  directory_ = settings_.out / name_;
  if (!settings_.target.empty()) {
    target_ = settings_.target;
    require_target(target_, plan_.http);
  }
  wishes_ = settings_.scrape.found_wishes(target_);
  open_request_log();
  if (settings_.target.empty()) start_child();
  meta_ = run_meta(settings_, source_, plan_, name_, target_, started_);
  if (child_) meta_["target_data"] = "target";
  if (settings_.attempts() > 1) meta_["attempt"] = {{"number", before_.size() + 1}, {"of", settings_.attempts()}, {"before", before_}};
  writer_ = std::make_unique<runs::RunWriter>(directory_, meta_, started_);
  writer_->keep_script(settings_.file);
  if (dashboard_) {
    writer_->tell(*dashboard_);
    dashboard_->begin(meta_);
  }
  log_ = std::make_unique<load::RunLog>(plan_, *writer_);
  if (!settings_.quiet) view_.emplace(plan_, LiveView::Elsewhere::plain_lines, std::bind_front(stream_style, STDERR_FILENO));
  thresholds_.emplace(meta_["plan"]);
  if (!settings_.quiet) say(stderr, fmt::format("rushhour  {}  target {}  seed {}\n", name_, target_, settings_.seed));
}

wire::WireSettings Run::wire_settings() const { return {.target = target_, .http = plan_.http}; }

// Without setup there is nothing to play; the run directory, its report and the outputs say why.
bool Run::set_up() {
  Special setup = play_special("setup", host_settings(), wire_settings(), {.unwanted = interrupts_.reached(1)});
  setup_json_ = std::move(setup.result_json);
  if (setup.failure.empty()) return true;
  say(stderr, fmt::format("rushhour: {}\n", setup.failure));
  log_->event(Instant(0), "setup_failed", {{"message", setup.failure}});
  note_ending(meta_, {setup.given_up ? verdicts::Ending::interrupt : verdicts::Ending::script, setup.failure, Instant(0)});
  if (setup.timed_out) meta_["setup_exit"] = static_cast<int>(Exit::setup_timeout);
  return false;
}

// What was measured stands, whatever teardown does; a failure of it changes the exit code of a run that would have passed. It is played
// after the first Ctrl-C too, and given up at the second.
void Run::tear_down() {
  if (child_ && child_->ended()) return;
  const Special teardown = play_special("teardown", host_settings(), wire_settings(), {.unwanted = interrupts_.reached(2)});
  if (teardown.failure.empty()) return;
  say(stderr, fmt::format("rushhour: {}\n", teardown.failure));
  log_->event(ended_at_, "teardown_failed", {{"message", teardown.failure}});
  meta_["teardown_exit"] = static_cast<int>(exit_of_teardown(teardown));
}

void Run::open_dashboard() {
  if (settings_.dashboard.empty()) return;
  const viewing::Place place = viewing::read_place(settings_.dashboard, "--dashboard");
  viewing::Wheel wheel{[this] { steering_.stop(); }, [this](double factor) { return steering_.scale(factor); }};
  dashboard_ = std::make_unique<viewing::RunView>(place, "--dashboard", std::move(wheel));
  say(stderr, fmt::format("dashboard  {}\n", dashboard_->url()));
}

void Run::open_request_log() {
  if (settings_.log_requests.empty()) return;
  request_file_.open(settings_.log_requests, std::ios::binary | std::ios::trunc);
  if (!request_file_)
    throw UserError(fmt::format("--log-requests {}: cannot be written: {}", settings_.log_requests.string(), std::strerror(errno)));
  plan_.log_requests = true;
}

void Run::close_request_log() {
  if (!request_file_.is_open()) return;
  if (!request_file_.flush())
    say(stderr, fmt::format("rushhour: --log-requests {}: could not be written to its end\n", settings_.log_requests.string()));
  if (lost_lines_ > 0)
    say(stderr, fmt::format("WARNING: {} requests are missing in {}: more came in a second than a log takes\n", lost_lines_,
                            settings_.log_requests.string()));
}

std::optional<load::Stop> Run::watch(Instant at, const load::Handover& handover, const nlohmann::json& line) {
  if (child_)
    if (const auto how = child_->ended()) log_->event(at, "target_exit", {{"status", *how}});
  ended_at_ = at;
  if (!zero_) zero_ = runs::wall_stamp() - at;
  keep_annotations();
  keep_telemetry(telemetry_->take(at, *zero_));
  if (request_file_.is_open()) request_file_ << handover.tick.request_lines;
  lost_lines_ += handover.tick.lost_lines;
  std::optional<load::Stop> stop = watch_thresholds(handover, line);
  if (view_) say(stderr, view_->tick(at, handover, thresholds_->crossed_now(at)));
  std::fflush(stderr);
  if (dashboard_) dashboard_->tick_over();
  return stop;
}

void Run::keep_annotations() {
  if (!listener_ || !zero_) return;
  for (const AnnotationPage& page : listener_->take())
    for (AnnotationBook::Line& line : annotations_.note(page, *zero_)) log_->event(line.at, "annotation", std::move(line.details));
}

void Run::keep_telemetry(const std::vector<nlohmann::json>& lines) {
  for (const nlohmann::json& line : lines) writer_->append_telemetry(line);
}

// "p(95) of response_time over 10s was 1.42s, the limit is < 1s".
std::string words_of(const verdicts::Crossing& crossing) {
  const verdicts::Threshold& t = *crossing.threshold;
  return fmt::format("{} of {}{} was {}, the limit is {} {}", verdicts::aggregate_name(t), t.metric,
                     t.over > Instant(0) ? " over " + format_duration(t.over) : std::string(),
                     verdicts::format_figure(t, crossing.judgement.observed), verdicts::sign(t.comparison),
                     verdicts::format_figure(t, t.limit));
}

std::optional<load::Stop> Run::watch_thresholds(const load::Handover& handover, const nlohmann::json& line) {
  thresholds_->tick(line);
  thresholds_->interval(handover.interval);
  thresholds_->minute(handover.minute);
  std::optional<load::Stop> stop;
  for (const verdicts::Crossing& crossing : thresholds_->take_crossings()) {
    const verdicts::Threshold& t = *crossing.threshold;
    if (crossing.first)
      log_->event(crossing.at, "threshold",
                  {{"metric", t.metric}, {"expression", t.expression}, {"observed", crossing.judgement.observed}});
    if (crossing.aborts && !stop) stop = load::Stop{verdicts::Ending::threshold, words_of(crossing)};
  }
  return stop;
}

void Run::play() {
  const auto make_users = [this](const Clock& clock) {
    auto host = std::make_unique<script::Host>(host_settings(), clock);
    host->play(plan_);
    return host;
  };
  wire::Crew crew(plan_, wire_settings(), settings_.seed, settings_.threads, make_users, dashboard_ ? &steering_ : nullptr);
  telemetry_.emplace(telemetry_sources(settings_.scrape, wishes_, target_, child_ ? child_->pid() : 0, plan_.http));
  if (!settings_.no_annotations) listener_.emplace(target_, plan_.http, AnnotationListener::Times());
  wire::Ending ending;
  try {
    ending = crew.run(*log_, interrupts_.count(), std::bind_front(&Run::watch, this));
  } catch (const UserError&) {  // of the disk, mostly: then nothing more can be written
    throw;
  } catch (const std::exception& failure) {  // of a worker: what was written stands
    ending = {verdicts::Ending::lost, failure.what(), ended_at_};
  }
  if (view_) say(stderr, view_->clear());
  close_request_log();
  note_ending(meta_, ending);
  ended_at_ = ending.at;
  if (zero_) {
    meta_["load_began"] = utc_text(*zero_);
    keep_telemetry(telemetry_->finish(runs::wall_stamp() - *zero_, *zero_));
  }
  if (nlohmann::json lost = telemetry_->left_out(); !lost.is_null()) log_->event(ended_at_, "telemetry_left_out", std::move(lost));
  if (!listener_) return;
  listener_->finish();
  keep_annotations();
  if (nlohmann::json lost = annotations_.left_out(); !lost.is_null()) log_->event(ended_at_, "annotations_left_out", std::move(lost));
}

// The report is made from what stands in the directory, as `rushhour report` would make it.
void Run::conclude() {
  if (child_) child_->stop();
  played_ = sim::conclude(*writer_, meta_);
  report_kept_ = keep_report(played_);
  if (dashboard_) dashboard_->finish(played_.material());
}

bool Run::wants_another() const {
  const verdicts::Conclusion& conclusion = played_.conclusion;
  const std::size_t attempt = before_.size() + 1;
  if (conclusion.exit != Exit::invalid || !conclusion.validity.repeatable || attempt >= settings_.attempts()) return false;
  say(stderr, fmt::format("rushhour: invalid measurement, so the plan is played again, attempt {} of {}; this one is in {}: {}\n",
                          attempt + 1, settings_.attempts(), directory_.string(), conclusion.validity.reasons.front()));
  return true;
}

int Run::tell() const {
  const runs::RunRecord& record = played_.record;
  const verdicts::Conclusion& conclusion = played_.conclusion;
  if (settings_.json)
    say(stdout, shown_json(record.meta, 2) + '\n');
  else if (!settings_.quiet)
    say(stdout, pages::terminal_summary(played_.material(), stream_style(STDOUT_FILENO)));
  const bool written = settings_.outputs.write(record, conclusion, settings_.json);
  return static_cast<int>((written && report_kept_) || conclusion.exit != Exit::passed ? conclusion.exit : Exit::trouble);
}

int play_until_valid(const RunSettings& settings) {
  for (std::vector<std::string> before;;) {
    Run run(settings, before);
    run.read_plan();
    run.prepare_target();
    if (run.set_up()) {
      run.play();
      run.tear_down();
    }
    run.conclude();
    if (!run.wants_another()) return run.tell();
    before.push_back(run.name());
  }
}

int run_scenario(int argc, char** argv) {
  const auto settings = read_run_settings(argc, argv);
  if (!settings) return 0;
  spdlog::set_default_logger(spdlog::stderr_color_mt("rushhour"));
  spdlog::set_pattern("%^%l%$ %v");
  raise_descriptor_limit();
  if (settings->print_config) return Run(*settings, {}).print_config();
  if (settings->trace) {
    Run asked(*settings, {});
    asked.read_plan();
    return asked.trace();
  }
  try {
    return play_until_valid(*settings);
  } catch (const UserError& why) {
    settings->outputs.tell_failure(unplayed_meta(settings->words, settings->file, settings->target, settings->seed), why, settings->json);
    throw;
  }
}

}  // namespace

const Verb run_verb{"run", "play a Lua scenario over the wire and report on it", run_scenario};

}  // namespace rushhour::sim
