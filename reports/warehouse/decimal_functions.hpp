#pragma once

struct _duckdb_connection;

namespace rushhour::warehouse {

/// Division of money in SQL, exact and with a stated rounding:
///
///   exact_quotient(DECIMAL(38,6), DECIMAL(38,6), INTEGER) -> DECIMAL(38,6)   a / b, rounded half to even to that many decimals, 0 to 6;
///                                                                          NULL for NULL and where b is 0
///
/// A quotient beyond 38 digits ends the query. The macro `divided` of sql/bronze/functions.sql casts to these types. In SQL alone the same
/// repeats each operand six times, which takes ten times as long to plan.
void register_decimal_functions(_duckdb_connection* connection);

}  // namespace rushhour::warehouse
