#include "reports/warehouse/appender.hpp"

#include <duckdb.h>
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "reports/foundation/user_error.hpp"

namespace rushhour::warehouse {

struct Appender::Handle {
  duckdb_appender appender = nullptr;
  ~Handle() { duckdb_appender_destroy(&appender); }
};

namespace {

struct FreeErrorData {
  void operator()(duckdb_error_data data) const { duckdb_destroy_error_data(&data); }
};

/// DuckDB throws a whole batch away for one bad byte in a text.
std::string repaired(std::string_view text) {
  return nlohmann::json::parse(nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)).get<std::string>();
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

struct Append {
  duckdb_appender to;

  duckdb_state operator()(std::monostate) const { return duckdb_append_null(to); }
  duckdb_state operator()(bool value) const { return duckdb_append_bool(to, value); }
  duckdb_state operator()(std::int64_t value) const { return duckdb_append_int64(to, value); }
  duckdb_state operator()(double value) const { return duckdb_append_double(to, value); }
  duckdb_state operator()(std::string_view text) const {
    if (is_ascii(text)) return duckdb_append_varchar_length(to, text.data(), text.size());
    const std::string whole = repaired(text);
    return duckdb_append_varchar_length(to, whole.data(), whole.size());
  }
  duckdb_state operator()(Blob blob) const { return duckdb_append_blob(to, blob.bytes.data(), blob.bytes.size()); }
};

}  // namespace

Appender::Appender(Session& session, std::string schema, std::string table)
    : table_(schema + "." + table), handle_(std::make_unique<Handle>()) {
  check(duckdb_appender_create(session.connection(), schema.c_str(), table.c_str(), &handle_->appender));
}

Appender::~Appender() = default;

void Appender::check(int state) {
  if (state != DuckDBError) return;
  const std::unique_ptr<_duckdb_error_data, FreeErrorData> data(duckdb_appender_error_data(handle_->appender));
  const char* message = duckdb_error_data_message(data.get());
  throw UserError(fmt::format("{}: {}", table_, message != nullptr ? message : "DuckDB gives no reason"));
}

void Appender::row(std::initializer_list<Field> fields) {
  const Append append{handle_->appender};
  for (const Field& field : fields) check(std::visit(append, field));
  check(duckdb_appender_end_row(handle_->appender));
}

void Appender::finish() { check(duckdb_appender_close(handle_->appender)); }

}  // namespace rushhour::warehouse
