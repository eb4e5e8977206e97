#include "target/store/sqlite/migrations.hpp"

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

// `revision` counts the events of an order, 0 where it was placed before there were any; `life` is JSON. The outbox holds lines of the
// event log, one row a transaction, until they are safe in its files; its newest row stays, as it tells the next number.
constexpr std::array<std::string_view, 6> life_and_events{
    "alter table orders add column revision bigint not null default 0",
    "alter table orders add column life text not null default ''",
    "create index orders_by_status on orders (status)",
    "create table outbox (first_seq bigint primary key, event_count bigint not null, event_lines text not null)",
    "create table shifts (courier bigint primary key, on_shift smallint not null, x_m bigint not null, y_m bigint not null, since bigint "
    "not null, revision bigint not null)",
    "create table accounts (customer varchar(100) primary key, salt varchar(64) not null, derived_key varchar(128) not null, created_at "
    "bigint not null)",
};

constexpr std::array<Migration, 3> steps{{
    {1, "orders and openings", first_tables},
    {2, "personal orders", personal_orders},
    {3, "the life of orders, events, shifts, accounts", life_and_events},
}};

}  // namespace

std::span<const Migration> migrations() noexcept { return steps; }

}  // namespace rushhour::store
