#include "reports/warehouse/result.hpp"

#include <duckdb.h>
#include <fmt/format.h>

#include <array>
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>

#include "reports/foundation/user_error.hpp"

namespace rushhour::warehouse {
namespace {

using Kind = Cell::Kind;

struct FreeType {
  void operator()(duckdb_logical_type type) const { duckdb_destroy_logical_type(&type); }
};
struct FreeValue {
  void operator()(duckdb_value value) const { duckdb_destroy_value(&value); }
};
struct FreeText {
  void operator()(char* text) const { duckdb_free(text); }
};
using Type = std::unique_ptr<_duckdb_logical_type, FreeType>;
using Value = std::unique_ptr<_duckdb_value, FreeValue>;
using Text = std::unique_ptr<char, FreeText>;

struct TypeWord {
  duckdb_type type;
  const char* word;
  bool number;
};

constexpr std::array type_words{
    TypeWord{DUCKDB_TYPE_BOOLEAN, "BOOLEAN", false},
    TypeWord{DUCKDB_TYPE_TINYINT, "TINYINT", true},
    TypeWord{DUCKDB_TYPE_SMALLINT, "SMALLINT", true},
    TypeWord{DUCKDB_TYPE_INTEGER, "INTEGER", true},
    TypeWord{DUCKDB_TYPE_BIGINT, "BIGINT", true},
    TypeWord{DUCKDB_TYPE_UTINYINT, "UTINYINT", true},
    TypeWord{DUCKDB_TYPE_USMALLINT, "USMALLINT", true},
    TypeWord{DUCKDB_TYPE_UINTEGER, "UINTEGER", true},
    TypeWord{DUCKDB_TYPE_UBIGINT, "UBIGINT", true},
    TypeWord{DUCKDB_TYPE_HUGEINT, "HUGEINT", true},
    TypeWord{DUCKDB_TYPE_UHUGEINT, "UHUGEINT", true},
    TypeWord{DUCKDB_TYPE_FLOAT, "FLOAT", true},
    TypeWord{DUCKDB_TYPE_DOUBLE, "DOUBLE", true},
    TypeWord{DUCKDB_TYPE_DECIMAL, "DECIMAL", true},
    TypeWord{DUCKDB_TYPE_TIMESTAMP, "TIMESTAMP", false},
    TypeWord{DUCKDB_TYPE_TIMESTAMP_S, "TIMESTAMP_S", false},
    TypeWord{DUCKDB_TYPE_TIMESTAMP_MS, "TIMESTAMP_MS", false},
    TypeWord{DUCKDB_TYPE_TIMESTAMP_NS, "TIMESTAMP_NS", false},
    TypeWord{DUCKDB_TYPE_TIMESTAMP_TZ, "TIMESTAMP WITH TIME ZONE", false},
    TypeWord{DUCKDB_TYPE_DATE, "DATE", false},
    TypeWord{DUCKDB_TYPE_TIME, "TIME", false},
    TypeWord{DUCKDB_TYPE_INTERVAL, "INTERVAL", false},
    TypeWord{DUCKDB_TYPE_VARCHAR, "VARCHAR", false},
    TypeWord{DUCKDB_TYPE_BLOB, "BLOB", false},
    TypeWord{DUCKDB_TYPE_ENUM, "ENUM", false},
    TypeWord{DUCKDB_TYPE_UUID, "UUID", false},
    TypeWord{DUCKDB_TYPE_LIST, "LIST", false},
    TypeWord{DUCKDB_TYPE_ARRAY, "ARRAY", false},
    TypeWord{DUCKDB_TYPE_STRUCT, "STRUCT", false},
    TypeWord{DUCKDB_TYPE_MAP, "MAP", false},
    TypeWord{DUCKDB_TYPE_SQLNULL, "NULL", false},
};

template <class T>
const T& at(duckdb_vector vector, idx_t row) {
  return static_cast<const T*>(duckdb_vector_get_data(vector))[row];
}

/// DuckDB's own notation, for the types whose notation is a matter of taste.
std::string notation(duckdb_value made) {
  const Value value(made);
  const Text text(duckdb_get_varchar(value.get()));
  return text ? text.get() : "";
}

std::string_view bytes_of(duckdb_vector vector, idx_t row) {
  auto& string = static_cast<duckdb_string_t*>(duckdb_vector_get_data(vector))[row];
  return {duckdb_string_t_data(&string), duckdb_string_t_length(string)};
}

template <class Real>
Cell real(Real value) {
  if (!std::isfinite(value)) return {Kind::text, fmt::format("{}", value)};
  std::string text = fmt::format("{}", value);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";  // so that a reader sees a real number where there is one
  return {Kind::number, std::move(text)};
}

Cell decimal(duckdb_vector vector, idx_t row, duckdb_logical_type type) {
  duckdb_decimal value{duckdb_decimal_width(type), duckdb_decimal_scale(type), {}};
  const auto narrow = [&value](std::int64_t small) { value.value = {static_cast<std::uint64_t>(small), small < 0 ? -1 : 0}; };
  switch (duckdb_decimal_internal_type(type)) {
    case DUCKDB_TYPE_SMALLINT:
      narrow(at<std::int16_t>(vector, row));
      break;
    case DUCKDB_TYPE_INTEGER:
      narrow(at<std::int32_t>(vector, row));
      break;
    case DUCKDB_TYPE_BIGINT:
      narrow(at<std::int64_t>(vector, row));
      break;
    default:
      value.value = at<duckdb_hugeint>(vector, row);
  }
  std::string text = notation(duckdb_create_decimal(value));
  if (const auto point = text.find('.'); point == 0 || (point == 1 && text[0] == '-')) text.insert(point, "0");  // ".50" is no JSON
  return {Kind::number, std::move(text)};
}

Cell enumerated(duckdb_vector vector, idx_t row, duckdb_logical_type type) {
  std::uint64_t index = 0;
  switch (duckdb_enum_internal_type(type)) {
    case DUCKDB_TYPE_UTINYINT:
      index = at<std::uint8_t>(vector, row);
      break;
    case DUCKDB_TYPE_USMALLINT:
      index = at<std::uint16_t>(vector, row);
      break;
    default:
      index = at<std::uint32_t>(vector, row);
  }
  const Text text(duckdb_enum_dictionary_value(type, index));
  return {Kind::text, text.get()};
}

duckdb_uhugeint uuid_bits(duckdb_hugeint stored) {
  // Stored with its top bit turned round, so that signed order is the order of the text.
  return {stored.lower, static_cast<std::uint64_t>(stored.upper) ^ (std::uint64_t{1} << 63)};
}

Cell read_cell(duckdb_vector vector, idx_t row, duckdb_logical_type type);

std::string elements(duckdb_vector child, idx_t begin, idx_t length, duckdb_logical_type type) {
  std::string json = "[";
  for (idx_t i = 0; i < length; ++i) json += (i ? ", " : "") + to_json(read_cell(child, begin + i, type));
  return json + "]";
}

Cell structure(duckdb_vector vector, idx_t row, duckdb_logical_type type) {
  std::string json = "{";
  for (idx_t i = 0; i < duckdb_struct_type_child_count(type); ++i) {
    const Text name(duckdb_struct_type_child_name(type, i));
    const Type child(duckdb_struct_type_child_type(type, i));
    json += fmt::format("{}{}: {}", i ? ", " : "", nlohmann::json(name.get()).dump(),
                        to_json(read_cell(duckdb_struct_vector_get_child(vector, i), row, child.get())));
  }
  return {Kind::json, json + "}"};
}

/// A map is a list of structs {key, value}; JSON's keys are strings.
Cell map(duckdb_vector vector, idx_t row, duckdb_logical_type type) {
  const auto entry = at<duckdb_list_entry>(vector, row);
  const Type key_type(duckdb_map_type_key_type(type)), value_type(duckdb_map_type_value_type(type));
  const duckdb_vector pairs = duckdb_list_vector_get_child(vector);
  std::string json = "{";
  for (idx_t i = 0; i < entry.length; ++i) {
    const Cell key = read_cell(duckdb_struct_vector_get_child(pairs, 0), entry.offset + i, key_type.get());
    json += fmt::format("{}{}: {}", i ? ", " : "", nlohmann::json(key.text).dump(),
                        to_json(read_cell(duckdb_struct_vector_get_child(pairs, 1), entry.offset + i, value_type.get())));
  }
  return {Kind::json, json + "}"};
}

Cell nested(duckdb_vector vector, idx_t row, duckdb_logical_type type) {
  switch (duckdb_get_type_id(type)) {
    case DUCKDB_TYPE_LIST: {
      const auto entry = at<duckdb_list_entry>(vector, row);
      const Type child(duckdb_list_type_child_type(type));
      return {Kind::json, elements(duckdb_list_vector_get_child(vector), entry.offset, entry.length, child.get())};
    }
    case DUCKDB_TYPE_ARRAY: {
      const idx_t size = duckdb_array_type_array_size(type);
      const Type child(duckdb_array_type_child_type(type));
      return {Kind::json, elements(duckdb_array_vector_get_child(vector), row * size, size, child.get())};
    }
    case DUCKDB_TYPE_STRUCT:
      return structure(vector, row, type);
    case DUCKDB_TYPE_MAP:
      return map(vector, row, type);
    default:
      throw UserError("a value inside it has a type that cannot be shown");
  }
}

Cell time(duckdb_vector vector, idx_t row, duckdb_type type) {
  switch (type) {
    case DUCKDB_TYPE_TIMESTAMP:
      return {Kind::text, notation(duckdb_create_timestamp(at<duckdb_timestamp>(vector, row)))};
    case DUCKDB_TYPE_TIMESTAMP_S:
      return {Kind::text, notation(duckdb_create_timestamp_s(at<duckdb_timestamp_s>(vector, row)))};
    case DUCKDB_TYPE_TIMESTAMP_MS:
      return {Kind::text, notation(duckdb_create_timestamp_ms(at<duckdb_timestamp_ms>(vector, row)))};
    case DUCKDB_TYPE_TIMESTAMP_NS:
      return {Kind::text, notation(duckdb_create_timestamp_ns(at<duckdb_timestamp_ns>(vector, row)))};
    case DUCKDB_TYPE_TIMESTAMP_TZ:
      return {Kind::text, notation(duckdb_create_timestamp_tz(at<duckdb_timestamp>(vector, row)))};
    case DUCKDB_TYPE_DATE:
      return {Kind::text, notation(duckdb_create_date(at<duckdb_date>(vector, row)))};
    case DUCKDB_TYPE_TIME:
      return {Kind::text, notation(duckdb_create_time(at<duckdb_time>(vector, row)))};
    default:
      return {Kind::text, notation(duckdb_create_interval(at<duckdb_interval>(vector, row)))};
  }
}

Cell read_cell(duckdb_vector vector, idx_t row, duckdb_logical_type type) {
  std::uint64_t* const validity = duckdb_vector_get_validity(vector);
  if (validity != nullptr && !duckdb_validity_row_is_valid(validity, row)) return {};
  const auto whole = [](auto value) { return Cell{Kind::number, fmt::format("{}", value)}; };
  const duckdb_type id = duckdb_get_type_id(type);
  switch (id) {
    case DUCKDB_TYPE_SQLNULL:
      return {};
    case DUCKDB_TYPE_BOOLEAN:
      return {Kind::boolean, at<bool>(vector, row) ? "true" : "false"};
    case DUCKDB_TYPE_TINYINT:
      return whole(int{at<std::int8_t>(vector, row)});
    case DUCKDB_TYPE_SMALLINT:
      return whole(at<std::int16_t>(vector, row));
    case DUCKDB_TYPE_INTEGER:
      return whole(at<std::int32_t>(vector, row));
    case DUCKDB_TYPE_BIGINT:
      return whole(at<std::int64_t>(vector, row));
    case DUCKDB_TYPE_UTINYINT:
      return whole(int{at<std::uint8_t>(vector, row)});
    case DUCKDB_TYPE_USMALLINT:
      return whole(at<std::uint16_t>(vector, row));
    case DUCKDB_TYPE_UINTEGER:
      return whole(at<std::uint32_t>(vector, row));
    case DUCKDB_TYPE_UBIGINT:
      return whole(at<std::uint64_t>(vector, row));
    case DUCKDB_TYPE_HUGEINT:
      return {Kind::number, notation(duckdb_create_hugeint(at<duckdb_hugeint>(vector, row)))};
    case DUCKDB_TYPE_UHUGEINT:
      return {Kind::number, notation(duckdb_create_uhugeint(at<duckdb_uhugeint>(vector, row)))};
    case DUCKDB_TYPE_FLOAT:
      return real(at<float>(vector, row));
    case DUCKDB_TYPE_DOUBLE:
      return real(at<double>(vector, row));
    case DUCKDB_TYPE_DECIMAL:
      return decimal(vector, row, type);
    case DUCKDB_TYPE_VARCHAR: {
      const Text alias(duckdb_logical_type_get_alias(type));  // DuckDB's JSON is a text of that name
      return {alias && std::string_view(alias.get()) == "JSON" ? Kind::json : Kind::text, std::string(bytes_of(vector, row))};
    }
    case DUCKDB_TYPE_BLOB: {
      const std::string_view bytes = bytes_of(vector, row);
      return {Kind::text, notation(duckdb_create_blob(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()))};
    }
    case DUCKDB_TYPE_ENUM:
      return enumerated(vector, row, type);
    case DUCKDB_TYPE_UUID:
      return {Kind::text, notation(duckdb_create_uuid(uuid_bits(at<duckdb_hugeint>(vector, row))))};
    case DUCKDB_TYPE_TIMESTAMP:
    case DUCKDB_TYPE_TIMESTAMP_S:
    case DUCKDB_TYPE_TIMESTAMP_MS:
    case DUCKDB_TYPE_TIMESTAMP_NS:
    case DUCKDB_TYPE_TIMESTAMP_TZ:
    case DUCKDB_TYPE_DATE:
    case DUCKDB_TYPE_TIME:
    case DUCKDB_TYPE_INTERVAL:
      return time(vector, row, id);
    default:
      return nested(vector, row, type);
  }
}

}  // namespace

std::string to_json(const Cell& cell) {
  switch (cell.kind) {
    case Kind::null:
      return "null";
    case Kind::text:
      return nlohmann::json(cell.text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    default:
      return cell.text;
  }
}

Column describe(std::string name, _duckdb_logical_type* type) {
  const duckdb_type id = duckdb_get_type_id(type);
  for (const TypeWord& known : type_words)
    if (known.type == id) return {std::move(name), known.word, known.number};
  throw UserError(fmt::format("column '{}' has a type that cannot be shown; cast it: cast(... as varchar)", name), Exit::flags);
}

void read_chunk(_duckdb_data_chunk* chunk, const std::vector<Column>& columns, ResultSink& sink) {
  const idx_t rows = duckdb_data_chunk_get_size(chunk);
  std::vector<duckdb_vector> vectors;
  std::vector<Type> types;
  for (idx_t i = 0; i < columns.size(); ++i) {
    vectors.push_back(duckdb_data_chunk_get_vector(chunk, i));
    types.emplace_back(duckdb_vector_get_column_type(vectors.back()));
  }
  std::vector<Cell> cells(columns.size());
  for (idx_t row = 0; row < rows; ++row) {
    for (idx_t i = 0; i < columns.size(); ++i) try {
        cells[i] = read_cell(vectors[i], row, types[i].get());
      } catch (const UserError& error) {
        throw UserError(fmt::format("column '{}': {}; cast it: cast(... as varchar)", columns[i].name, error.what()), Exit::flags);
      }
    sink.row(cells);
  }
}

}  // namespace rushhour::warehouse
