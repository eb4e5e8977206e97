#include "reports/warehouse/duckdb_session.hpp"

#include <duckdb.h>
#include <fmt/format.h>

#include "reports/foundation/user_error.hpp"
#include "reports/warehouse/decimal_functions.hpp"
#include "reports/warehouse/hdr_functions.hpp"

namespace rushhour::warehouse {

namespace {

/// Connections share it, and the last one closes it.
struct Database {
  duckdb_database handle = nullptr;
  Database() = default;
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database() { duckdb_close(&handle); }
};

}  // namespace

struct Session::Handles {
  std::shared_ptr<Database> database = std::make_shared<Database>();
  duckdb_connection connection = nullptr;

  ~Handles() { duckdb_disconnect(&connection); }
};

namespace {

struct FreeConfig {
  void operator()(duckdb_config config) const { duckdb_destroy_config(&config); }
};
struct FreePrepared {
  void operator()(duckdb_prepared_statement prepared) const { duckdb_destroy_prepare(&prepared); }
};
struct FreeExtracted {
  void operator()(duckdb_extracted_statements statements) const { duckdb_destroy_extracted(&statements); }
};
struct FreeChunk {
  void operator()(duckdb_data_chunk chunk) const { duckdb_destroy_data_chunk(&chunk); }
};
struct FreeType {
  void operator()(duckdb_logical_type type) const { duckdb_destroy_logical_type(&type); }
};
using Config = std::unique_ptr<_duckdb_config, FreeConfig>;
using Prepared = std::unique_ptr<_duckdb_prepared_statement, FreePrepared>;
using Extracted = std::unique_ptr<_duckdb_extracted_statements, FreeExtracted>;
using Chunk = std::unique_ptr<_duckdb_data_chunk, FreeChunk>;
using Type = std::unique_ptr<_duckdb_logical_type, FreeType>;

struct Result {
  duckdb_result handle{};
  Result() = default;
  Result(const Result&) = delete;
  Result& operator=(const Result&) = delete;
  ~Result() { duckdb_destroy_result(&handle); }
};

Exit exit_of(duckdb_error_type type) {
  switch (type) {
    case DUCKDB_ERROR_INTERRUPT:
      return Exit::interrupted;
    case DUCKDB_ERROR_OUT_OF_MEMORY:
    case DUCKDB_ERROR_IO:
    case DUCKDB_ERROR_FATAL:
    case DUCKDB_ERROR_INTERNAL:
      return Exit::trouble;
    default:
      return Exit::flags;
  }
}

[[noreturn]] void fail(const char* message, duckdb_error_type type) {
  if (type == DUCKDB_ERROR_INTERRUPT) throw UserError("interrupted", Exit::interrupted);
  throw UserError(message != nullptr ? message : "DuckDB gives no reason", exit_of(type));
}

void check(Result& result, duckdb_state state) {
  if (state == DuckDBError) fail(duckdb_result_error(&result.handle), duckdb_result_error_type(&result.handle));
}

Config configure(const SessionOptions& options) {
  duckdb_config made = nullptr;
  if (duckdb_create_config(&made) == DuckDBError) throw UserError("DuckDB cannot be configured");
  Config config(made);
  const std::pair<const char*, std::string> settings[] = {
      {"autoinstall_known_extensions", "false"},
      {"autoload_known_extensions", "false"},
      {"allow_community_extensions", "false"},
      {"allow_persistent_secrets", "false"},
      {"memory_limit", options.memory_limit},
      {"temp_directory", options.spill.string()},
      {"preserve_insertion_order", options.keep_order ? "true" : "false"},
      {"access_mode", options.read_only ? "read_only" : "automatic"},
      {"storage_compatibility_version", "v1.4.0"},  // knows dict_fsst, which columns of few words ask for in sql/bronze
  };
  for (const auto& [name, value] : settings)
    if (duckdb_set_config(config.get(), name, value.c_str()) == DuckDBError)
      throw UserError(fmt::format("DuckDB refuses the setting {} = '{}'", name, value));
  return config;
}

std::vector<Column> columns_of(duckdb_result& result) {
  std::vector<Column> columns;
  if (duckdb_result_return_type(result) == DUCKDB_RESULT_TYPE_NOTHING) return columns;
  for (idx_t i = 0; i < duckdb_column_count(&result); ++i) {
    const Type type(duckdb_column_logical_type(&result, i));
    columns.push_back(describe(duckdb_column_name(&result, i), type.get()));
  }
  return columns;
}

void hand_over(Result& result, ResultSink& sink) {
  const std::vector<Column> columns = columns_of(result.handle);
  sink.begin(columns);
  while (const Chunk chunk{duckdb_fetch_chunk(result.handle)}) read_chunk(chunk.get(), columns, sink);
  // A stream ends alike whether it is done or broken; only the result knows which.
  if (const char* message = duckdb_result_error(&result.handle)) fail(message, duckdb_result_error_type(&result.handle));
}

class Holder final : public ResultSink {
 public:
  void begin(const std::vector<Column>& columns) override { rows.columns = columns; }
  void row(const std::vector<Cell>& cells) override { rows.rows.push_back(cells); }
  Rows rows;
};

class Nobody final : public ResultSink {
 public:
  void begin(const std::vector<Column>&) override {}
  void row(const std::vector<Cell>&) override {}
};

Prepared prepare(duckdb_connection connection, duckdb_extracted_statements statements, idx_t index) {
  duckdb_prepared_statement made = nullptr;
  const duckdb_state state = duckdb_prepare_extracted_statement(connection, statements, index, &made);
  Prepared prepared(made);
  if (state == DuckDBError) throw UserError(made != nullptr ? duckdb_prepare_error(made) : "DuckDB gives no reason", Exit::flags);
  return prepared;
}

struct Bind {
  duckdb_prepared_statement to;
  idx_t index;

  duckdb_state operator()(std::monostate) const { return duckdb_bind_null(to, index); }
  duckdb_state operator()(bool value) const { return duckdb_bind_boolean(to, index, value); }
  duckdb_state operator()(std::int64_t value) const { return duckdb_bind_int64(to, index, value); }
  duckdb_state operator()(double value) const { return duckdb_bind_double(to, index, value); }
  duckdb_state operator()(std::string_view text) const { return duckdb_bind_varchar_length(to, index, text.data(), text.size()); }
  duckdb_state operator()(Blob blob) const { return duckdb_bind_blob(to, index, blob.bytes.data(), blob.bytes.size()); }
};

void bind(duckdb_prepared_statement prepared, std::span<const Binding> bindings) {
  for (const Binding& binding : bindings) {
    idx_t index = 0;
    if (duckdb_bind_parameter_index(prepared, &index, std::string(binding.name).c_str()) == DuckDBError) continue;
    if (std::visit(Bind{prepared, index}, binding.value) == DuckDBError)
      throw UserError(fmt::format("the SQL does not take the value of ${}", binding.name), Exit::flags);
  }
}

std::string why_it_does_not_open(const SessionOptions& options, const std::string& message) {
  if (options.file.empty()) return "DuckDB does not start: " + message;
  if (message.find("Conflicting lock") != std::string::npos || message.find("Could not set lock") != std::string::npos)
    return fmt::format("{}: another process is using it; wait until that has ended", options.file.string());
  return fmt::format("{}: {}", options.file.string(), message);
}

}  // namespace

Session::Session(const SessionOptions& options) : handles_(std::make_unique<Handles>()) {
  const Config config = configure(options);
  const std::string file = options.file.string();
  char* message = nullptr;
  if (duckdb_open_ext(file.empty() ? nullptr : file.c_str(), &handles_->database->handle, config.get(), &message) == DuckDBError) {
    const std::string text = message != nullptr ? message : "no reason given";
    duckdb_free(message);
    throw UserError(why_it_does_not_open(options, text));
  }
  if (duckdb_connect(handles_->database->handle, &handles_->connection) == DuckDBError) throw UserError("DuckDB takes no connection");
  register_hdr_functions(handles_->connection);
  register_decimal_functions(handles_->connection);
  run("set timezone = 'UTC'");
}

Session::Session(std::unique_ptr<Handles> handles) : handles_(std::move(handles)) {}

std::unique_ptr<Session> Session::beside() const {
  auto handles = std::make_unique<Handles>();
  handles->database = handles_->database;
  if (duckdb_connect(handles->database->handle, &handles->connection) == DuckDBError) throw UserError("DuckDB takes no connection");
  std::unique_ptr<Session> session(new Session(std::move(handles)));
  session->run("set timezone = 'UTC'");
  return session;
}

Session::~Session() = default;

void Session::run(std::string_view sql, std::span<const Binding> bindings) {
  Nobody nobody;
  stream(sql, nobody, bindings);
}

void Session::stream(std::string_view sql, ResultSink& sink, std::span<const Binding> bindings) {
  duckdb_extracted_statements made = nullptr;
  const idx_t count = duckdb_extract_statements(handles_->connection, std::string(sql).c_str(), &made);
  const Extracted statements(made);
  if (count == 0) {
    const char* message = duckdb_extract_statements_error(made);
    throw UserError(message != nullptr ? message : "the SQL holds no statement", Exit::flags);
  }
  for (idx_t i = 0; i < count; ++i) {
    check_interrupt();
    const Prepared prepared = prepare(handles_->connection, statements.get(), i);
    bind(prepared.get(), bindings);
    Result result;
    const bool last = i + 1 == count;
    check(result, last ? duckdb_execute_prepared_streaming(prepared.get(), &result.handle)
                       : duckdb_execute_prepared(prepared.get(), &result.handle));
    if (last) hand_over(result, sink);
  }
}

Rows Session::query(std::string_view sql, std::span<const Binding> bindings) {
  Holder holder;
  stream(sql, holder, bindings);
  return std::move(holder.rows);
}

void Session::seal() {
  // The lock is needed besides: some settings name files to write to (profiling_output) and are not looked at by the first.
  run("set enable_external_access = false; set lock_configuration = true");
}

void Session::interrupt() noexcept {
  interrupted_.store(true);
  duckdb_interrupt(handles_->connection);  // stores an atomic flag, nothing more, so a signal handler may
}

void Session::check_interrupt() const {
  if (interrupted_.load()) throw UserError("interrupted", Exit::interrupted);
}

_duckdb_connection* Session::connection() const noexcept { return handles_->connection; }

}  // namespace rushhour::warehouse
