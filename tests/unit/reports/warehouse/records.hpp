#pragma once

#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "reports/latency/interval.hpp"
#include "reports/runs/run_record.hpp"

/// Runs and orders made by hand, for the tests of the warehouse.
namespace rushhour::warehouse::fixtures {

inline constexpr std::int64_t second = 1'000'000'000;
inline constexpr std::int64_t millisecond = 1'000'000;

/// 2026-11-21 06:30:00 UTC.
inline constexpr std::int64_t half_past_six = 1'795'242'600 * second;

inline latency::Histogram histogram_of(const std::vector<std::int64_t>& values) {
  latency::Histogram histogram;
  for (const std::int64_t value : values) histogram.record(value);
  return histogram;
}

/// `count` samples, first, first + step, ...
inline latency::Histogram ladder(std::int64_t count, std::int64_t first, std::int64_t step) {
  latency::Histogram histogram;
  for (std::int64_t i = 0; i < count; ++i) histogram.record(first + i * step);
  return histogram;
}

inline latency::Interval interval_at(std::int64_t begin_s, std::map<latency::Series, latency::Histogram> series) {
  return {Instant(begin_s * second), Instant(second), std::move(series)};
}

inline nlohmann::json meta_of(const std::string& run, std::int64_t started_epoch_ns = half_past_six) {
  return {{"schema", 1},
          {"run", run},
          {"status", "finished"},
          {"ended_by", "plan"},
          {"seed", 18'446'744'073'709'551'615u},
          {"started_epoch_ns", started_epoch_ns},
          {"ended_ns", 120 * second},
          {"version", "0.1.0"},
          {"script", {{"file", "smoke.lua"}, {"sha256", ""}}},
          {"target", "http://127.0.0.1:1"},
          {"plan", {{"warmup_ns", 5 * second}, {"length_ns", 120 * second}, {"threads", 2}}},
          {"verdict", {{"measurement", "valid"}, {"reasons", nlohmann::json::array()}, {"thresholds", "none"}, {"exit_code", 0}}},
          {"load", {{"offered", 10}, {"started", 10}, {"done", 8}, {"dropped", 1}, {"censored", 1}, {"offered_rate", 0.5}}}};
}

inline runs::RunRecord record_of(const std::string& run, std::vector<latency::Interval> intervals,
                                 std::int64_t started_epoch_ns = half_past_six) {
  runs::RunRecord record;
  record.directory = "runs/" + run;
  record.meta = meta_of(run, started_epoch_ns);
  record.intervals = std::move(intervals);
  return record;
}

struct StoredOrder {
  std::string id;
  std::string status;
  long long total_minor;
  long long placed_at_ns;
  std::string currency = "EUR";
};

/// `folder`/orders.db as a target stores it.
inline void write_orders(const std::filesystem::path& folder, const std::vector<StoredOrder>& orders) {
  std::filesystem::create_directories(folder);
  soci::session sqlite(soci::sqlite3, "db=\"" + (folder / "orders.db").string() + "\"");
  sqlite << "create table orders (id varchar(40) primary key, restaurant bigint not null, zone varchar(40) not null, status varchar(20) "
            "not null, "
            "total_minor bigint not null, currency varchar(3) not null, placed_at bigint not null)";
  soci::transaction transaction(sqlite);
  for (const StoredOrder& order : orders)
    sqlite << "insert into orders values (:id, 7, 'harbour', :status, :total, :currency, :placed_at)", soci::use(order.id),
        soci::use(order.status), soci::use(order.total_minor), soci::use(order.currency), soci::use(order.placed_at_ns);
  transaction.commit();
}

}  // namespace rushhour::warehouse::fixtures
