#include "reports/warehouse/pipeline/quality_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "reports/foundation/user_error.hpp"
#include "reports/warehouse/ingest/dataset.hpp"
#include "reports/warehouse/pipeline/masking.hpp"
#include "reports/warehouse/sql_catalogue.hpp"

namespace rushhour::warehouse {
namespace {

using Json = nlohmann::ordered_json;

std::int64_t whole(const Cell& cell) {
  std::int64_t number = 0;
  std::from_chars(cell.text.data(), cell.text.data() + cell.text.size(), number);
  return number;
}

Json json_of(const Cell& cell) { return Json::parse(to_json(cell)); }

/// A query of ours; an error names its file.
Rows ask(Session& session, const SqlFile& file, const std::string& sql) {
  try {
    return session.query(sql);
  } catch (const UserError& error) {
    throw UserError(fmt::format("{}.sql: {}", file.path(), error.what()), error.exit());
  }
}

Rows ask(Session& session, std::string_view path) {
  const SqlFile file = file_at(path);
  return ask(session, file, std::string(file.text));
}

/// The file's query as a table in another query.
std::string as_table(const SqlFile& file) {
  std::string text(file.text.substr(0, file.text.rfind(';')));
  return "(\n" + text + "\n)";
}

Offender offender_of(const std::vector<Cell>& row) {
  Offender offender{.dataset = row[0].text, .file = row[1].text, .line = whole(row[2]), .column = row[3].text, .example = row[4].text};
  // Without a line it is no value but a sentence of ours about many.
  offender.example = masked(offender.line == 0 ? "" : offender.column, offender.example);
  return offender;
}

Assertion check(Session& session, const SqlFile& file) {
  Assertion assertion{.name = std::string(file.name),
                      .sentence = std::string(file.sentence),
                      .owner = std::string(file.owner),
                      .hard = file.severity == "hard",
                      .offenders = 0,
                      .examples = {}};
  const Rows counted = ask(session, file, "select count(*) from " + as_table(file));
  assertion.offenders = static_cast<std::uint64_t>(whole(counted.rows[0][0]));
  if (assertion.passed()) return assertion;
  const Rows first =
      ask(session, file,
          "select o.dataset, coalesce(f.path, ''), coalesce(o.line, 0), o.column_name, cast(o.example as varchar) from " + as_table(file) +
              " as o left join bronze.files as f on f.file_id = o.file_id"
              " order by o.dataset, o.file_id, o.line, o.column_name, o.example limit 3");
  for (const auto& row : first.rows) assertion.examples.push_back(offender_of(row));
  return assertion;
}

bool needs_gold(const SqlFile& file) {
  return std::any_of(file.needs.begin(), file.needs.end(), [](std::string_view need) { return need.starts_with("gold/"); });
}

Json definitions() {
  return {
      {"completeness", "records of the file that were kept and have a value, readable or not, by all that were kept"},
      {"validity", "values that could be read, are not below zero where they must not be and have the file's encoding, by all values"},
      {"uniqueness", "of an id: values that are not a later copy, by all values; otherwise distinct values by the values looked at"},
      {"consistency",
       "of a reference: values that name a record that is there; of a category (up to 100 distinct values): those spelt, apart from "
       "blanks and case, as most of their kind; null otherwise"},
      {"drift",
       "population stability index against the version before, over ten bins (deciles of that version; the hour of times) or its ten "
       "most frequent categories and all others; null without either: under 0.1 is small, over 0.25 is large"},
      {"estimated", "true: uniqueness (but of ids), spelling and drift come from a sample of about 100,000 records"},
  };
}

/// The object of that column in the list `columns`, added if it is not there.
Json& column_in(Json& columns, const std::string& name) {
  for (Json& column : columns)
    if (column["column"] == name) return column;
  columns.push_back({{"column", name}});
  return columns.back();
}

/// Where findings of that column go: those without one concern whole records.
Json& place_of(Json& dataset, const std::string& column) {
  return column.empty() ? dataset["records"] : column_in(dataset["columns"], column);
}

Json file_part(Session& session) {
  Json datasets = Json::object();
  for (const auto& row : ask(session, "profile/files").rows) {
    Json& dataset = datasets[row[0].text];
    if (dataset.is_null())
      dataset = {{"rows_read", 0},         {"rows_kept", 0},           {"rejects", 0},
                 {"files", Json::array()}, {"columns", Json::array()}, {"records", {{"findings", Json::object()}}}};
    dataset["files"].push_back({{"file", row[1].text}});
    std::size_t cell = 2;
    for (const char* count : {"rows_read", "rows_kept", "rejects"}) {
      const std::int64_t number = whole(row[cell++]);
      dataset["files"].back()[count] = number;
      dataset[count] = dataset[count].get<std::int64_t>() + number;
    }
  }
  return datasets;
}

void add_measures(Session& session, Json& datasets) {
  for (const auto& row : ask(session, "profile/measures").rows) {
    if (!datasets.contains(row[0].text)) continue;
    Json column = {{"column", row[1].text}};
    std::size_t cell = 2;
    for (const char* measure : {"kind", "completeness", "validity", "uniqueness", "consistency", "estimated"})
      column[measure] = json_of(row[cell++]);
    column["drift"] = row[9].is_null() ? Json() : Json{{"psi", json_of(row[8])}, {"against_version", json_of(row[9])}};
    column["findings"] = Json::object();
    datasets[row[0].text]["columns"].push_back(std::move(column));
  }
}

/// Returns how many there are of each kind.
Json add_findings(Session& session, Json& datasets) {
  Json kinds = Json::object();
  for (const auto& row : ask(session, "profile/finding_counts").rows) {
    const std::int64_t count = whole(row[4]);
    kinds[row[2].text] = kinds.value(row[2].text, std::int64_t{0}) + count;
    place_of(datasets[row[0].text], row[1].text)["findings"][row[2].text][row[3].text] = count;
  }
  for (const auto& row : ask(session, "profile/examples").rows)
    place_of(datasets[row[0].text], row[1].text)["examples"].push_back({{"file", row[2].text},
                                                                        {"line", whole(row[3])},
                                                                        {"kind", row[4].text},
                                                                        {"what", masked("reason", row[5].text)},
                                                                        {"action", row[6].text}});
  return kinds;
}

Json json_of(const Assertion& assertion) {
  Json examples = Json::array();
  for (const Offender& offender : assertion.examples)
    examples.push_back({{"dataset", offender.dataset},
                        {"file", offender.file.empty() ? Json() : Json(offender.file)},
                        {"line", offender.line == 0 ? Json() : Json(offender.line)},
                        {"column", offender.column.empty() ? Json() : Json(offender.column)},
                        {"example", offender.example}});
  return {{"name", assertion.name},         {"asserts", assertion.sentence}, {"severity", assertion.hard ? "hard" : "soft"},
          {"owner", assertion.owner},       {"passed", assertion.passed()},  {"offenders", assertion.offenders},
          {"examples", std::move(examples)}};
}

}  // namespace

std::vector<Assertion> check_assertions(Session& session, AssertedOf of) {
  std::vector<Assertion> checked;
  for (const SqlFile& file : assertions())
    if (needs_gold(file) == (of == AssertedOf::gold)) checked.push_back(check(session, file));
  return checked;
}

std::string hard_failures(std::span<const Assertion> assertions) {
  std::string lines;
  for (const Assertion& assertion : assertions) {
    if (!assertion.hard || assertion.passed()) continue;
    const Offender& first = assertion.examples.front();
    std::string where = first.file.empty() ? first.dataset : first.file;
    if (first.line > 0) where += fmt::format(":{}", first.line);
    if (!first.column.empty()) where += fmt::format(": {}", first.column);
    lines += fmt::format("{}{}: not so in {} ({}: {})", lines.empty() ? "" : "\n", assertion.sentence,
                         assertion.offenders == 1 ? "one case" : fmt::format("{} cases", assertion.offenders), where, first.example);
  }
  return lines;
}

void measure_columns(Session& session, std::int64_t version) {
  session.run(fmt::format("set variable version = {}", version));
  if (whole(session.query("select count(*) from bronze.column_statistics where version = getvariable('version')").rows[0][0]) > 0) return;
  for (const Dataset& dataset : datasets()) {
    session.run(fmt::format("set variable dataset = '{}'", dataset.name));
    const Rows files = session.query(
        "select count(*) from bronze.files where dataset = getvariable('dataset')"
        " and file_id in (select file_id from bronze.current_files)");
    if (files.rows[0][0].text == "0") continue;
    for (const char* path : {"profile/sampled", "profile/column_statistics"}) ask(session, path);
  }
  session.run("drop table if exists temp.sampled");
}

Json quality_report(Session& session, std::int64_t version, std::span<const Assertion> assertions) {
  Json datasets = file_part(session);
  add_measures(session, datasets);
  Json findings = add_findings(session, datasets);
  Json checked = Json::array();
  for (const Assertion& assertion : assertions) checked.push_back(json_of(assertion));
  return {{"version", version},
          {"passed", hard_failures(assertions).empty()},
          {"findings", std::move(findings)},
          {"assertions", std::move(checked)},
          {"datasets", std::move(datasets)},
          {"definitions", definitions()}};
}

}  // namespace rushhour::warehouse
