#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace rushhour::store {

/// One step in the growth of the schema. Steps are only ever appended: a step that was released is never edited.
struct Migration {
  std::int64_t version;
  std::string_view name;
  std::span<const std::string_view> statements;  ///< the same text for SQLite, PostgreSQL and MySQL
};

/// All steps, oldest first.
std::span<const Migration> migrations() noexcept;

/// The table that remembers which steps were taken.
inline constexpr std::string_view migrations_table =
    "create table if not exists migrations (version bigint primary key, name varchar(100) not null, applied_at bigint not null)";

}  // namespace rushhour::store
