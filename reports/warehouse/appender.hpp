#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "reports/warehouse/duckdb_session.hpp"

namespace rushhour::warehouse {

/// Bytes, where a string_view would be text.
struct Blob {
  std::string_view bytes;
};

/// One value of a row; std::monostate is NULL.
using Field = std::variant<std::monostate, bool, std::int64_t, double, std::string_view, Blob>;

/// Fills a table row by row, a few million a second. What was appended is seen by queries after `finish`.
///
/// Throws UserError naming the table when a row does not fit it. One thread; the session must outlive it.
class Appender {
 public:
  Appender(Session& session, std::string schema, std::string table);
  Appender(const Appender&) = delete;
  Appender& operator=(const Appender&) = delete;

  /// Without `finish` it is open which rows are kept; only for the way out after an error.
  ~Appender();

  /// REQUIRES: as many fields as the table has columns, in its order. Text that is no UTF-8 gets U+FFFD where it is not.
  void row(std::initializer_list<Field> fields);

  void finish();

 private:
  struct Handle;
  void check(int state);

  std::string table_;
  std::unique_ptr<Handle> handle_;
};

}  // namespace rushhour::warehouse
