// An aggregate's state is a pointer to a Histogram that is made on the first payload of its group, so a row costs one decode and one merge,
// and only the finished group is encoded. DuckDB moves states by copying their bytes, which a unique_ptr survives as long as only one copy
// is ever destroyed, and DuckDB sees to that. In windows it combines from states that it goes on to use, so combine copies and never takes.
//
// Nothing may throw through DuckDB: every callback ends its exceptions as the error of the query.

#include "reports/warehouse/hdr_functions.hpp"

#include <duckdb.h>
#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "reports/foundation/user_error.hpp"
#include "reports/latency/histogram.hpp"
#include "reports/latency/histogram_codec.hpp"
#include "reports/runs/summary.hpp"

namespace rushhour::warehouse {
namespace {

using latency::Histogram;
using State = std::unique_ptr<Histogram>;

struct FreeType {
  void operator()(duckdb_logical_type type) const { duckdb_destroy_logical_type(&type); }
};
struct FreeScalar {
  void operator()(duckdb_scalar_function function) const { duckdb_destroy_scalar_function(&function); }
};
struct FreeAggregate {
  void operator()(duckdb_aggregate_function function) const { duckdb_destroy_aggregate_function(&function); }
};
using Type = std::unique_ptr<_duckdb_logical_type, FreeType>;
using Scalar = std::unique_ptr<_duckdb_scalar_function, FreeScalar>;
using Aggregate = std::unique_ptr<_duckdb_aggregate_function, FreeAggregate>;

Type type_of(duckdb_type type) { return Type(duckdb_create_logical_type(type)); }

State& state_of(duckdb_aggregate_state state) { return *reinterpret_cast<State*>(state); }

/// One column of what a function is given.
class Argument {
 public:
  Argument(duckdb_data_chunk input, idx_t column) : vector_(duckdb_data_chunk_get_vector(input, column)) {
    data_ = duckdb_vector_get_data(vector_);
    validity_ = duckdb_vector_get_validity(vector_);
  }
  bool is_null(idx_t row) const { return validity_ != nullptr && !duckdb_validity_row_is_valid(validity_, row); }
  double real(idx_t row) const { return static_cast<const double*>(data_)[row]; }
  std::string_view bytes(idx_t row) const {
    auto& string = static_cast<duckdb_string_t*>(data_)[row];
    return {duckdb_string_t_data(&string), duckdb_string_t_length(string)};
  }
  Histogram histogram(idx_t row) const { return latency::decode_bytes(bytes(row)); }

 private:
  duckdb_vector vector_;
  void* data_;
  std::uint64_t* validity_;
};

void set_null(duckdb_vector output, idx_t row) {
  duckdb_vector_ensure_validity_writable(output);
  duckdb_validity_set_row_invalid(duckdb_vector_get_validity(output), row);
}

double checked_quantile(double q) {
  if (!(q >= 0 && q <= 1)) throw UserError(fmt::format("a quantile goes from 0 to 1, not {} (p99 is 0.99)", q));
  return q;
}

// ---- scalars

/// Fills `output` with `figure(row)`, an optional, for each row of `input`.
template <class Out, class Figure>
void each_row(const char* name, duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output, Figure figure) {
  try {
    for (idx_t row = 0; row < duckdb_data_chunk_get_size(input); ++row) {
      const std::optional<Out> value = figure(row);
      if (value)
        static_cast<Out*>(duckdb_vector_get_data(output))[row] = *value;
      else
        set_null(output, row);
    }
  } catch (const std::exception& error) {
    duckdb_scalar_function_set_error(info, fmt::format("{}: {}", name, error.what()).c_str());
  }
}

void count(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output) {
  const Argument histograms(input, 0);
  each_row<std::int64_t>("hdr_count", info, input, output, [&](idx_t row) -> std::optional<std::int64_t> {
    if (histograms.is_null(row)) return std::nullopt;
    return static_cast<std::int64_t>(histograms.histogram(row).count());
  });
}

void quantile(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output) {
  const Argument histograms(input, 0), quantiles(input, 1);
  each_row<std::int64_t>("hdr_quantile", info, input, output, [&](idx_t row) -> std::optional<std::int64_t> {
    if (histograms.is_null(row) || quantiles.is_null(row)) return std::nullopt;
    const double q = checked_quantile(quantiles.real(row));
    const Histogram histogram = histograms.histogram(row);
    return histogram.empty() ? std::nullopt : std::optional(histogram.quantile(q));
  });
}

void mean(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output) {
  const Argument histograms(input, 0);
  each_row<double>("hdr_mean", info, input, output, [&](idx_t row) -> std::optional<double> {
    if (histograms.is_null(row)) return std::nullopt;
    const Histogram histogram = histograms.histogram(row);
    return histogram.empty() ? std::nullopt : std::optional(histogram.mean());
  });
}

void max(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output) {
  const Argument histograms(input, 0);
  each_row<std::int64_t>("hdr_max", info, input, output, [&](idx_t row) -> std::optional<std::int64_t> {
    if (histograms.is_null(row)) return std::nullopt;
    const Histogram histogram = histograms.histogram(row);
    return histogram.empty() ? std::nullopt : std::optional(histogram.max());
  });
}

void at_least(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output) {
  const Argument all(input, 0), bounds(input, 1), quantiles(input, 2);
  each_row<bool>("hdr_at_least", info, input, output, [&](idx_t row) -> std::optional<bool> {
    if (all.is_null(row) || quantiles.is_null(row)) return std::nullopt;
    const double q = checked_quantile(quantiles.real(row));
    if (bounds.is_null(row)) return false;
    return runs::Latency{all.histogram(row), bounds.histogram(row)}.at_least(q);
  });
}

void register_scalar(duckdb_connection connection, const char* name, std::initializer_list<duckdb_type> parameters, duckdb_type result,
                     duckdb_scalar_function_t body) {
  const Scalar function(duckdb_create_scalar_function());
  duckdb_scalar_function_set_name(function.get(), name);
  for (const duckdb_type parameter : parameters) duckdb_scalar_function_add_parameter(function.get(), type_of(parameter).get());
  duckdb_scalar_function_set_return_type(function.get(), type_of(result).get());
  // A NULL among the bounds means "none", so DuckDB must not answer for us.
  duckdb_scalar_function_set_special_handling(function.get());
  duckdb_scalar_function_set_function(function.get(), body);
  if (duckdb_register_scalar_function(connection, function.get()) == DuckDBError)
    throw UserError(fmt::format("DuckDB refuses the function {}", name));
}

// ---- hdr_merge

idx_t state_size(duckdb_function_info) { return sizeof(State); }

void begin_state(duckdb_function_info, duckdb_aggregate_state state) { std::construct_at(&state_of(state)); }

void end_states(duckdb_aggregate_state* states, idx_t size) {
  for (idx_t i = 0; i < size; ++i) std::destroy_at(&state_of(states[i]));
}

void add(State& state, const Histogram& histogram) {
  if (state)
    state->merge(histogram);
  else
    state = std::make_unique<Histogram>(histogram);
}

void merge_rows(duckdb_function_info info, duckdb_data_chunk input, duckdb_aggregate_state* states) {
  try {
    const Argument histograms(input, 0);
    for (idx_t row = 0; row < duckdb_data_chunk_get_size(input); ++row)
      if (!histograms.is_null(row)) add(state_of(states[row]), histograms.histogram(row));
  } catch (const std::exception& error) {
    duckdb_aggregate_function_set_error(info, fmt::format("hdr_merge: {}", error.what()).c_str());
  }
}

void merge_states(duckdb_function_info info, duckdb_aggregate_state* sources, duckdb_aggregate_state* targets, idx_t size) {
  try {
    for (idx_t i = 0; i < size; ++i)
      if (const State& source = state_of(sources[i])) add(state_of(targets[i]), *source);
  } catch (const std::exception& error) {
    duckdb_aggregate_function_set_error(info, fmt::format("hdr_merge: {}", error.what()).c_str());
  }
}

void encode_states(duckdb_function_info info, duckdb_aggregate_state* states, duckdb_vector output, idx_t size, idx_t offset) {
  try {
    for (idx_t i = 0; i < size; ++i) {
      const State& state = state_of(states[i]);
      if (!state) {
        set_null(output, offset + i);
        continue;
      }
      const std::string bytes = latency::encode_bytes(*state);
      duckdb_vector_assign_string_element_len(output, offset + i, bytes.data(), bytes.size());
    }
  } catch (const std::exception& error) {
    duckdb_aggregate_function_set_error(info, fmt::format("hdr_merge: {}", error.what()).c_str());
  }
}

void register_merge(duckdb_connection connection) {
  const Aggregate function(duckdb_create_aggregate_function());
  const Type blob = type_of(DUCKDB_TYPE_BLOB);
  duckdb_aggregate_function_set_name(function.get(), "hdr_merge");
  duckdb_aggregate_function_add_parameter(function.get(), blob.get());
  duckdb_aggregate_function_set_return_type(function.get(), blob.get());
  duckdb_aggregate_function_set_functions(function.get(), state_size, begin_state, merge_rows, merge_states, encode_states);
  duckdb_aggregate_function_set_destructor(function.get(), end_states);
  if (duckdb_register_aggregate_function(connection, function.get()) == DuckDBError)
    throw UserError("DuckDB refuses the function hdr_merge");
}

}  // namespace

void register_hdr_functions(_duckdb_connection* connection) {
  constexpr duckdb_type blob = DUCKDB_TYPE_BLOB, whole = DUCKDB_TYPE_BIGINT, real = DUCKDB_TYPE_DOUBLE;
  register_merge(connection);
  register_scalar(connection, "hdr_count", {blob}, whole, count);
  register_scalar(connection, "hdr_quantile", {blob, real}, whole, quantile);
  register_scalar(connection, "hdr_mean", {blob}, real, mean);
  register_scalar(connection, "hdr_max", {blob}, whole, max);
  register_scalar(connection, "hdr_at_least", {blob, blob, real}, DUCKDB_TYPE_BOOLEAN, at_least);
}

}  // namespace rushhour::warehouse
