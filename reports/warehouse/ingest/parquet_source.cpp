#include "reports/warehouse/ingest/parquet_source.hpp"

#include <duckdb.h>
#include <fmt/format.h>

#include <utility>

#include "reports/foundation/user_error.hpp"
#include "reports/warehouse/duckdb_session.hpp"
#include "reports/warehouse/ingest/column_names.hpp"

namespace rushhour::warehouse {
namespace {

struct FreeStatement {
  void operator()(duckdb_prepared_statement statement) const { duckdb_destroy_prepare(&statement); }
};
struct FreeChunk {
  void operator()(duckdb_data_chunk chunk) const { duckdb_destroy_data_chunk(&chunk); }
};

/// Names come from the file, so they are quoted as names.
std::string as_name(std::string_view name) {
  std::string text = "\"";
  for (const char c : name) text += c == '"' ? std::string("\"\"") : std::string(1, c);
  return text + '"';
}

/// Hears the columns of a result.
class Columns final : public ResultSink {
 public:
  void begin(const std::vector<Column>& columns) override { all = columns; }
  void row(const std::vector<Cell>&) override {}
  std::vector<Column> all;
};

constexpr std::string_view rows_of_file =
    "from read_parquet($file, hive_partitioning = false, union_by_name = false, file_row_number = true)";

class ParquetSource : public RecordSource {
 public:
  ParquetSource(std::unique_ptr<ByteSource> bytes, const Dataset& dataset)
      : bytes_(std::move(bytes)), pattern_(without_patterns(bytes_->name())), session_({.memory_limit = "256MB"}) {
    // On one thread DuckDB reads ahead no more than it is asked for.
    session_.run("set threads = 1");
    try {
      begin(select_of(dataset));
    } catch (const UserError& error) {
      if (error.exit() == Exit::settings) throw;
      refuse(error.what());
    }
  }
  ~ParquetSource() override { duckdb_destroy_result(&result_); }

  unsigned lanes() const noexcept override { return 1; }
  std::unique_ptr<RecordLane> lane() override { return std::make_unique<Lane>(*this); }

  SourceTally tally() override { return tally_of(*bytes_, "parquet", columns_.notes); }

 private:
  struct Lane : RecordLane {
    explicit Lane(ParquetSource& of) : source(of) {}
    bool fill(RecordBuilder& records) override { return source.fill(records); }
    ParquetSource& source;
  };

  /// The row's number, then all columns that are fields, as text.
  std::string select_of(const Dataset& dataset) {
    Columns there;
    const Binding file{"file", std::string_view(pattern_)};
    session_.stream(fmt::format("select * exclude (file_row_number) {} limit 0", rows_of_file), there, {&file, 1});
    std::vector<std::string> names;
    for (const Column& column : there.all) names.push_back(column.name);
    columns_ = find_fields(names, dataset, bytes_->name());
    std::string select = "select file_row_number + 1";
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (columns_.fields[i] < 0) continue;
      const std::string& type = there.all[i].type;
      const bool nested = type == "LIST" || type == "STRUCT" || type == "MAP" || type == "ARRAY";
      select += fmt::format(", cast({}({}) as varchar)", nested ? "to_json" : "", as_name(names[i]));
      fields_.push_back(static_cast<std::size_t>(columns_.fields[i]));
    }
    return fmt::format("{} {}", select, rows_of_file);
  }

  void begin(const std::string& select) {
    duckdb_prepared_statement made = nullptr;
    const duckdb_state state = duckdb_prepare(session_.connection(), select.c_str(), &made);
    statement_.reset(made);
    if (state == DuckDBError) refuse(duckdb_prepare_error(made));
    duckdb_bind_varchar_length(made, 1, pattern_.data(), pattern_.size());
    if (duckdb_execute_prepared_streaming(made, &result_) == DuckDBError) refuse(duckdb_result_error(&result_));
  }

  bool fill(RecordBuilder& records) {
    while (row_ == rows_) {
      chunk_.reset(duckdb_fetch_chunk(result_));
      row_ = 0;
      rows_ = chunk_ ? duckdb_data_chunk_get_size(chunk_.get()) : 0;
      if (chunk_) continue;
      // A stream ends alike whether it is done or broken; only the result knows which.
      if (const char* message = duckdb_result_error(&result_)) refuse(message);
      return false;
    }
    for (; row_ < rows_ && !records.full(); ++row_) {
      records.begin(static_cast<const std::int64_t*>(duckdb_vector_get_data(duckdb_data_chunk_get_vector(chunk_.get(), 0)))[row_]);
      for (std::size_t i = 0; i < fields_.size(); ++i) set(records, fields_[i], duckdb_data_chunk_get_vector(chunk_.get(), i + 1));
      records.end();
    }
    return true;
  }

  void set(RecordBuilder& records, std::size_t field, duckdb_vector vector) const {
    std::uint64_t* validity = duckdb_vector_get_validity(vector);
    if (validity != nullptr && !duckdb_validity_row_is_valid(validity, row_)) return;
    auto* texts = static_cast<duckdb_string_t*>(duckdb_vector_get_data(vector));
    records.set(field, {duckdb_string_t_data(&texts[row_]), duckdb_string_t_length(texts[row_])});
  }

  /// DuckDB may quote a value behind what is wrong with it.
  [[noreturn]] void refuse(const std::string& message) const {
    throw UserError(fmt::format("{}: it cannot be read as Parquet: {}", bytes_->name(), message.substr(0, message.find_first_of("\"\n"))),
                    Exit::settings);
  }

  std::unique_ptr<ByteSource> bytes_;
  std::string pattern_;
  Session session_;
  ColumnFields columns_;
  std::vector<std::size_t> fields_;  // of the columns behind the row's number
  std::unique_ptr<_duckdb_prepared_statement, FreeStatement> statement_;
  duckdb_result result_{};
  std::unique_ptr<_duckdb_data_chunk, FreeChunk> chunk_;
  idx_t rows_ = 0;  // of the chunk
  idx_t row_ = 0;
};

}  // namespace

std::unique_ptr<RecordSource> open_parquet(std::unique_ptr<ByteSource> bytes, const Dataset& dataset) {
  return std::make_unique<ParquetSource>(std::move(bytes), dataset);
}

std::string without_patterns(std::string_view file) {
  std::string text;
  for (const char c : file) text += c == '*' || c == '?' || c == '[' ? std::string{'[', c, ']'} : std::string(1, c);
  return text;
}

}  // namespace rushhour::warehouse
