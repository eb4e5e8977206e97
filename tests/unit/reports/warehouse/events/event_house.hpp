#pragma once

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "reports/runs/stamp.hpp"
#include "reports/warehouse/pipeline/kpi.hpp"
#include "reports/warehouse/pipeline/steps.hpp"
#include "reports/warehouse/warehouse.hpp"

namespace rushhour::warehouse::fixtures {

/// Further columns of an event: SQL literals by name.
using Fields = std::map<std::string, std::string>;

/// `seconds` after 2026-03-01 12:00:00 UTC, to the millisecond, as SQL.
inline std::string at(double seconds) {
  return fmt::format("timestamp '2026-03-01 12:00:00' + to_milliseconds({})", std::llround(seconds * 1000));
}

inline std::string quoted(const std::string& text) { return "'" + text + "'"; }

/// A warehouse whose bronze is filled by hand: events as if they had been read from logs, line by line.
class EventHouse {
 public:
  Warehouse& house() noexcept { return house_; }

  /// A further log, to which events are added from now on. `loaded_at` is SQL.
  void log(const std::string& source, const std::string& loaded_at = "timestamp '2026-06-01'") {
    ++file_;
    line_ = 0;
    house_.session().run(fmt::format("insert into bronze.files values ({}, 'events', '{}/{}.jsonl', '{}', 'json', 'sha{}', 1, 1, 1, 0, {})",
                                     file_, source, file_, source, file_, loaded_at));
  }

  /// An event without a time is one whose time could not be read.
  void event(const std::string& type, const std::string& order, const std::string& when, Fields fields = {}) {
    ++line_;
    fields["type"] = quoted(type);
    if (!order.empty()) fields["order_id"] = quoted(order);
    if (!when.empty()) fields["\"at\""] = when;
    fields.try_emplace("id", fmt::format("'{}-{}'", file_, line_));
    std::string columns, values;
    for (const auto& [name, value] : fields) {
      columns += ", " + name;
      values += ", " + value;
    }
    house_.session().run(
        fmt::format("insert into bronze.events (file_id, line, key_hash{}) values ({}, {}, cast(hash({}) >> 1 as bigint){})", columns,
                    file_, line_, fields["id"], values));
  }

  /// As `log` and `event`, many at once: `select` gives columns of bronze.events by name, of which line and id are made.
  void events(const std::string& select) {
    house_.session().run(
        fmt::format("insert into bronze.events by name select {0} as file_id, {1} + row_number() over () as line, '{0}-' || line as id, "
                    "cast(hash(id) >> 1 as bigint) as key_hash, * from ({2})",
                    file_, line_, select));
    line_ += 10'000'000;
  }

  /// Runs silver and gold. Once, after everything was added.
  void open() {
    house_.select_version();
    house_.session().run(
        "insert into bronze.current_files select file_id from bronze.files where file_id not in (select file_id from "
        "bronze.current_files)");
    Steps steps(house_.session(), runs::wall_stamp, [](const StepRun&) {});
    for (const char* layer : {"silver", "gold"}) steps.run(layer, "");
  }

  Rows ask(const std::string& sql) { return house_.session().query(sql); }

  /// One value, as JSON.
  std::string one(const std::string& sql) {
    const Rows rows = ask(sql);
    REQUIRE(rows.rows.size() == 1);
    return to_json(rows.rows[0].at(0));
  }

  /// Rows with blanks between their values, NULL as -.
  std::vector<std::string> lines(const std::string& sql) {
    std::vector<std::string> found;
    for (const auto& row : ask(sql).rows) {
      std::string line;
      for (const Cell& cell : row) line += (line.empty() ? "" : " ") + (cell.is_null() ? "-" : cell.text);
      found.push_back(line);
    }
    return found;
  }

  /// The text is what is written to a file, the object what a reader makes of it.
  std::string kpi_text(const std::string& name) { return kpi_json(house_.session(), find_kpi(name)); }
  nlohmann::json kpi(const std::string& name) { return nlohmann::json::parse(kpi_text(name)); }

 private:
  Warehouse house_;
  int file_ = 1000;  // others than those that the warehouse gives
  int line_ = 0;
};

}  // namespace rushhour::warehouse::fixtures
