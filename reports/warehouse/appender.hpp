#pragma once

#include <initializer_list>
#include <memory>
#include <string>

#include "reports/warehouse/duckdb_session.hpp"
#include "reports/warehouse/field.hpp"

namespace rushhour::warehouse {

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
