#pragma once

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "reports/warehouse/pipeline/kpi.hpp"
#include "reports/warehouse/warehouse.hpp"
#include "tests/unit/scratch_folder.hpp"

namespace rushhour::warehouse::fixtures {

/// A warehouse into which texts are loaded as files. Load, `open`, ask.
class Loaded {
 public:
  /// `text` as the file `name`, below a folder of this test's own; a name with a folder in it makes the folder.
  Loaded& file(const std::string& dataset, const std::string& text, std::string name = {}) {
    if (name.empty()) name = dataset + std::to_string(++files_) + ".csv";
    const std::filesystem::path path = scratch_.path() / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << text;
    house_.add_file(path, dataset_of(dataset));
    return *this;
  }

  Loaded& set(const std::string& name, const std::string& value) {
    house_.set(name, value);
    return *this;
  }

  Loaded& open() {
    house_.open();
    return *this;
  }

  Warehouse& house() { return house_; }
  std::string folder() const { return scratch_.path().string(); }

  /// One row a line, its cells by blanks, NULL as "-".
  std::string rows(const std::string& sql) {
    std::string text;
    for (const auto& row : house_.session().query(sql).rows) {
      if (!text.empty()) text += "\n";
      for (std::size_t i = 0; i < row.size(); ++i) text += (i == 0 ? "" : " ") + (row[i].is_null() ? std::string("-") : row[i].text);
    }
    return text;
  }

  /// The KPI's JSON in its order of members.
  nlohmann::ordered_json kpi(const std::string& name) { return nlohmann::ordered_json::parse(kpi_json(house_.session(), find_kpi(name))); }

 private:
  ScratchFolder scratch_;
  Warehouse house_;
  int files_ = 0;
};

}  // namespace rushhour::warehouse::fixtures
