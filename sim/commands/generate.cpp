#include "sim/commands/generate.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "reports/commands/flags.hpp"
#include "reports/foundation/json_text.hpp"
#include "reports/foundation/nearest_name.hpp"
#include "reports/foundation/units.hpp"
#include "reports/foundation/user_error.hpp"
#include "reports/foundation/wall_text.hpp"
#include "reports/pages/words/plain_text.hpp"
#include "reports/runs/stamp.hpp"
#include "sim/city/customers.hpp"
#include "sim/city/generator.hpp"
#include "sim/city/merchants.hpp"

namespace rushhour::sim {
namespace {

constexpr std::uint64_t orders_max = 10'000'000'000;
constexpr std::uint32_t days_max = 36'500;

struct Words {
  std::int64_t customers = 1000;
  std::optional<std::int64_t> merchants;
  std::int64_t orders = 5000;
  std::int64_t days = 150;
  std::optional<std::uint64_t> seed;
  double dirt = 0;
  std::string begin = "2025-01-01";
  std::vector<std::string> only;
  std::filesystem::path folder;
  bool force = false;
  bool json = false;
  bool quiet = false;
};

// False if help was asked for.
bool read_words(int argc, char** argv, Words& words) {
  CLI::App app("Writes the data of a delivery business that never was: customers, merchants, orders, payments and events of one city.",
               "rushhour generate");
  app.add_option("--output-dir", words.folder, "folder for the files, which is made if need be")->required()->type_name("DIR");
  app.add_option("--customers", words.customers, "how many there are")->capture_default_str();
  app.add_option("--merchants", words.merchants, "how many there are [one for a hundred customers, at least 40]");
  app.add_option("--orders", words.orders, "how many are placed")->capture_default_str();
  app.add_option("--days", words.days, "over how many days")->capture_default_str();
  app.add_option("--begin", words.begin, "the first of them, YYYY-MM-DD")->capture_default_str();
  app.add_option("--seed", words.seed, "what chance depends on: the same files for the same seed; drawn itself if absent")
      ->envname("RUSHHOUR_SEED");
  app.add_option("--dirt", words.dirt, "share of the records with a planted fault, 0 to 0.5; planted.json names them")
      ->capture_default_str();
  app.add_option("--only", words.only, "files to write, of customers, merchants, orders, transactions, events [all]")->delimiter(',');
  app.add_flag("--force", words.force, "replace files of these names");
  app.add_flag("--json", words.json, "tell what was written as JSON");
  app.add_flag("-q,--quiet", words.quiet, "print nothing but what is wrong");
  return parse_flags(app, argc, argv);
}

std::uint64_t within(std::string_view flag, std::int64_t value, std::int64_t least, std::int64_t most) {
  if (value < least || value > most)
    throw UserError(fmt::format("generate: {} {}: must be {} to {}", flag, value, least, most), Exit::flags);
  return static_cast<std::uint64_t>(value);
}

city::Day read_begin(const std::string& text, std::uint32_t days) {
  const auto at = text.size() == 10 ? parse_utc(text + "T00:00:00Z") : std::nullopt;
  if (!at)
    throw UserError(fmt::format("generate: --begin {}: is no date; write one like 2025-01-01, from 1970 on", pages::harmless(text)),
                    Exit::flags);
  const city::Day begin = std::chrono::floor<std::chrono::days>(*at);
  if (begin + std::chrono::days(days) > city::Day(std::chrono::year(2200) / 1 / 1))
    throw UserError(fmt::format("generate: --begin {} --days {}: ends after the year 2199", text, days), Exit::flags);
  return begin;
}

std::array<bool, city::data_files> read_only(const std::vector<std::string>& only) {
  std::array<bool, city::data_files> wanted{};
  if (only.empty()) wanted.fill(true);
  for (const std::string& name : only) {
    const auto found = std::find(city::data_names.begin(), city::data_names.end(), name);
    if (found == city::data_names.end())
      throw UserError(fmt::format("generate: --only {}: there is no such file{}; there are {}", pages::harmless(name),
                                  did_you_mean(name, city::data_names), fmt::join(city::data_names, ", ")),
                      Exit::flags);
    wanted[static_cast<std::size_t>(found - city::data_names.begin())] = true;
  }
  return wanted;
}

city::GeneratorSettings read_settings(const Words& words) {
  city::GeneratorSettings settings;
  settings.customers = static_cast<std::uint32_t>(within("--customers", words.customers, 0, city::Customers::most));
  settings.orders = within("--orders", words.orders, 0, orders_max);
  if (settings.customers == 0 && settings.orders > 0)
    throw UserError(
        fmt::format("generate: --customers 0 --orders {}: nobody is there to order; name customers, or no orders", settings.orders),
        Exit::flags);
  const std::int64_t in_proportion = settings.orders == 0 && settings.customers == 0 ? 0 : std::max(40U, settings.customers / 100);
  settings.merchants = static_cast<std::uint32_t>(within(
      "--merchants", words.merchants.value_or(std::min<std::int64_t>(in_proportion, city::Merchants::most)), 0, city::Merchants::most));
  if (settings.merchants == 0 && settings.orders > 0)
    throw UserError(
        fmt::format("generate: --merchants 0 --orders {}: nobody is there to cook; name merchants, or no orders", settings.orders),
        Exit::flags);
  settings.days = static_cast<std::uint32_t>(within("--days", words.days, 1, days_max));
  settings.begin = read_begin(words.begin, settings.days);
  if (!(words.dirt >= 0 && words.dirt <= 0.5))
    throw UserError(fmt::format("generate: --dirt {}: must be 0 to 0.5, a share of all records", words.dirt), Exit::flags);
  settings.dirt = words.dirt;
  settings.seed = words.seed ? *words.seed : runs::fresh_seed();
  settings.wanted = read_only(words.only);
  settings.folder = words.folder;
  return settings;
}

void prepare_folder(const city::GeneratorSettings& settings, bool force) {
  std::error_code trouble;
  std::filesystem::create_directories(settings.folder, trouble);
  if (trouble || !std::filesystem::is_directory(settings.folder, trouble))
    throw UserError(fmt::format("generate: --output-dir {}: {}", pages::harmless(settings.folder.string()),
                                trouble ? "cannot be made: " + trouble.message() : "is no folder"));
  if (force) return;
  for (const std::string_view name : city::names_written(settings.wanted))
    if (std::filesystem::exists(std::filesystem::symlink_status(settings.folder / name, trouble)))
      throw UserError(fmt::format("generate: {} is there already; name another folder, or --force to replace it",
                                  pages::harmless((settings.folder / name).string())),
                      Exit::flags);
}

struct Sum {
  std::uint64_t rows = 0;
  std::uint64_t bytes = 0;
  std::uint64_t faults = 0;
};

Sum sum_of(const std::vector<city::WrittenFile>& files) {
  Sum sum;
  for (const city::WrittenFile& file : files) sum = {sum.rows + file.rows, sum.bytes + file.bytes, sum.faults + file.faults};
  return sum;
}

void tell(const city::GeneratorSettings& settings, const std::vector<city::WrittenFile>& files, double seconds) {
  const Sum sum = sum_of(files);
  for (const city::WrittenFile& file : files)
    fmt::print("  {:<18}{:>14} rows {:>16} bytes {:>12} faults\n", file.name, format_count(file.rows), format_count(file.bytes),
               format_count(file.faults));
  fmt::print("{} rows, {} bytes in {:.2f} s, {} rows/s; {} planted faults; seed {}\n", format_count(sum.rows), format_count(sum.bytes),
             seconds, format_count(static_cast<std::uint64_t>(static_cast<double>(sum.rows) / seconds)), format_count(sum.faults),
             settings.seed);
  fmt::print("written to {}\n", pages::harmless(settings.folder.string()));
}

void tell_json(const city::GeneratorSettings& settings, const std::vector<city::WrittenFile>& files, double seconds) {
  const Sum sum = sum_of(files);
  nlohmann::ordered_json told{{"seed", settings.seed}, {"folder", settings.folder.string()}, {"files", nlohmann::ordered_json::array()}};
  for (const city::WrittenFile& file : files)
    told["files"].push_back({{"file", file.name}, {"rows", file.rows}, {"bytes", file.bytes}, {"faults", file.faults}});
  told["rows"] = sum.rows;
  told["bytes"] = sum.bytes;
  told["faults"] = sum.faults;
  told["seconds"] = seconds;
  told["rows_per_second"] = static_cast<double>(sum.rows) / seconds;
  fmt::print("{}\n", shown_json(told, 2));
}

int generate(int argc, char** argv) {
  Words words;
  if (!read_words(argc, argv, words)) return 0;
  const city::GeneratorSettings settings = read_settings(words);
  prepare_folder(settings, words.force);
  const WallTime began = runs::wall_stamp();
  const std::vector<city::WrittenFile> files = city::generate(settings);
  const double seconds = std::max(1e-6, rushhour::seconds(runs::wall_stamp() - began));
  if (words.json)
    tell_json(settings, files, seconds);
  else if (!words.quiet)
    tell(settings, files, seconds);
  return 0;
}

}  // namespace

const Verb generate_verb{"generate", "write the data of a delivery business, with known faults in it", generate};

}  // namespace rushhour::sim
