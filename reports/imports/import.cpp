#include "reports/imports/import.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "reports/foundation/units.hpp"
#include "reports/foundation/user_error.hpp"
#include "reports/foundation/wall_text.hpp"
#include "reports/imports/format.hpp"
#include "reports/imports/input.hpp"
#include "reports/runs/run_writer.hpp"
#include "reports/verdicts/conclusion.hpp"

namespace rushhour::imports {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// The account of one file's lines.
struct FileAccount {
  std::string file;  // without its folder
  const Format* format;
  std::uint64_t accepted, rejected;
  std::vector<Rejected> kept;
};

FileAccount read_file(const fs::path& file, const Order& order, Gathered& into) {
  Input in = open_input(file);
  const Format& format = order.format.empty() ? format_of(in) : format_called(order.format);
  if (in.head().empty()) throw UserError(in.name() + ": it is empty", Exit::settings);
  try {
    format.read(in, into);
  } catch (const json::exception&) {
    throw UserError(fmt::format("{}: it is JSON, but not shaped as {} writes it", in.name(), format.tool), Exit::settings);
  }
  if (in.accepted() == 0 && in.rejected() > 0)
    throw UserError(fmt::format("{}: none of its {} lines could be read as {}; line {}: {}", in.name(), format_count(in.rejected()),
                                format.name, in.kept().front().line, in.kept().front().reason),
                    Exit::settings);
  if (in.accepted() == 0) throw UserError(fmt::format("{}: it holds no results of {}", in.name(), format.tool), Exit::settings);
  return {file.filename().string(), &format, in.accepted(), in.rejected(), in.kept()};
}

std::string rejected_words(const FileAccount& account) {
  return fmt::format("{} of {} lines of {} could not be read and are in no figure; events.jsonl names {}.", format_count(account.rejected),
                     format_count(account.accepted + account.rejected), account.file,
                     account.rejected > account.kept.size() ? "the first hundred" : "them");
}

json json_of(const runs::StatedStep& stated) {
  json times = json::array();
  for (const auto& [name, ns] : stated.times_ns) times.push_back({{"name", name}, {"ns", ns}});
  return {{"scenario", stated.scenario}, {"step", stated.step}, {"count", stated.count}, {"errors", stated.errors}, {"times", times}};
}

json imported_meta(const std::vector<FileAccount>& accounts, const Gathered& all) {
  const Format& format = *accounts.front().format;
  json meta{{"tool", format.tool}, {"latency", format.latency}, {"meaning", format.meaning}, {"files", json::array()}};
  if (!all.tool_version.empty()) meta["tool_version"] = all.tool_version;
  meta["start_known"] = all.start_known;
  for (const FileAccount& account : accounts)
    meta["files"].push_back(
        {{"file", account.file}, {"format", account.format->name}, {"read", account.accepted}, {"rejected", account.rejected}});
  if (all.stated.empty()) return meta;
  meta["stated_precision"] = all.stated_precision;
  for (const runs::StatedStep& stated : all.stated) meta["stated"].push_back(json_of(stated));
  return meta;
}

json plan_of(const Gathered& all, Instant length) {
  json plan{{"warmup_ns", 0}, {"length_ns", length.count()}, {"scenarios", json::array()}, {"thresholds", json::array()}};
  for (const std::string& name : all.run.scenarios())
    if (!name.empty()) plan["scenarios"].push_back({{"name", name}, {"start_ns", 0}, {"length_ns", length.count()}});
  return plan;
}

void write_events(runs::RunWriter& writer, const std::vector<FileAccount>& accounts, const Gathered& all) {
  const auto warn = [&](const std::string& sentence) { writer.append_event({{"at_ns", 0}, {"event", "warning"}, {"message", sentence}}); };
  for (const FileAccount& account : accounts) {
    for (const Rejected& line : account.kept)
      writer.append_event({{"at_ns", 0}, {"event", "rejected_line"}, {"file", account.file}, {"line", line.line}, {"reason", line.reason}});
    if (account.rejected > 0) warn(rejected_words(account));
  }
  for (const std::string& sentence : all.run.warnings()) warn(sentence);
  for (const std::string& sentence : all.remarks) warn(sentence);
}

void add_stated_sums(Gathered& all, const std::string& file) {
  if (all.stated.empty()) throw UserError(file + ": it holds no results", Exit::settings);
  Counts& counts = whole_run(all, all.stated.front().scenario, all.stated_length, file);
  counts.offered = counts.done = counts.requests = all.stated_requests;
  if (all.stated_errors > 0) counts.error("failed") = all.stated_errors;
}

/// What scripts may rely on is written as at the end of a run of ours.
void conclude(runs::RunWriter& writer, json& meta) {
  meta["status"] = "finished";
  meta["ended_by"] = "plan";
  writer.replace_meta(meta);
  const runs::RunRecord record = runs::read_run(writer.directory());
  writer.replace_meta(verdicts::with_conclusion(meta, verdicts::conclude(record)));
}

}  // namespace

fs::path import_run(const Order& order, WallTime now) {
  Gathered all;
  std::vector<FileAccount> accounts;
  for (const fs::path& file : order.files) {
    accounts.push_back(read_file(file, order, all));
    if (std::string_view(accounts.back().format->tool) != accounts.front().format->tool)
      throw UserError(fmt::format("{} is of {} and {} of {}; a run is of one tool", order.files.front().string(),
                                  accounts.front().format->tool, file.string(), accounts.back().format->tool),
                      Exit::settings);
  }
  if (all.run.empty()) add_stated_sums(all, order.files.front().string());
  if (!all.start_known)
    all.remarks.push_back(
        fmt::format("{} does not say when the run was; its start is when it was imported.", accounts.front().format->tool));
  const WallTime started = all.start_known ? all.run.start() : now;
  const Instant length = all.run.length();
  const std::string name = runs::run_name(order.name.empty() ? order.files.front().stem().string() : order.name, started);
  json meta{{"schema", 1},
            {"run", name},
            {"started", utc_text(started)},
            {"started_epoch_ns", started.time_since_epoch().count()},
            {"version", RUSHHOUR_VERSION},
            {"script", {{"file", order.files.front().filename().string()}}},
            {"imported", imported_meta(accounts, all)},
            {"plan", plan_of(all, length)}};
  if (!all.target.empty()) meta["target"] = all.target;
  runs::RunWriter writer(order.out / name, meta, started);
  all.run.write(writer);
  write_events(writer, accounts, all);
  all = Gathered();  // what it held is in the run directory, which is read back now
  conclude(writer, meta);
  return writer.directory();
}

}  // namespace rushhour::imports
