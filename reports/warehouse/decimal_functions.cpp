#include "reports/warehouse/decimal_functions.hpp"

#include <duckdb.h>

#include <memory>
#include <optional>

#include "reports/foundation/user_error.hpp"

namespace rushhour::warehouse {
namespace {

__extension__ using Wide = __int128;

constexpr int scale = 6;

struct FreeType {
  void operator()(duckdb_logical_type type) const { duckdb_destroy_logical_type(&type); }
};
struct FreeScalar {
  void operator()(duckdb_scalar_function function) const { duckdb_destroy_scalar_function(&function); }
};
using Type = std::unique_ptr<_duckdb_logical_type, FreeType>;

Wide wide(duckdb_hugeint value) { return (static_cast<Wide>(value.upper) << 64) + static_cast<Wide>(value.lower); }

duckdb_hugeint narrow(Wide value) { return {static_cast<std::uint64_t>(value), static_cast<std::int64_t>(value >> 64)}; }

Wide power_of_ten(int exponent) {
  Wide power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

/// a / b in millionths, both given in millionths; nothing where it does not fit.
std::optional<Wide> quotient(Wide a, Wide b, int decimals) {
  Wide dividend = 0, result = 0;
  if (__builtin_mul_overflow(a, power_of_ten(decimals), &dividend)) return std::nullopt;
  Wide whole = dividend / b;
  const Wide rest = dividend % b;
  // Twice the rest may not fit where the rest does; what is left to b does.
  const Wide remaining = rest < 0 ? -rest : rest, missing = (b < 0 ? -b : b) - remaining;
  if (remaining > missing || (remaining == missing && whole % 2 != 0)) whole += (dividend < 0) == (b < 0) ? 1 : -1;
  if (__builtin_mul_overflow(whole, power_of_ten(scale - decimals), &result)) return std::nullopt;
  return result;
}

struct Operand {
  Operand(duckdb_data_chunk input, idx_t column) {
    const duckdb_vector vector = duckdb_data_chunk_get_vector(input, column);
    data = duckdb_vector_get_data(vector);
    validity = duckdb_vector_get_validity(vector);
  }
  bool is_null(idx_t row) const { return validity != nullptr && !duckdb_validity_row_is_valid(validity, row); }
  Wide decimal(idx_t row) const { return wide(static_cast<duckdb_hugeint*>(data)[row]); }
  int integer(idx_t row) const { return static_cast<std::int32_t*>(data)[row]; }

  void* data;
  std::uint64_t* validity;
};

void exact_quotient(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output) {
  const Operand a(input, 0), b(input, 1), decimals(input, 2);
  auto* results = static_cast<duckdb_hugeint*>(duckdb_vector_get_data(output));
  duckdb_vector_ensure_validity_writable(output);
  std::uint64_t* validity = duckdb_vector_get_validity(output);
  for (idx_t row = 0; row < duckdb_data_chunk_get_size(input); ++row) {
    if (a.is_null(row) || b.is_null(row) || decimals.is_null(row) || b.decimal(row) == 0) {
      duckdb_validity_set_row_invalid(validity, row);
      continue;
    }
    const int places = decimals.integer(row);
    if (places < 0 || places > scale) return duckdb_scalar_function_set_error(info, "exact_quotient: decimals must be from 0 to 6");
    const std::optional<Wide> result = quotient(a.decimal(row), b.decimal(row), places);
    if (!result) return duckdb_scalar_function_set_error(info, "exact_quotient: the quotient has more than 38 digits");
    results[row] = narrow(*result);
  }
}

}  // namespace

void register_decimal_functions(_duckdb_connection* connection) {
  const std::unique_ptr<_duckdb_scalar_function, FreeScalar> function(duckdb_create_scalar_function());
  const Type decimal(duckdb_create_decimal_type(38, scale)), integer(duckdb_create_logical_type(DUCKDB_TYPE_INTEGER));
  duckdb_scalar_function_set_name(function.get(), "exact_quotient");
  duckdb_scalar_function_add_parameter(function.get(), decimal.get());
  duckdb_scalar_function_add_parameter(function.get(), decimal.get());
  duckdb_scalar_function_add_parameter(function.get(), integer.get());
  duckdb_scalar_function_set_return_type(function.get(), decimal.get());
  duckdb_scalar_function_set_function(function.get(), exact_quotient);
  if (duckdb_register_scalar_function(connection, function.get()) == DuckDBError)
    throw UserError("DuckDB does not take the function exact_quotient");
}

}  // namespace rushhour::warehouse
