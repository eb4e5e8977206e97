#include "reports/warehouse/warehouse.hpp"

#include <fmt/format.h>

#include <system_error>

#include "reports/foundation/user_error.hpp"
#include "reports/runs/run_record.hpp"
#include "reports/warehouse/order_loader.hpp"
#include "reports/warehouse/run_loader.hpp"
#include "reports/warehouse/sql_catalogue.hpp"

namespace rushhour::warehouse {
namespace {

/// One name for each folder, however it was written. What does not exist keeps its own; whoever opens it says so.
std::filesystem::path identity(const std::filesystem::path& folder) {
  std::error_code error;
  const std::filesystem::path canonical = std::filesystem::canonical(folder, error);
  return error ? folder : canonical;
}

}  // namespace

Warehouse::Warehouse(const SessionOptions& options) : session_(options) {
  session_.run("create schema bronze; create schema silver");
  run_layers(true);
}

void Warehouse::run_layers(bool bronze) {
  for (const SqlFile& file : tables_in_order()) {
    if ((file.layer == "bronze") != bronze) continue;
    try {
      session_.run(file.text);
    } catch (const UserError& error) {
      throw UserError(fmt::format("{}/{}.sql: {}", file.layer, file.name, error.what()), error.exit());
    }
  }
}

void Warehouse::add_run(const std::filesystem::path& directory) {
  const std::filesystem::path self = identity(directory);
  for (const auto& [name, known] : runs_)
    if (known == self) return;
  const runs::RunRecord record = runs::read_run(directory);
  const std::string run = record.meta.value("run", std::string());
  if (run.empty()) throw UserError(fmt::format("{}: run.json does not name its run", directory.string()));
  if (const auto twin = runs_.find(run); twin != runs_.end())
    throw UserError(fmt::format("{} and {} are both called '{}'; name one of them", twin->second.string(), directory.string(), run));
  load_run(session_, record);
  runs_.emplace(run, self);
  for (const std::string& warning : record.warnings) warnings_.push_back(fmt::format("run {}: {}", run, warning));

  const auto data = record.meta.find("target_data");
  if (data == record.meta.end() || !data->is_string()) return;
  const std::filesystem::path folder = directory / data->get<std::string>();
  if (std::filesystem::is_regular_file(folder / orders_file)) add_orders(folder);
}

void Warehouse::add_orders(const std::filesystem::path& folder) {
  if (!order_folders_.insert(identity(folder)).second) return;
  orders_ += load_orders(session_, folder);
}

void Warehouse::open() { run_layers(false); }

}  // namespace rushhour::warehouse
