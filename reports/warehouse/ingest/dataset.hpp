#pragma once

#include <span>
#include <string_view>

namespace rushhour::warehouse {

/// What a field is read as. Bronze has the DuckDB type beside it.
enum class FieldType {
  text,         ///< VARCHAR
  integer,      ///< BIGINT
  money,        ///< DECIMAL(18,2), written in major units: 12.50
  minor_money,  ///< DECIMAL(18,2), written in minor units: 1250
  date,         ///< DATE
  instant,      ///< TIMESTAMP, UTC
  json,         ///< VARCHAR that holds one JSON value
};

/// One column of a dataset.
struct FieldSpec {
  std::string_view name;  ///< in bronze, in the head of a CSV, as an element, as a member of a line of JSON
  FieldType type = FieldType::text;
  bool required = false;          ///< a record without it has the fault missing_value
  bool not_negative = false;      ///< a number below zero has the fault negative_amount
  std::string_view other_name{};  ///< as which it may come as well
};

/// A kind of file: which table its records go to, and what they are made of. The first field is the record's id.
struct Dataset {
  std::string_view name;     ///< of the table in bronze
  std::string_view element;  ///< of one record in XML
  std::span<const FieldSpec> fields;
};

/// customers, merchants, orders, transactions and events.
std::span<const Dataset> datasets() noexcept;

/// REQUIRES: there is one of that name.
const Dataset& dataset_of(std::string_view name);

}  // namespace rushhour::warehouse
