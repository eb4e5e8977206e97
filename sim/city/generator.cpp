#include "sim/city/generator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <memory>
#include <string>

#include "reports/foundation/user_error.hpp"
#include "reports/pages/words/plain_text.hpp"
#include "sim/city/customers.hpp"
#include "sim/city/demand.hpp"
#include "sim/city/files/event_lines.hpp"
#include "sim/city/files/order_rows.hpp"
#include "sim/city/files/people_rows.hpp"
#include "sim/city/files/record_file.hpp"
#include "sim/city/merchants.hpp"
#include "sim/city/order_plan.hpp"
#include "sim/city/underway.hpp"

namespace rushhour::city {
namespace {

constexpr std::string_view schema_name = "orders.xsd";
constexpr std::string_view key_name = "planted.json";

/// The files that are wanted, by DataFile; null where one is not.
using Files = std::array<std::unique_ptr<RecordFile>, data_files>;

Files open_files(const GeneratorSettings& settings, const Dirt& dirt) {
  const auto open = [&](DataFile which, Format format, std::string_view columns) -> std::unique_ptr<RecordFile> {
    const auto index = static_cast<std::size_t>(which);
    if (!settings.wanted[index]) return nullptr;
    std::string head(columns);
    if (format == Format::csv) head += '\n';
    if (format == Format::xml) head = orders_head;
    return std::make_unique<RecordFile>(settings.folder, file_names[index], format, head, columns, dirt);
  };
  return {open(DataFile::customers, Format::csv, customer_columns), open(DataFile::events, Format::json_lines, ""),
          open(DataFile::merchants, Format::csv, merchant_columns), open(DataFile::orders, Format::xml, ""),
          open(DataFile::transactions, Format::csv, transaction_columns)};
}

void write_orders(const GeneratorSettings& settings, const Customers& customers, const Merchants& merchants, Files& files) {
  RecordFile* const orders = files[static_cast<std::size_t>(DataFile::orders)].get();
  RecordFile* const transactions = files[static_cast<std::size_t>(DataFile::transactions)].get();
  RecordFile* const events = files[static_cast<std::size_t>(DataFile::events)].get();
  if (orders == nullptr && transactions == nullptr && events == nullptr) return;
  const Day end = settings.begin + std::chrono::days(settings.days);
  Demand demand(settings.seed, settings.orders, settings.begin, settings.days);
  OrderPlanner planner(settings.seed, customers, merchants, settings.begin, end);
  OrderRows rows(customers, merchants);
  Underway underway(midnight(end));
  std::unique_ptr<EventLines> lines;
  if (events != nullptr) lines = std::make_unique<EventLines>(*events, merchants);
  for (std::uint64_t i = 0; i < settings.orders; ++i) {
    const Moment placed = demand.next();
    const PlannedOrder order = planner.next(placed);
    if (orders != nullptr) rows.write_order(*orders, order.plan);
    if (transactions != nullptr) rows.write_transactions(*transactions, order.plan);
    if (events == nullptr) continue;
    underway.tell(placed, *lines);
    underway.add(order);
  }
  if (events != nullptr) underway.tell_all(*lines);
}

void copy_into(OutputFile& to, const std::filesystem::path& from, bool last) {
  std::ifstream in(from, std::ios::binary);
  std::string chunk(std::size_t{1} << 20, '\0');
  for (std::uintmax_t left = std::filesystem::file_size(from); left > 0;) {
    in.read(chunk.data(), static_cast<std::streamsize>(std::min<std::uintmax_t>(chunk.size(), left)));
    const auto got = static_cast<std::size_t>(in.gcount());
    if (got == 0) throw UserError(fmt::format("generate: {}: cannot be read back", pages::harmless(from.string())));
    left -= got;
    const std::size_t last_comma = last && left == 0 ? 2 : 0;  // ",\n" behind the very last element
    to.write(std::string_view(chunk).substr(0, got - last_comma));
  }
}

std::vector<WrittenFile> written(const Files& files) {
  std::vector<WrittenFile> all;
  for (const auto& file : files)
    if (file) all.push_back({file_names[static_cast<std::size_t>(&file - files.data())], file->rows(), file->bytes(), file->faults()});
  return all;
}

void write_key(OutputFile& key, const GeneratorSettings& settings, const Files& files) {
  std::string head = fmt::format(R"({{"seed":{},"dirt":{},"rows":{{)", settings.seed, settings.dirt);
  const RecordFile* last_faulty = nullptr;
  bool first = true;
  for (const auto& file : files) {
    if (!file) continue;
    head += fmt::format(R"({}"{}":{})", first ? "" : ",", file->name(), file->rows());
    first = false;
    if (file->faults() > 0) last_faulty = file.get();
  }
  head += "},\"faults\":[\n";
  key.write(head);
  for (const auto& file : files)
    if (file) copy_into(key, file->answers(), file.get() == last_faulty);
  key.write(last_faulty == nullptr ? "]}\n" : "\n]}\n");
  key.close();
}

}  // namespace

std::vector<WrittenFile> generate(const GeneratorSettings& settings) {
  const Dirt dirt(settings.seed, settings.dirt, {settings.customers, settings.merchants, settings.orders});
  const Customers customers(settings.seed, settings.customers, settings.begin, settings.days);
  const Merchants merchants(settings.seed, settings.merchants, settings.begin);
  Files files = open_files(settings, dirt);
  if (auto& file = files[static_cast<std::size_t>(DataFile::customers)]) write_customers(*file, settings.seed, customers);
  if (auto& file = files[static_cast<std::size_t>(DataFile::merchants)]) write_merchants(*file, merchants);
  write_orders(settings, customers, merchants, files);
  const bool with_orders = settings.wanted[static_cast<std::size_t>(DataFile::orders)];
  std::unique_ptr<OutputFile> xsd;
  if (with_orders) {
    xsd = std::make_unique<OutputFile>(settings.folder / schema_name);
    xsd->write(orders_schema());
    xsd->close();
  }
  for (const auto& file : files)
    if (file) file->close(file->name() == file_names[static_cast<std::size_t>(DataFile::orders)] ? orders_tail : "");
  OutputFile key(settings.folder / key_name);
  write_key(key, settings, files);
  for (const auto& file : files)
    if (file) file->keep();
  if (xsd) xsd->keep();
  key.keep();
  return written(files);
}

std::vector<std::string_view> names_written(const std::array<bool, data_files>& wanted) {
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < data_files; ++i)
    if (wanted[i]) names.push_back(file_names[i]);
  if (wanted[static_cast<std::size_t>(DataFile::orders)]) names.push_back(schema_name);
  names.push_back(key_name);
  return names;
}

}  // namespace rushhour::city
