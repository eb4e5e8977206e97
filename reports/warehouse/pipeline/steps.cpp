#include "reports/warehouse/pipeline/steps.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "reports/foundation/user_error.hpp"
#include "reports/warehouse/ingest/dataset.hpp"
#include "reports/warehouse/pipeline/digest.hpp"

namespace rushhour::warehouse {
namespace {

constexpr std::int64_t rows_of_a_part = 2'000'000;

/// Names are those of our own .sql files, never a user's word.
std::string object_of(const SqlFile& file) { return fmt::format("{}.{}", file.layer == "gold" ? "main" : file.layer, file.name); }

std::int64_t count_of(Session& session, std::string_view sql, std::initializer_list<Binding> bindings = {}) {
  const Rows rows = session.query(sql, bindings);
  return rows.rows.empty() || rows.rows[0][0].is_null() ? 0 : std::stoll(rows.rows[0][0].text);
}

std::string text_of(Session& session, std::string_view sql, std::initializer_list<Binding> bindings = {}) {
  const Rows rows = session.query(sql, bindings);
  return rows.rows.empty() ? std::string() : rows.rows[0][0].text;
}

/// "bronze/orders", of which "bronze.orders" is the SQL.
std::string table_of(std::string_view name) {
  std::string path(name);
  std::replace(path.begin(), path.end(), '.', '/');
  return path;
}

bool makes_table(const SqlFile& file) { return file.text.find("\ncreate table ") != std::string_view::npos; }

std::map<std::string, std::string, std::less<>> pairs_of(Session& session, std::string_view sql) {
  std::map<std::string, std::string, std::less<>> pairs;
  for (const auto& row : session.query(sql).rows) pairs.emplace(row[0].text, row[1].text);
  return pairs;
}

/// The files of this version that a table of bronze is made from; of tables that hold something of every file, all of them.
std::string files_of(Session& session, std::string_view table) {
  return text_of(session,
                 "select coalesce(string_agg(f.sha256 || ':' || f.dataset || ':' || f.path, ' ' order by f.file_id), '') "
                 "from bronze.files as f join bronze.current_files as c on c.file_id = f.file_id "
                 "where f.dataset = $table or $table not in (select distinct dataset from bronze.files)",
                 {{"table", table}});
}

std::string settings_of(Session& session) {
  return text_of(session, "select coalesce(string_agg(name || '=' || value, chr(10) order by name), '') from bronze.settings");
}

}  // namespace

Steps::Steps(Session& session, Now now, std::function<void(const StepRun&)> report)
    : session_(session), now_(std::move(now)), report_(std::move(report)) {
  made_ = pairs_of(session, "select step, arg_max(fingerprint, rowid) from ledger.lineage group by step");
  kinds_ = pairs_of(session,
                    "select schema_name || '.' || view_name, 'view' from duckdb_views() where not internal "
                    "union all select schema_name || '.' || table_name, 'table' from duckdb_tables()");
  const std::string settings = settings_of(session);
  std::string all;
  for (const SqlFile& file : tables_in_order()) {
    if (file.layer == "bronze") {
      const std::string made_from = file.name == "settings" ? settings : files_of(session, file.name);
      fingerprints_[file.path()] = digest_of(fmt::format("{}\n{}", file.text, made_from));
      rows_[file.path()] = count_of(session,
                                    "select sum(rows_kept) from bronze.files where dataset = $table and file_id in "
                                    "(select file_id from bronze.current_files)",
                                    {{"table", file.name}});
    } else if (file.layer != "ledger") {
      fingerprints_[file.path()] = fingerprint_of(file);
    }
    if (file.layer != "ledger") all += fingerprints_[file.path()];
  }
  fingerprint_ = digest_of(all);
}

std::string Steps::fingerprint_of(const SqlFile& file) const {
  std::string made_from(file.text);
  for (const std::string_view need : file.needs) made_from += fingerprints_.find(need)->second;
  return digest_of(made_from);
}

void Steps::run(std::string_view layer, std::string_view version) {
  for (const SqlFile& file : tables_in_order()) {
    if (file.layer != layer) continue;
    StepRun done{.step = file.path()};
    for (const std::string_view need : file.needs)
      if (const auto rows = rows_.find(need); rows != rows_.end()) done.rows_in += rows->second;
    const WallTime started = now_();
    done.up_to_date = made_[done.step] == fingerprints_[done.step] && kinds_.contains(object_of(file));
    if (!done.up_to_date) replace(file);
    if (makes_table(file)) rows_[done.step] = done.rows_out = count_of(session_, "select count(*) from " + object_of(file));
    done.seconds = std::chrono::duration<double>(now_() - started).count();
    if (!done.up_to_date) note(file, done, version, started);
    report_(done);
  }
}

void Steps::drop(const SqlFile& file) {
  const std::string object = object_of(file);
  if (const auto kind = kinds_.find(object); kind != kinds_.end()) session_.run(fmt::format("drop {} {}", kind->second, object));
}

void Steps::replace(const SqlFile& file) {
  try {
    drop(file);
    if (file.parts_by.empty()) return session_.run(file.text);
    const std::size_t first = file.text.find(";\n") + 2;
    session_.run(file.text.substr(0, first));
    const std::int64_t rows = rows_[table_of(file.parts_by)], parts = rows / rows_of_a_part + 1;
    for (std::int64_t part = 0; part < parts; ++part) {
      const Binding bindings[] = {{"part", part}, {"parts", parts}};
      session_.run(file.text.substr(first), bindings);
    }
  } catch (const UserError& error) {
    throw UserError(fmt::format("{}.sql: {}", file.path(), error.what()), error.exit());
  }
}

void Steps::note(const SqlFile& file, const StepRun& done, std::string_view version, WallTime started) {
  nlohmann::ordered_json inputs = nlohmann::ordered_json::object();
  for (const std::string_view need : file.needs) inputs[std::string(need)] = fingerprints_.find(need)->second;
  const std::string step = file.path(), sql = digest_of(file.text), made_from = inputs.dump();
  const Binding bindings[] = {{"version", version},
                              {"step", std::string_view(step)},
                              {"sql", std::string_view(sql)},
                              {"inputs", std::string_view(made_from)},
                              {"rows_in", done.rows_in},
                              {"rows_out", done.rows_out < 0 ? Field() : Field(done.rows_out)},
                              {"started_us", started.time_since_epoch().count() / 1000},
                              {"seconds", done.seconds},
                              {"fingerprint", std::string_view(fingerprints_[step])}};
  session_.run(
      "insert into ledger.lineage values ($version, $step, $sql, $inputs, $rows_in, $rows_out, make_timestamp($started_us), $seconds, "
      "$fingerprint)",
      bindings);
}

}  // namespace rushhour::warehouse
