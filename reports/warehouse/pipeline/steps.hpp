#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "reports/foundation/instant.hpp"
#include "reports/warehouse/duckdb_session.hpp"
#include "reports/warehouse/sql_catalogue.hpp"

namespace rushhour::warehouse {

/// What was done for one .sql.
struct StepRun {
  std::string step;            ///< layer/name
  bool up_to_date = false;     ///< nothing it is made from has changed, so nothing was done
  std::int64_t rows_in = 0;    ///< of the tables it names as its needs
  std::int64_t rows_out = -1;  ///< -1 of a view, which has none of its own
  double seconds = 0;
};

/// Brings silver and gold up to date, in the order of their needs, and keeps a line of lineage for each step. What a file calls a view is
/// made as a table where the whole version is small: then planning what stands on views of views costs more than the rows. A step is left
/// alone when its SQL, the files of this version, the settings and all that it needs are what they were when it last ran.
///
/// One thread. REQUIRES: bronze.current_files and bronze.settings hold what this version is made of.
class Steps {
 public:
  using Now = std::function<WallTime()>;

  /// `report` is called after each step.
  Steps(Session& session, Now now, std::function<void(const StepRun&)> report);

  /// A name for the set of files, settings and SQL: 64 hexadecimal digits.
  const std::string& fingerprint() const noexcept { return fingerprint_; }

  /// Runs one layer, "silver" or "gold"; silver first. Throws UserError naming the file when its SQL fails.
  void run(std::string_view layer, std::string_view version);

 private:
  std::string fingerprint_of(const SqlFile& file) const;
  std::int64_t replace(const SqlFile& file);
  void drop(const SqlFile& file);
  bool makes_table(const SqlFile& file) const;
  nlohmann::ordered_json lineage_of(const SqlFile& file, const StepRun& done, std::string_view version, WallTime started) const;

  Session& session_;
  Now now_;
  std::function<void(const StepRun&)> report_;
  std::string fingerprint_;
  bool small_ = false;                                            // so that views are made as tables
  std::map<std::string, std::string, std::less<>> fingerprints_;  // by layer/name
  std::map<std::string, std::string, std::less<>> made_;          // what each was made from when it last ran, by layer/name
  std::map<std::string, std::string, std::less<>> kinds_;         // view or table, of what is there, by schema.name
  std::map<std::string, std::int64_t, std::less<>> rows_;         // of what has rows of its own, by layer/name
};

}  // namespace rushhour::warehouse
