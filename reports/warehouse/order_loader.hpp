#pragma once

#include <cstdint>
#include <filesystem>

#include "reports/warehouse/duckdb_session.hpp"

namespace rushhour::warehouse {

/// The file in a target's data folder that holds its orders.
inline constexpr const char* orders_file = "orders.db";

/// Puts the orders of `folder`/orders.db, which a target may still be writing, into bronze.stored_orders as the file of that
/// number, and gives their number. The file
/// is only read. Throws UserError naming it when it cannot be read or is not such a file.
std::uint64_t load_orders(Session& session, const std::filesystem::path& folder, std::int64_t file_id);

}  // namespace rushhour::warehouse
