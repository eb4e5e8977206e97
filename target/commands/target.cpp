#include "target/commands/target.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <optional>
#include <string>

#include "reports/foundation/digest.hpp"
#include "reports/foundation/user_error.hpp"
#include "target/autopilot/living_city.hpp"
#include "target/commands/instruments.hpp"
#include "target/commands/target_flags.hpp"
#include "target/faults/fault_book.hpp"
#include "target/faults/schedule_file.hpp"
#include "target/faults/troubled_store.hpp"
#include "target/server/host_clock.hpp"
#include "target/server/server.hpp"
#include "target/service/desk.hpp"
#include "target/store/sqlite/sqlite_store.hpp"

namespace rushhour::target {
namespace {

constexpr std::size_t live_orders_max = 50'000;
constexpr std::size_t baskets_max = 50'000;

std::uint64_t random_number() {
  std::uint64_t number = 0;
  const std::string bytes = service::random_bytes(sizeof number);
  std::memcpy(&number, bytes.data(), sizeof number);
  return number;
}

std::string random_digits() { return hexadecimal(service::random_bytes(16)); }

/// Leaves a secret in the data folder, for its owner alone to read.
void leave(const std::filesystem::path& file, const std::string& secret) {
  std::filesystem::remove(file);  // whoever holds it open keeps an old one
  const int written = ::open(file.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
  const bool whole = written >= 0 && ::write(written, secret.data(), secret.size()) == static_cast<ssize_t>(secret.size());
  if (written >= 0) ::close(written);
  if (!whole) throw UserError(fmt::format("--data: {} cannot be written", file.string()), Exit::trouble);
}

/// The admin's token: that of the environment, or one that is drawn and left in the data folder.
std::string admin_token(const std::filesystem::path& folder) {
  const char* given = std::getenv("RUSHHOUR_ADMIN_TOKEN");
  if (given != nullptr && *given != '\0') return given;
  const std::string token = random_digits();
  leave(folder / "admin.token", token);
  return token;
}

/// The key of pseudonyms, drawn once for a data folder: the same people have the same ones in all of its logs.
std::string pseudonym_key(const std::filesystem::path& folder) {
  const auto file = folder / "pseudonym.key";
  std::string key;
  if (std::getline(std::ifstream(file), key) && !key.empty()) return key;
  key = random_digits();
  leave(file, key);
  return key;
}

/// A copy of the store beside it, named after the instant.
std::string take_snapshot(const store::SqliteStore& store, WallTime now) {
  const auto name = fmt::format("snapshot-{}.db", std::chrono::floor<std::chrono::milliseconds>(now.time_since_epoch()).count());
  return store.snapshot(name) ? name : std::string();
}

/// When the city's time begins: now, or where it had come to if it ran ahead of the machine's. It never goes back.
WallTime city_begin(const store::Standing& standing, WallTime now) {
  WallTime begin = now;
  for (const auto& order : standing.orders) begin = std::max(begin, order.updated_at);
  for (const auto& shift : standing.shifts) begin = std::max(begin, shift.since);
  return begin;
}

/// How much the target tells of itself.
Instruments::Settings telling(const Options& options, WallTime began) {
  return {.folder = options.data,
          .log = options.log,
          .level = telemetry::level_named(options.log_level).value(),
          .trace_sample = options.trace_sample,
          .seed = random_number(),
          .key = pseudonym_key(options.data),
          .wall_at_zero = began};
}

/// Puts the faults of a schedule file, if there is one, into the book.
void schedule(const std::string& file, faults::FaultBook& book, const Clock& clock, WallTime began) {
  if (file.empty()) return;
  const Instant now = clock.now();
  for (const auto& fault : faults::read_schedule(file, {now, began, service::route_names()})) book.add(fault, now);
}

int run(int argc, char** argv) {
  Options options;
  if (!read_flags(argc, argv, options)) return 0;
  // The parent's death counts from here on; the signal is the one that stops us gracefully.
  if (options.die_with_parent) ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  server::ServerSettings settings = read_settings(options);
  const std::string token = read_token(options);

  const server::HostClock clock;
  const WallTime began = clock.wall_at_zero();
  faults::FaultBook faults(began, options.seed);
  std::optional<Instruments> instruments;  // made when the folder is ours
  const auto watch = [&](std::size_t changes, Instant took) {
    if (changes > 0) return instruments->registry().committed(changes, took);
    instruments->say(telemetry::Level::error, "a transaction of the store failed", clock.now());
  };
  store::SqliteStore stored(options.data, clock, began, {.watch = watch});
  instruments.emplace(telling(options, began));
  faults::TroubledStore store(stored, faults, clock);
  const service::Sessions sessions(
      {service::random_bytes(32), options.password, options.staff_password, admin_token(options.data), token, pseudonym_key(options.data)});
  service::LiveOrders orders(live_orders_max);
  service::Roster roster(options.couriers);
  service::Baskets baskets(baskets_max);
  const dispatch::Travel travel = dispatch::city_streets();
  const store::Standing standing = stored.standing(live_orders_max);
  for (const auto& order : standing.orders) orders.apply(order);
  for (const auto& shift : standing.shifts) roster.apply(shift);
  const service::CityTime city_time{city_begin(standing, began), options.time_scale};
  autopilot::Inbox inbox;
  service::Desk desk(
      {.catalogue = std::make_unique<service::Catalogue>(delivery::City(options.seed, options.restaurants, options.couriers)),
       .orders = orders,
       .roster = roster,
       .baskets = baskets,
       .sessions = sessions,
       .travel = travel,
       .faults = faults,
       .store = store,
       .clock = clock,
       .wall_at_zero = began,
       .city = city_time,
       .accounts = standing.accounts,
       .opening_hours = options.opening_hours,
       .acted = [&](const service::Deed& deed, const service::Ticket& ticket) { instruments->acted(deed, ticket, clock.now()); },
       .committed =
           [&](const store::Change& change) {
             instruments->committed(change);
             if (options.autopilot) inbox.put(change);
           },
       .metrics = [&](const service::Request& request) { return instruments->metrics(request); },
       .snapshot = [&] { return take_snapshot(stored, began + clock.now()); }});
  schedule(options.faults, faults, clock, began);
  settings.observers = instruments->observers();
  server::Server server(std::move(settings), desk, clock);
  autopilot::LivingCity living(desk, sessions, faults, travel, clock, began, city_time, inbox, living_settings(options));
  instruments->watch(store, orders, roster, desk, faults, clock);
  instruments->watch(server, living);
  living.start();
  instruments->say(telemetry::Level::info, "listening", clock.now(), {{"url", server.url()}});
  fmt::print("listening on {}\n", server.url());
  std::fflush(stdout);
  server.run();
  living.stop();
  store.close();
  instruments->say(telemetry::Level::info, "stopped", clock.now());
  return static_cast<int>(Exit::passed);
}

}  // namespace

const Verb target_verb{"target", "the delivery backend that scenarios are played against", run};

}  // namespace rushhour::target
