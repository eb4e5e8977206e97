#pragma once

#include <filesystem>
#include <string_view>

namespace rushhour::warehouse {

/// Where what belongs to a warehouse stands, below one folder.
struct Layout {
  std::filesystem::path root;

  std::filesystem::path warehouse() const { return root / "warehouse.duckdb"; }
  std::filesystem::path raw() const { return root / "data" / "raw"; }              ///< what was loaded, byte for byte
  std::filesystem::path processed() const { return root / "data" / "processed"; }  ///< cleaned_*.csv, data_quality_report.json
  std::filesystem::path results() const { return root / "data" / "results"; }      ///< findings, features, lineage
  std::filesystem::path lake() const { return root / "data" / "lake"; }            ///< Parquet by event date
  std::filesystem::path outputs() const { return root / "outputs"; }               ///< KPIs as JSON
  std::filesystem::path logs() const { return root / "logs"; }

  /// Throws UserError naming the folder that cannot be made.
  void make() const;

  /// Keeps the bytes of `file` in raw under its own name with the head of their SHA-256, by a link where the file system can, else by a
  /// copy. What is there already stays.
  void keep_raw(const std::filesystem::path& file, std::string_view sha256) const;
};

/// Writes `text` beside `file` and moves it over it, so that nobody sees half of it. Throws UserError naming the file.
void write_whole(const std::filesystem::path& file, std::string_view text);

}  // namespace rushhour::warehouse
