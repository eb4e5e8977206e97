#pragma once

#include <soci/soci.h>

#include <cstdint>
#include <filesystem>

#include "reports/foundation/instant.hpp"

namespace rushhour::store {

/// Connects to a SQLite file; every connection waits five seconds for a lock at most. Throws std::exception.
void connect(soci::session& sql, const std::filesystem::path& file);

/// Makes the file one that forces every commit to the disk, and brings its schema up to date. Throws UserError if a later version of
/// rushhour wrote it, std::exception for other trouble.
void bring_up_to_date(soci::session& sql, WallTime now);

/// Counts one more opening of the store, and says which it is.
std::uint64_t count_opening(soci::session& sql, WallTime now);

}  // namespace rushhour::store
