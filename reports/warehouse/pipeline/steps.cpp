#include "reports/warehouse/pipeline/steps.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "reports/foundation/digest.hpp"
#include "reports/foundation/user_error.hpp"
#include "reports/warehouse/ingest/dataset.hpp"

namespace rushhour::warehouse {
namespace {

constexpr std::int64_t rows_of_a_part = 1'000'000, rows_of_a_small_version = 200'000;
constexpr std::string_view create_view = "create view ";

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

std::map<std::string, std::string, std::less<>> pairs_of(Session& session, std::string_view sql) {
  std::map<std::string, std::string, std::less<>> pairs;
  for (const auto& row : session.query(sql).rows) pairs.emplace(row[0].text, row[1].text);
  return pairs;
}

/// Of this version's files, by dataset: which they are, and how many rows they have.
struct Files {
  std::string all;
  std::map<std::string, std::string, std::less<>> by_dataset;
  std::map<std::string, std::int64_t, std::less<>> rows;
  std::int64_t total = 0;

  explicit Files(Session& session) {
    const Rows found = session.query(
        "select dataset, string_agg(sha256 || ':' || path, ' ' order by file_id), sum(rows_kept) from bronze.files "
        "where file_id in (select file_id from bronze.current_files) group by dataset order by dataset");
    for (const auto& row : found.rows) {
      by_dataset.emplace(row[0].text, row[1].text);
      total += rows[row[0].text] = std::stoll(row[2].text);
      all += row[0].text + row[1].text;
    }
  }

  /// Of a table that holds something of every file, all of them.
  const std::string& of(std::string_view table) const {
    static const std::string none;
    if (const auto own = by_dataset.find(table); own != by_dataset.end()) return own->second;
    const bool a_dataset =
        table == "runs" || table == "stored_orders" ||
        std::any_of(datasets().begin(), datasets().end(), [table](const Dataset& dataset) { return dataset.name == table; });
    return a_dataset ? none : all;
  }
};

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
  const Files files(session);
  small_ = files.total < rows_of_a_small_version;
  const std::string settings = settings_of(session);
  std::string all;
  for (const SqlFile& file : tables_in_order()) {
    if (file.layer == "bronze") {
      const std::string& made_from = file.name == "settings" ? settings : files.of(file.name);
      fingerprints_[file.path()] = digest_of(fmt::format("{}\n{}", file.text, made_from));
      if (const auto rows = files.rows.find(file.name); rows != files.rows.end()) rows_[file.path()] = rows->second;
    } else if (file.layer != "ledger") {
      fingerprints_[file.path()] = fingerprint_of(file);
    }
    if (file.layer != "ledger") all += fingerprints_[file.path()];
  }
  fingerprint_ = digest_of(all);
}

bool Steps::makes_table(const SqlFile& file) const { return small_ || file.text.find("\ncreate table ") != std::string_view::npos; }

std::string Steps::fingerprint_of(const SqlFile& file) const {
  std::string made_from = fmt::format("{}{}", file.text, makes_table(file));
  for (const std::string_view need : file.needs) made_from += fingerprints_.find(need)->second;
  return digest_of(made_from);
}

void Steps::run(std::string_view layer, std::string_view version) {
  nlohmann::ordered_json lineage = nlohmann::ordered_json::array();
  for (const SqlFile& file : tables_in_order()) {
    if (file.layer != layer) continue;
    StepRun done{.step = file.path()};
    for (const std::string_view need : file.needs)
      if (const auto rows = rows_.find(need); rows != rows_.end()) done.rows_in += rows->second;
    const WallTime started = now_();
    done.up_to_date = made_[done.step] == fingerprints_[done.step] && kinds_.contains(object_of(file));
    const std::int64_t made = done.up_to_date ? -1 : replace(file);
    if (makes_table(file))
      rows_[done.step] = done.rows_out = made >= 0 ? made : count_of(session_, "select count(*) from " + object_of(file));
    done.seconds = std::chrono::duration<double>(now_() - started).count();
    if (!done.up_to_date) lineage.push_back(lineage_of(file, done, version, started));
    report_(done);
  }
  const std::string lines = lineage.dump();
  const Binding bindings[] = {{"lines", std::string_view(lines)}};
  session_.run(
      "insert into ledger.lineage "
      "select l.version, l.step, l.sql_sha256, cast(l.inputs as varchar), l.rows_in, l.rows_out, make_timestamp(l.started_us), l.seconds, "
      "l.fingerprint from (select unnest(from_json($lines, '[{\"version\": \"VARCHAR\", \"step\": \"VARCHAR\", \"sql_sha256\": "
      "\"VARCHAR\", \"inputs\": \"JSON\", \"rows_in\": \"BIGINT\", \"rows_out\": \"BIGINT\", \"started_us\": \"BIGINT\", "
      "\"seconds\": \"DOUBLE\", \"fingerprint\": \"VARCHAR\"}]')) as l)",
      bindings);
}

void Steps::drop(const SqlFile& file) {
  const std::string object = object_of(file);
  if (const auto kind = kinds_.find(object); kind != kinds_.end()) session_.run(fmt::format("drop {} {}", kind->second, object));
}

/// The number of rows that a table was made with; -1 where DuckDB does not say it.
std::int64_t Steps::replace(const SqlFile& file) {
  try {
    drop(file);
    if (file.parts_by.empty()) {
      std::string text(file.text);
      if (const std::size_t view = text.find(create_view); small_ && view != std::string::npos)
        text.replace(view, create_view.size(), "create table ");
      const Rows made = session_.query(text);
      return made.columns.size() == 1 && made.columns[0].name == "Count" && made.rows.size() == 1 ? std::stoll(made.rows[0][0].text) : -1;
    }
    const std::size_t first = file.text.find(";\n") + 2;
    session_.run(file.text.substr(0, first));
    const std::int64_t rows = rows_[table_of(file.parts_by)], parts = rows / rows_of_a_part + 1;
    for (std::int64_t part = 0; part < parts; ++part) {
      const Binding bindings[] = {{"part", part}, {"parts", parts}};
      session_.run(file.text.substr(first), bindings);
    }
    return -1;
  } catch (const UserError& error) {
    throw UserError(fmt::format("{}.sql: {}", file.path(), error.what()), error.exit());
  }
}

nlohmann::ordered_json Steps::lineage_of(const SqlFile& file, const StepRun& done, std::string_view version, WallTime started) const {
  nlohmann::ordered_json inputs = nlohmann::ordered_json::object();
  for (const std::string_view need : file.needs) inputs[std::string(need)] = fingerprints_.find(need)->second;
  return {{"version", version},
          {"step", done.step},
          {"sql_sha256", digest_of(file.text)},
          {"inputs", inputs},
          {"rows_in", done.rows_in},
          {"rows_out", done.rows_out < 0 ? nlohmann::ordered_json() : nlohmann::ordered_json(done.rows_out)},
          {"started_us", started.time_since_epoch().count() / 1000},
          {"seconds", done.seconds},
          {"fingerprint", fingerprints_.find(done.step)->second}};
}

}  // namespace rushhour::warehouse
