// DuckDB binds the function (columns of the dataset), then makes a Lane on each of its threads, then calls `produce` on them until each has
// brought an empty chunk. A text of up to twelve bytes stands in DuckDB's own cell, so nothing is allocated for it. What a lane throws must
// not pass through DuckDB: the first such exception is kept, ends the query as its error, and is thrown again by `insert`.

#include "reports/warehouse/ingest/record_feed.hpp"

#include <duckdb.h>
#include <fmt/format.h>

#include <atomic>
#include <exception>
#include <mutex>

#include "reports/foundation/user_error.hpp"

namespace rushhour::warehouse {

struct RecordFeed::Work {
  RecordSource* source = nullptr;
  const Dataset* dataset = nullptr;
  std::int64_t file_id = 0;
  FaultLog* faults = nullptr;
  std::size_t batch = RecordBuilder::capacity;
  std::atomic<std::uint64_t> kept{0};
  std::atomic<std::uint64_t> rejected{0};
  std::mutex mutex;
  std::exception_ptr trouble;

  void fail() {
    const std::lock_guard lock(mutex);
    if (!trouble) trouble = std::current_exception();
  }
};

namespace {

using Work = RecordFeed::Work;

constexpr idx_t first_field = 3;  // behind file_id, line and key_hash

struct FreeType {
  void operator()(duckdb_logical_type type) const { duckdb_destroy_logical_type(&type); }
};
struct FreeFunction {
  void operator()(duckdb_table_function function) const { duckdb_destroy_table_function(&function); }
};
using Type = std::unique_ptr<_duckdb_logical_type, FreeType>;

Type type_of(FieldType type) {
  switch (type) {
    case FieldType::money:
    case FieldType::minor_money:
      return Type(duckdb_create_decimal_type(18, 2));
    case FieldType::integer:
      return Type(duckdb_create_logical_type(DUCKDB_TYPE_BIGINT));
    case FieldType::date:
      return Type(duckdb_create_logical_type(DUCKDB_TYPE_DATE));
    case FieldType::instant:
      return Type(duckdb_create_logical_type(DUCKDB_TYPE_TIMESTAMP));
    default:
      return Type(duckdb_create_logical_type(DUCKDB_TYPE_VARCHAR));
  }
}

struct Lane {
  RecordBuilder records;
  std::unique_ptr<RecordLane> lane;
};

void bind(duckdb_bind_info info) {
  const auto& work = *static_cast<Work*>(duckdb_bind_get_extra_info(info));
  const Type integer(duckdb_create_logical_type(DUCKDB_TYPE_INTEGER)), bigint(duckdb_create_logical_type(DUCKDB_TYPE_BIGINT));
  duckdb_bind_add_result_column(info, "file_id", integer.get());
  duckdb_bind_add_result_column(info, "line", bigint.get());
  duckdb_bind_add_result_column(info, "key_hash", bigint.get());
  for (const FieldSpec& field : work.dataset->fields)
    duckdb_bind_add_result_column(info, std::string(field.name).c_str(), type_of(field.type).get());
}

void begin_query(duckdb_init_info info) {
  duckdb_init_set_max_threads(info, static_cast<Work*>(duckdb_init_get_extra_info(info))->source->lanes());
}

void begin_lane(duckdb_init_info info) {
  auto& work = *static_cast<Work*>(duckdb_init_get_extra_info(info));
  try {
    auto report = [&work](const Fault& fault) { work.faults->add(fault); };
    duckdb_init_set_init_data(info, new Lane{{*work.dataset, report, work.batch}, work.source->lane()},
                              [](void* lane) { delete static_cast<Lane*>(lane); });
  } catch (...) {
    work.fail();
    duckdb_init_set_error(info, "the file cannot be read");
  }
}

void put_text(duckdb_vector vector, duckdb_string_t* cells, idx_t row, std::string_view text) {
  if (text.size() > sizeof(cells[row].value.inlined.inlined))
    return duckdb_vector_assign_string_element_len(vector, row, text.data(), text.size());
  cells[row] = {};
  cells[row].value.inlined.length = static_cast<std::uint32_t>(text.size());
  text.copy(cells[row].value.inlined.inlined, text.size());
}

template <class Cell>
void put_numbers(void* data, const RecordBuilder::Column& column, std::size_t rows) {
  auto* cells = static_cast<Cell*>(data);
  for (std::size_t row = 0; row < rows; ++row) cells[row] = static_cast<Cell>(column.numbers[row]);
}

void put_column(duckdb_vector vector, const FieldSpec& field, const RecordBuilder::Column& column, std::size_t rows) {
  void* data = duckdb_vector_get_data(vector);
  if (field.type == FieldType::date) {
    put_numbers<std::int32_t>(data, column, rows);
  } else if (!column.numbers.empty()) {
    put_numbers<std::int64_t>(data, column, rows);
  } else {
    auto* cells = static_cast<duckdb_string_t*>(data);
    for (std::size_t row = 0; row < rows; ++row)
      if (column.given[row] != 0) put_text(vector, cells, row, column.texts[row]);
  }
  std::uint64_t* validity = nullptr;
  for (std::size_t row = 0; row < rows; ++row) {
    if (column.given[row] != 0) continue;
    if (validity == nullptr) {
      duckdb_vector_ensure_validity_writable(vector);
      validity = duckdb_vector_get_validity(vector);
    }
    duckdb_validity_set_row_invalid(validity, row);
  }
}

void hand_over(const RecordBuilder& records, std::int64_t file_id, duckdb_data_chunk chunk) {
  const std::size_t rows = records.rows();
  auto* ids = static_cast<std::int32_t*>(duckdb_vector_get_data(duckdb_data_chunk_get_vector(chunk, 0)));
  std::fill_n(ids, rows, static_cast<std::int32_t>(file_id));
  std::copy_n(records.lines().begin(), rows, static_cast<std::int64_t*>(duckdb_vector_get_data(duckdb_data_chunk_get_vector(chunk, 1))));
  std::copy_n(records.key_hashes().begin(), rows,
              static_cast<std::int64_t*>(duckdb_vector_get_data(duckdb_data_chunk_get_vector(chunk, 2))));
  for (std::size_t i = 0; i < records.columns().size(); ++i)
    put_column(duckdb_data_chunk_get_vector(chunk, first_field + i), records.dataset().fields[i], records.columns()[i], rows);
  duckdb_data_chunk_set_size(chunk, rows);
}

void produce(duckdb_function_info info, duckdb_data_chunk chunk) {
  auto& work = *static_cast<Work*>(duckdb_function_get_extra_info(info));
  auto& lane = *static_cast<Lane*>(duckdb_function_get_local_init_data(info));
  try {
    // A call may bring nothing but rejects; only an empty chunk is the end.
    do lane.records.clear();
    while (lane.lane->fill(lane.records) && lane.records.rows() == 0);
    hand_over(lane.records, work.file_id, chunk);
    work.kept += lane.records.take_kept();
    work.rejected += lane.records.take_rejected();
  } catch (...) {
    work.fail();
    duckdb_function_set_error(info, "the file cannot be read");
  }
}

}  // namespace

RecordFeed::RecordFeed(Session& session) : work_(std::make_unique<Work>()) {
  const std::unique_ptr<_duckdb_table_function, FreeFunction> function(duckdb_create_table_function());
  duckdb_table_function_set_name(function.get(), "file_records");
  duckdb_table_function_set_extra_info(function.get(), work_.get(), nullptr);
  duckdb_table_function_set_bind(function.get(), bind);
  duckdb_table_function_set_init(function.get(), begin_query);
  duckdb_table_function_set_local_init(function.get(), begin_lane);
  duckdb_table_function_set_function(function.get(), produce);
  if (duckdb_register_table_function(session.connection(), function.get()) == DuckDBError)
    throw UserError("DuckDB does not take the function that reads files");
}

RecordFeed::~RecordFeed() = default;

RecordFeed::Counts RecordFeed::insert(Session& session, RecordSource& source, const Dataset& dataset, std::int64_t file_id,
                                      FaultLog& faults, std::size_t batch) {
  work_->source = &source;
  work_->dataset = &dataset;
  work_->file_id = file_id;
  work_->faults = &faults;
  work_->batch = batch;
  work_->kept = 0;
  work_->rejected = 0;
  work_->trouble = nullptr;
  try {
    // The name is one of our own datasets, never a user's word.
    session.run(fmt::format("insert into bronze.{} select * from file_records()", dataset.name));
  } catch (const UserError&) {
    if (work_->trouble) std::rethrow_exception(work_->trouble);
    throw;
  }
  return {work_->kept, work_->rejected};
}

}  // namespace rushhour::warehouse
