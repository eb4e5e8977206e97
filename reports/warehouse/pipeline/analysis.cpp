#include "reports/warehouse/pipeline/analysis.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "reports/foundation/nearest_name.hpp"
#include "reports/foundation/user_error.hpp"
#include "reports/foundation/wall_text.hpp"
#include "reports/runs/stamp.hpp"
#include "reports/warehouse/ingest/dataset.hpp"
#include "reports/warehouse/pipeline/headline.hpp"
#include "reports/warehouse/pipeline/layout.hpp"
#include "reports/warehouse/pipeline/pipeline_log.hpp"
#include "reports/warehouse/pipeline/quality_report.hpp"
#include "reports/warehouse/pipeline/steps.hpp"
#include "reports/warehouse/spill_folder.hpp"
#include "reports/warehouse/sql_catalogue.hpp"
#include "reports/warehouse/warehouse.hpp"

namespace rushhour::warehouse {
namespace {

using Say = std::function<void(const std::string&)>;

/// One analysis under way.
class Analysis {
  /// Runs a part of the analysis and keeps its time.
  template <class Part>
  auto timed(const char* phase, Part part) {
    struct Stamp {
      AnalysisResult& result;
      const char* phase;
      WallTime begun = runs::wall_stamp();
      ~Stamp() { result.phases.emplace_back(phase, std::chrono::duration<double>(runs::wall_stamp() - begun).count()); }
    } const stamp{result_, phase};
    return part();
  }

 public:
  Analysis(const AnalysisOptions& options, const Environment& environment, Say say, PipelineLog& log, const Layout& layout)
      : options_(options),
        environment_(environment),
        say_(std::move(say)),
        log_(log),
        layout_(layout),
        house_({.memory_limit = options.memory, .spill = spill_.path(), .file = warehouse_file(), .keep_order = false}) {}

  Session& session() { return house_.session(); }

  AnalysisResult run() {
    for (const char* name : {"DB_HOST", "DB_PORT", "DB_USERNAME", "DB_PASSWORD"})
      if (!environment_.text(name, "").empty())
        warn(fmt::format("{} is set, but the warehouse is a file ({}) and no server is asked", name, warehouse_file().string()));
    timed("load", [this] { load(); });
    const std::int64_t attempts = environment_.number("MAX_RETRY_ATTEMPTS", 3, 0, 100) + 1;
    for (std::int64_t attempt = 1;; ++attempt) {
      try {
        transform();
        break;
      } catch (const UserError& error) {
        roll_back();
        // A mistake in SQL or data stays one; a disk or memory may be free again.
        if (error.exit() != Exit::trouble || attempt == attempts) throw;
        warn(fmt::format("attempt {} of {} failed: {}", attempt, attempts, error.what()));
      }
    }
    if (result_.failures.empty()) write();
    return std::move(result_);
  }

 private:
  std::filesystem::path warehouse_file() const {
    const std::filesystem::path name = environment_.text("DB_DATABASE", "");
    if (name.empty()) return layout_.warehouse();
    return name.has_parent_path() ? name : layout_.root / (name.string() + ".duckdb");
  }

  void warn(std::string line) {
    log_.warning(line);
    result_.warnings.push_back(std::move(line));
  }

  /// What is no setting is a slip, not something to be passed over.
  void set() {
    const std::vector<std::string_view> names = setting_names();
    for (const auto& [name, value] : options_.settings) {
      if (!name.starts_with("missing.") && std::find(names.begin(), names.end(), name) == names.end())
        throw UserError(fmt::format("there is no setting '{}'{} (docs/analytics.md lists them)", name, did_you_mean(name, names)),
                        Exit::flags);
      house_.set(name, value);
    }
  }

  void roll_back() {
    try {
      session().run("rollback");
    } catch (const UserError&) {
      // What failed has ended the transaction already.
    }
  }

  void load() {
    set();
    if (!options_.version.empty()) return house_.use_version(options_.version);
    if (options_.add) house_.keep_current();
    const LoadOptions load{.source = options_.source,
                           .batch = static_cast<std::size_t>(environment_.number("DATA_BATCH_SIZE", 2048, 1, RecordBuilder::capacity))};
    for (const Dataset& dataset : datasets()) {
      const auto named = options_.files.find(std::string(dataset.name));
      if (named == options_.files.end()) continue;
      for (const auto& file : named->second) {
        if (dataset.name == "events")
          for (const FileLoad& done : house_.add_events(file, load)) loaded(done);
        else
          loaded(house_.add_file(file, dataset, load));
      }
    }
    for (const auto& run : options_.runs) {
      house_.add_run(run);
      log_.audit("load", {{"what", "run"}, {"path", run.string()}});
    }
    for (const auto& store : options_.stores) {
      house_.add_orders(store);
      log_.audit("load", {{"what", "orders.db"}, {"path", store.string()}});
    }
    for (const std::string& warning : house_.warnings()) warn(warning);
  }

  void loaded(const FileLoad& done) {
    layout_.keep_raw(done.path, done.sha256);
    result_.records += done.rows + done.rejects;
    result_.rejects += done.rejects;
    const std::string line = fmt::format("{}: {} {} records, {} rejects{}", done.path.filename().string(), done.rows, done.dataset,
                                         done.rejects, done.known ? ", known already" : "");
    say_(line);
    log_.info(line);
    log_.audit(
        "load",
        {{"what", done.dataset}, {"path", done.path.string()}, {"sha256", done.sha256}, {"rows", done.rows}, {"rejects", done.rejects}});
    for (const std::string& note : done.notes) warn(fmt::format("{}: {}", done.path.filename().string(), note));
  }

  /// Silver, the assertions on it, gold, the assertions on that: all of it or nothing.
  void transform() {
    session().run("begin");
    house_.select_version();
    Steps steps(session(), runs::wall_stamp, [this](const StepRun& done) {
      log_.debug(done.up_to_date ? fmt::format("{}: up to date", done.step)
                                 : fmt::format("{}: {} rows in, {} out, {:.3f} s", done.step, done.rows_in, done.rows_out, done.seconds));
    });
    const Version version = house_.name_version(steps.fingerprint());
    result_.version = version.name;
    say_("cleaning");
    timed("silver", [&] { steps.run("silver", version.name); });
    timed("quality", [&] { measure_columns(session(), version.number); });
    std::vector<Assertion> assertions = timed("quality", [this] { return check_assertions(session(), AssertedOf::silver); });
    result_.failures = hard_failures(assertions);
    if (result_.failures.empty()) {
      say_("computing");
      timed("gold", [&] { steps.run("gold", version.name); });
      const std::vector<Assertion> of_gold = timed("quality", [this] { return check_assertions(session(), AssertedOf::gold); });
      result_.failures = hard_failures(of_gold);
      assertions.insert(assertions.end(), of_gold.begin(), of_gold.end());
    }
    const nlohmann::ordered_json report = timed("quality", [&] { return quality_report(session(), version.number, assertions); });
    report_ = report.dump(2, ' ', false, nlohmann::json::error_handler_t::replace);
    for (const Assertion& assertion : assertions)
      if (!assertion.passed())
        warn(fmt::format("{} ({}, to be asked: {}): {} rows", assertion.sentence, assertion.hard ? "hard" : "soft", assertion.owner,
                         assertion.offenders));
    result_.findings = static_cast<std::uint64_t>(
        std::stoll(session().query("select count(*) from silver.findings where action <> 'rejected'").rows[0][0].text));
    // The report tells why, also of what is taken back.
    write_whole(layout_.processed() / "data_quality_report.json", report_ + "\n");
    session().run(result_.failures.empty() ? "commit" : "rollback");
  }

  void write() {
    say_("writing");
    const auto add = [this](std::vector<std::filesystem::path> files, const char* what) {
      for (const auto& file : files) log_.audit("export", {{"what", what}, {"path", file.string()}, {"version", result_.version}});
      result_.written.insert(result_.written.end(), files.begin(), files.end());
    };
    const KpiTexts kpis = timed("kpis", [this] { return compute_kpis(session()); });
    timed("exports", [&] {
      add(export_kpis(kpis, layout_, result_.version, utc_text(runs::wall_stamp()), options_.wrap), "KPI");
      add(export_cleaned(session(), layout_, options_.processed), "cleaned records");
      add(export_results(session(), layout_), "results");
      if (options_.lake) add(export_lake(session(), layout_), "lake");
    });
    result_.headline = headline(kpis);
  }

  const AnalysisOptions& options_;
  const Environment& environment_;
  Say say_;
  PipelineLog& log_;
  const Layout& layout_;
  SpillFolder spill_;
  Warehouse house_;
  AnalysisResult result_;
  std::string report_;
};

}  // namespace

AnalysisResult analyse(const AnalysisOptions& options, const Environment& environment, const Say& say,
                       const std::function<std::shared_ptr<void>(Session&)>& guard) {
  const Layout layout{options.out};
  layout.make();
  PipelineLog log(layout.logs(), environment.text("LOG_LEVEL", "INFO"), "analyze");
  const WallTime begun = runs::wall_stamp();
  try {
    Analysis analysis(options, environment, say, log, layout);
    const auto guarded = guard(analysis.session());
    AnalysisResult result = analysis.run();
    const double seconds = std::chrono::duration<double>(runs::wall_stamp() - begun).count();
    if (result.failures.empty())
      log.info(fmt::format("version {}: {} records in {:.2f} s", result.version, result.records, seconds));
    else
      log.error(result.failures);
    return result;
  } catch (const UserError& error) {
    log.error(error.what());
    throw;
  }
}

}  // namespace rushhour::warehouse
