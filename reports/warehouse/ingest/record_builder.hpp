#pragma once

#include <bitset>
#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "reports/warehouse/ingest/dataset.hpp"
#include "reports/warehouse/ingest/fault.hpp"

namespace rushhour::warehouse {

/// Types raw fields and keeps them by column, ready for the warehouse: up to `capacity` records at a time. Every reader of every format
/// goes through it, so a field means the same wherever it came from, and a fault has one name.
///
/// One thread. Per record: `begin`, `set` for each field that is there, `end`; or `reject` instead of a record.
class RecordBuilder {
 public:
  static constexpr std::size_t capacity = 2048;

  /// One column of the records held.
  struct Column {
    std::vector<std::string_view> texts;  ///< of text and json
    std::vector<std::int64_t> numbers;    ///< of the others: days or microseconds since 1970, hundredths, or the number
    std::vector<std::uint8_t> given;      ///< whether there is a value at all
  };

  /// `report` is called for each fault, on this thread. `batch` is how many records are held at most, 1 to `capacity`.
  RecordBuilder(const Dataset& dataset, std::function<void(const Fault&)> report, std::size_t batch = capacity);

  const Dataset& dataset() const noexcept { return dataset_; }
  bool full() const noexcept { return rows_ == batch_; }

  /// REQUIRES: not full.
  void begin(std::int64_t line);

  /// `field` counts as in the dataset. `raw` must stay in memory until `clear`, or be `keep`ed first. Blanks around it are taken off; an
  /// empty one is as if it were not set.
  void set(std::size_t field, std::string_view raw);

  /// The same for a json field of which the caller knows that it is JSON.
  void set_json(std::size_t field, std::string_view text);

  /// Bytes that are no UTF-8 were found in the file, which otherwise is: `raw` is taken for Latin-1 and the fault noted.
  void set_latin1(std::size_t field, std::string_view raw);

  void end();

  /// Instead of begin ... end, or after begin: the record cannot be taken.
  void reject(std::int64_t line, FaultKind kind, std::string column, std::string reason);

  /// A copy that lives until `clear`.
  std::string_view keep(std::string_view text);

  std::size_t rows() const noexcept { return rows_; }
  const std::vector<std::int64_t>& lines() const noexcept { return lines_; }
  const std::vector<std::int64_t>& key_hashes() const noexcept { return key_hashes_; }  ///< of the id; 0 without one
  const std::vector<Column>& columns() const noexcept { return columns_; }

  /// Lets the records go, keeps the counts.
  void clear();

  std::uint64_t take_kept() noexcept { return std::exchange(kept_, 0); }          ///< records that were taken since the last call
  std::uint64_t take_rejected() noexcept { return std::exchange(rejected_, 0); }  ///< and those that were not

 private:
  void type_field(std::size_t field, std::string_view text);
  void fault(FaultKind kind, std::size_t field, std::string reason);

  const Dataset& dataset_;
  std::function<void(const Fault&)> report_;
  std::size_t batch_;
  std::vector<Column> columns_;
  std::vector<std::int64_t> lines_;
  std::vector<std::int64_t> key_hashes_;
  std::deque<std::string> kept_texts_;  // a deque moves nothing that is in it
  std::bitset<64> spoilt_;              // fields of the open record that have a fault already
  std::size_t rows_ = 0;
  std::uint64_t kept_ = 0;
  std::uint64_t rejected_ = 0;
};

}  // namespace rushhour::warehouse
