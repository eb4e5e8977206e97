#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "reports/warehouse/duckdb_session.hpp"

namespace rushhour::warehouse {

/// A row that an assertion does not accept. `file` is empty and `line` 0 where the row has no file.
struct Offender {
  std::string dataset;
  std::string file;
  std::int64_t line = 0;
  std::string column;
  std::string example;  ///< masked
};

/// What came of one file of sql/quality.
struct Assertion {
  std::string name;
  std::string sentence;  ///< what is asserted
  std::string owner;     ///< who is to be asked about it: data, settings or rushhour
  bool hard = false;     ///< failed: gold is not made, or not kept, and the command fails
  std::uint64_t offenders = 0;
  std::vector<Offender> examples;  ///< the first three

  bool passed() const noexcept { return offenders == 0; }
};

/// `silver` are those that need nothing of gold, so that gold can be left alone when one fails.
enum class AssertedOf { silver, gold };

/// Asks them all, by name. REQUIRES: bronze and silver are made, the columns are measured; for `gold` gold too.
std::vector<Assertion> check_assertions(Session& session, AssertedOf of);

/// What is wrong, a line for each hard assertion that failed, with its first example; empty when all passed.
std::string hard_failures(std::span<const Assertion> assertions);

/// Adds the statistics of every dataset that has files to bronze.column_statistics, and compares them with those of the version before.
/// What was measured already is not measured again. From then on the session's SQL knows `version` as the one that is looked at, which
/// some assertions ask for. REQUIRES: bronze and silver are made.
void measure_columns(Session& session, std::int64_t version);

/// data_quality_report.json: docs/quality.md. Names, emails and phone numbers in it are masked. REQUIRES: `measure_columns` of that
/// version.
nlohmann::ordered_json quality_report(Session& session, std::int64_t version, std::span<const Assertion> assertions);

}  // namespace rushhour::warehouse
