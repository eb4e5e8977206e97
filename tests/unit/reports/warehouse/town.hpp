#pragma once

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "reports/warehouse/ingest/dataset.hpp"
#include "reports/warehouse/pipeline/kpi.hpp"
#include "reports/warehouse/warehouse.hpp"
#include "tests/unit/scratch_folder.hpp"

/// A town of files made by hand, loaded and asked.
namespace rushhour::warehouse::fixtures {

class Town {
 public:
  /// Lines as they stand in the file; the head is the dataset's own. The first row is line 2.
  Town& add(std::string_view dataset, const std::vector<std::string>& rows) {
    const auto path = scratch_.path() / (std::string(dataset) + (files_ == 0 ? "" : std::to_string(files_)) + ".csv");
    ++files_;
    const Dataset& described = dataset_of(dataset);
    std::ofstream file(path, std::ios::binary);
    for (const FieldSpec& field : described.fields) file << (&field == described.fields.data() ? "" : ",") << field.name;
    file << '\n';
    for (const std::string& row : rows) file << row << '\n';
    file.close();
    house.add_file(path, described);
    return *this;
  }

  /// One line: id,customer,time,total,status, without number and items.
  Town& orders(const std::vector<std::string>& rows) {
    std::vector<std::string> lines;
    for (const std::string& row : rows) {
      const std::size_t customer = row.find(',') + 1, time = row.find(',', customer) + 1;
      const std::size_t total = row.find(',', time);
      lines.push_back(row.substr(0, time) + "," + row.substr(time, total - time) + "," + row.substr(total));
    }
    return add("orders", lines);
  }

  Town& open() {
    house.open();
    return *this;
  }

  nlohmann::ordered_json kpi(std::string_view name) { return nlohmann::ordered_json::parse(kpi_text(name)); }
  std::string kpi_text(std::string_view name) { return kpi_json(house.session(), find_kpi(name)); }

  /// The rows of a query, each with " " between its values, null as "-".
  std::vector<std::string> ask(std::string_view sql) {
    std::vector<std::string> lines;
    for (const auto& row : house.session().query(sql).rows) {
      std::string line;
      for (const Cell& cell : row) line += (line.empty() ? "" : " ") + (cell.is_null() ? "-" : cell.text);
      lines.push_back(line);
    }
    return lines;
  }

  Warehouse house;

 private:
  ScratchFolder scratch_;
  int files_ = 0;
};

using Lines = std::vector<std::string>;

}  // namespace rushhour::warehouse::fixtures
