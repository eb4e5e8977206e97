#include "target/store/migrations.hpp"

#include <array>

namespace rushhour::store {
namespace {

// Instants are nanoseconds since 1970, amounts are minor units, order_lines is JSON. `body` holds what was received, byte for byte.
constexpr std::array<std::string_view, 2> first_tables{
    "create table orders (id varchar(40) primary key, idempotency_key varchar(255), fingerprint varchar(64) not null, restaurant bigint "
    "not null, "
    "zone varchar(40) not null, customer varchar(100), status varchar(20) not null, total_minor bigint not null, currency varchar(3) not "
    "null, "
    "placed_at bigint not null, updated_at bigint not null, body text not null, order_lines text not null)",
    "create table openings (opening bigint primary key, opened_at bigint not null)",
};

// 1 where the customer had signed in.
constexpr std::array<std::string_view, 1> personal_orders{"alter table orders add column personal smallint not null default 0"};

constexpr std::array<Migration, 2> steps{{
    {1, "orders and openings", first_tables},
    {2, "personal orders", personal_orders},
}};

}  // namespace

std::span<const Migration> migrations() noexcept { return steps; }

}  // namespace rushhour::store
