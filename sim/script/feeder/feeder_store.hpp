#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <variant>

#include "sim/script/feeder/csv_file.hpp"
#include "sim/script/feeder/json_lines.hpp"
#include "sim/script/feeder/row_order.hpp"

namespace rushhour::script {

/// Whole numbers in a row; they need no room.
struct NumberRange {
  std::int64_t first;
  std::uint64_t size;
  std::uint64_t count() const noexcept { return size; }
};

using FeederRows = std::variant<NumberRange, JsonLines, CsvFile>;

/// What happens when a feeder's rows are used up.
enum class RowsEnd : std::uint8_t { recycle, stop_vu, stop_test };

/// A feeder as a script made it.
struct Feeder {
  std::string name;    ///< for messages: feeder.csv "menu.csv"
  std::string stream;  ///< of its random numbers: no other feeder of the script has it
  RowOrder order = RowOrder::sequential;
  RowsEnd on_end = RowsEnd::recycle;
  std::shared_ptr<const FeederRows> rows;  ///< two feeders over one file share them

  std::uint64_t count() const noexcept {
    return std::visit([](const auto& held) { return held.count(); }, *rows);
  }
};

/// All feeders of a run, held once for all workers and read only. Whoever asks first for one makes it, the others wait for it meanwhile.
/// Any thread; what it gives out lives as long as the store and does not change.
class FeederStore {
 public:
  using Make = std::function<Feeder()>;
  using Load = std::function<FeederRows()>;

  /// The feeder of that key, made if there is none. What `make` throws comes out, and nothing is kept.
  const Feeder& feeder(const std::string& key, const Make& make);

  /// For `make`: the rows of that key, loaded if nobody has them.
  std::shared_ptr<const FeederRows> rows(const std::string& key, const Load& load);

 private:
  std::mutex mutex_;  // of all below, held while a feeder is made
  std::map<std::string, std::shared_ptr<const FeederRows>> rows_;
  std::map<std::string, Feeder> feeders_;
};

}  // namespace rushhour::script
