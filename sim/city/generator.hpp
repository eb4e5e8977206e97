#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string_view>
#include <vector>

#include "sim/city/calendar.hpp"

namespace rushhour::city {

enum class DataFile : std::uint8_t { customers, events, merchants, orders, transactions };
inline constexpr std::size_t data_files = 5;

/// As `--only` names it, "events"; as it stands in the folder, "events.jsonl". In the order of DataFile, which is that of the alphabet.
inline constexpr std::array<std::string_view, data_files> data_names{"customers", "events", "merchants", "orders", "transactions"};
inline constexpr std::array<std::string_view, data_files> file_names{"customers.csv", "events.jsonl", "merchants.csv", "orders.xml",
                                                                     "transactions.csv"};

struct GeneratorSettings {
  std::uint32_t customers = 0;
  std::uint32_t merchants = 0;
  std::uint64_t orders = 0;
  std::uint32_t days = 1;
  Day begin;
  std::uint64_t seed = 0;
  double dirt = 0;                        ///< share of the records with a fault, 0 to 0.5
  std::array<bool, data_files> wanted{};  ///< by DataFile
  std::filesystem::path folder;           ///< is there
};

struct WrittenFile {
  std::string_view name;
  std::uint64_t rows = 0;
  std::uint64_t bytes = 0;
  std::uint64_t faults = 0;
};

/// Writes the wanted files of one city into the folder, orders.xsd beside orders.xml, and planted.json with the faults that were put in.
/// A file is the same to the bit for the same settings, on every machine and whichever others are written beside it. All files appear at
/// the end, planted.json last; what had these names is replaced. Memory: by customers, merchants and the orders that are under way at once.
///
/// Throws UserError if a file cannot be written; then none has appeared (unless renaming itself failed half way).
/// REQUIRES: orders only with customers and merchants; the limits of Customers and Merchants; days >= 1.
std::vector<WrittenFile> generate(const GeneratorSettings& settings);

/// What `generate` would write or replace: names in the folder.
std::vector<std::string_view> names_written(const std::array<bool, data_files>& wanted);

}  // namespace rushhour::city
