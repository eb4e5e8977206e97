#include "reports/warehouse/warehouse.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "reports/foundation/digest.hpp"
#include "reports/foundation/nearest_name.hpp"
#include "reports/foundation/user_error.hpp"
#include "reports/runs/run_record.hpp"
#include "reports/runs/stamp.hpp"
#include "reports/warehouse/order_loader.hpp"
#include "reports/warehouse/run_loader.hpp"
#include "reports/warehouse/sql_catalogue.hpp"

namespace rushhour::warehouse {
namespace {

/// One name for each folder, however it was written. What does not exist keeps its own; whoever opens it says so.
std::filesystem::path identity(const std::filesystem::path& folder) {
  std::error_code error;
  const std::filesystem::path canonical = std::filesystem::canonical(folder, error);
  return error ? folder : canonical;
}

std::string layout() {
  std::string all;
  for (const SqlFile& file : tables_in_order())
    if (file.layer == "ledger" || file.layer == "bronze") all += file.text;
  return digest_of(all);
}

/// What a run or an orders.db was when it was loaded: they have several files, of which one grows.
std::string look_of(const std::filesystem::path& folder, std::initializer_list<const char*> names) {
  std::string look = folder.string();
  for (const char* name : names) {
    std::error_code error;
    const auto size = std::filesystem::file_size(folder / name, error);
    const auto time = std::filesystem::last_write_time(folder / name, error);
    if (!error) look += fmt::format("\n{} {} {}", name, size, time.time_since_epoch().count());
  }
  return digest_of(look);
}

bool is_segment(const std::filesystem::path& file) {
  const std::string name = file.filename().string();
  return name.starts_with("events-") && name.ends_with(".jsonl");
}

/// Their names count upwards with as many digits each, so that the order of names is that of events.
std::vector<std::filesystem::path> segments_of(const std::filesystem::path& folder) {
  const std::filesystem::path events = std::filesystem::is_directory(folder / "events") ? folder / "events" : folder;
  std::vector<std::filesystem::path> segments;
  for (const auto& entry : std::filesystem::directory_iterator(events))
    if (is_segment(entry.path())) segments.push_back(entry.path());
  std::sort(segments.begin(), segments.end());
  return segments;
}

}  // namespace

Warehouse::Warehouse(const SessionOptions& options) : session_(options), feed_(session_) {
  const bool made = !session_.query("select 1 from duckdb_schemas() where schema_name = 'ledger'").rows.empty();
  if (!made) {
    make_layers();
    return;
  }
  const Rows known = session_.query("select digest from ledger.layout");
  if (known.rows.size() != 1 || known.rows[0][0].text != layout())
    throw UserError(
        fmt::format("{}: it was made by another release of rushhour; analyze the files anew, into another folder", options.file.string()),
        Exit::settings);
  // A load that was killed may have left its faults; its rows are gone with their transaction.
  if (!options.read_only) session_.run("delete from bronze.faults where file_id not in (select file_id from bronze.files)");
}

void Warehouse::make_layers() {
  session_.run("begin; create schema ledger; create schema bronze; create schema silver");
  for (const SqlFile& file : tables_in_order()) {
    if (file.layer == "ledger" || file.layer == "bronze") session_.run(file.text);
  }
  const std::string digest = layout();
  const Binding binding[] = {{"digest", std::string_view(digest)}};
  session_.run("insert into ledger.layout values ($digest)", binding);
  session_.run("commit");
}

std::int64_t Warehouse::next_file() {
  return std::stoll(session_.query("select coalesce(max(file_id), 0) + 1 from bronze.files").rows[0][0].text);
}

FileLoad Warehouse::add_file(const std::filesystem::path& file, const Dataset& dataset, const LoadOptions& options) {
  FileLoad load = load_file(session_, feed_, file, dataset, options, runs::wall_stamp());
  files_.insert(load.file_id);
  return load;
}

std::vector<FileLoad> Warehouse::add_events(const std::filesystem::path& log, const LoadOptions& options) {
  const Dataset& events = dataset_of("events");
  if (!std::filesystem::is_directory(log)) return {add_file(log, events, options)};
  const auto segments = segments_of(identity(log));
  if (segments.empty())
    throw UserError(fmt::format("{}: there is no event log in it (events/events-*.jsonl); name the data folder of a target", log.string()),
                    Exit::settings);
  std::vector<FileLoad> loads;
  for (const auto& segment : segments) loads.push_back(add_file(segment, events, options));
  return loads;
}

std::int64_t Warehouse::add_to_ledger(const FileLoad& load, std::string_view format, std::string_view sha256) {
  record_file(session_, load, {.sha256 = std::string(sha256), .format = std::string(format)}, 0, runs::wall_stamp());
  files_.insert(load.file_id);
  return load.file_id;
}

void Warehouse::add_run(const std::filesystem::path& directory) {
  const std::filesystem::path self = identity(directory);
  for (const auto& [name, known] : runs_)
    if (known == self) return;
  const runs::RunRecord record = runs::read_run(directory);
  const std::string run = record.meta.value("run", std::string());
  if (run.empty()) throw UserError(fmt::format("{}: run.json does not name its run", directory.string()));
  if (const auto twin = runs_.find(run); twin != runs_.end())
    throw UserError(fmt::format("{} and {} are both called '{}'; name one of them", twin->second.string(), directory.string(), run));
  add_run(record, look_of(self, {"run.json", "latency.hlog", "counters.jsonl"}));
  runs_.emplace(run, self);
  for (const std::string& warning : record.warnings) warnings_.push_back(fmt::format("run {}: {}", run, warning));

  const auto data = record.meta.find("target_data");
  if (data == record.meta.end() || !data->is_string()) return;
  const std::filesystem::path folder = directory / data->get<std::string>();
  if (std::filesystem::is_regular_file(folder / orders_file)) add_orders(folder);
  if (std::filesystem::is_directory(folder / "events") && !segments_of(folder).empty()) add_events(folder);
}

void Warehouse::add_run(const runs::RunRecord& record, std::string_view look) {
  if (const auto known = file_with(session_, "runs", look)) {
    files_.insert(*known);
    return;
  }
  FileLoad load{.file_id = next_file(), .dataset = "runs", .path = identity(record.directory)};
  session_.run("begin");
  load.rows = load_run(session_, record, load.file_id);
  add_to_ledger(load, "run", look);
  session_.run("commit");
}

void Warehouse::add_orders(const std::filesystem::path& folder) {
  const std::filesystem::path self = identity(folder);
  if (!order_folders_.insert(self).second) return;
  FileLoad load{.file_id = next_file(), .dataset = "stored_orders", .path = self / orders_file};
  const std::string look = look_of(self, {orders_file, "orders.db-wal"});
  if (const auto known = file_with(session_, "stored_orders", look)) {
    files_.insert(*known);
    return;
  }
  session_.run("begin");
  orders_ += load.rows = load_orders(session_, self, load.file_id);
  add_to_ledger(load, "sqlite", look);
  session_.run("commit");
}

void Warehouse::keep_current() {
  for (const auto& row : session_.query("select file_id from bronze.current_files").rows) files_.insert(std::stoll(row[0].text));
}

void Warehouse::use_version(const std::string& name) {
  const Binding bindings[] = {{"version", std::string_view(name)}};
  const Rows known = session_.query("select version from ledger.versions order by number desc");
  std::vector<std::string_view> names;
  for (const auto& row : known.rows) names.push_back(row[0].text);
  if (std::find(names.begin(), names.end(), name) == names.end())
    throw UserError(
        fmt::format("there is no version '{}'{}; the last is {}", name, did_you_mean(name, names), names.empty() ? "none" : names[0]),
        Exit::settings);
  for (const auto& row : session_.query("select file_id from ledger.version_files where version = $version", bindings).rows)
    files_.insert(std::stoll(row[0].text));
  for (const auto& row : session_.query("select name, value from ledger.version_settings where version = $version", bindings).rows)
    settings_.emplace(row[0].text, row[1].text);
}

Version Warehouse::name_version(const std::string& fingerprint) {
  const Binding known[] = {{"fingerprint", std::string_view(fingerprint)}};
  const Rows same = session_.query("select number, version from ledger.versions where fingerprint = $fingerprint", known);
  if (!same.rows.empty()) return {std::stoll(same.rows[0][0].text), same.rows[0][1].text, false};
  Version made{std::stoll(session_.query("select coalesce(max(number), 0) + 1 from ledger.versions").rows[0][0].text), "", true};
  made.name = fmt::format("v{}-{}", made.number, fingerprint.substr(0, 8));
  const Binding bindings[] = {{"number", made.number},
                              {"version", std::string_view(made.name)},
                              {"fingerprint", std::string_view(fingerprint)},
                              {"now_us", runs::wall_stamp().time_since_epoch().count() / 1000}};
  session_.run(
      "insert into ledger.versions values ($number, $version, $fingerprint, make_timestamp($now_us));"
      "insert into ledger.version_files select $version, file_id from bronze.current_files;"
      "insert into ledger.version_settings select $version, name, value from bronze.settings",
      bindings);
  return made;
}

void Warehouse::select_version() {
  session_.run("delete from bronze.current_files; delete from bronze.settings");
  Appender files(session_, "bronze", "current_files"), settings(session_, "bronze", "settings");
  for (const std::int64_t file : files_) files.row({file});
  for (const auto& [name, value] : settings_) settings.row({std::string_view(name), std::string_view(value)});
  files.finish();
  settings.finish();
}

void Warehouse::open() {
  select_version();
  Steps steps(session_, runs::wall_stamp, [](const StepRun&) {});
  for (const char* layer : {"silver", "gold"}) steps.run(layer, "");
}

}  // namespace rushhour::warehouse
