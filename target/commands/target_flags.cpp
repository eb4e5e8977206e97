#include "target/commands/target_flags.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <charconv>
#include <cstdlib>
#include <string>

#include "reports/commands/flags.hpp"
#include "reports/foundation/units.hpp"
#include "reports/foundation/user_error.hpp"

namespace rushhour::target {
namespace {

constexpr std::size_t token_bytes_min = 16;

UserError bad_flag(const std::string& message) { return UserError(message, Exit::flags); }

void read_address(const Options& options, server::ServerSettings& settings) {
  const std::string& text = options.listen;
  const std::size_t colon = text.rfind(':');
  const auto wrong = [&] { return bad_flag(fmt::format("--listen {}: must be ADDRESS:PORT, as in 127.0.0.1:8080 or [::1]:0", text)); };
  if (colon == std::string::npos) throw wrong();
  std::string host = text.substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  if (host == "localhost") host = "127.0.0.1";
  boost::system::error_code error;
  const auto address = boost::asio::ip::make_address(host, error);
  const auto [end, number_error] = std::from_chars(text.data() + colon + 1, text.data() + text.size(), settings.port);
  if (error || number_error != std::errc{} || end != text.data() + text.size()) throw wrong();
  if (!address.is_loopback() && !options.allow_remote)
    throw bad_flag(fmt::format(
        "--listen {}: others could reach this address; add --allow-remote, with a token in RUSHHOUR_TOKEN, if that is meant", text));
  settings.address = host;
}

Instant read_length(std::string_view flag, const std::string& text) {
  const auto length = parse_duration(text);
  if (!length || *length <= Instant{0}) throw bad_flag(fmt::format("{} {}: must be a length of time, as in 30s or 500ms", flag, text));
  return *length;
}

}  // namespace

bool read_flags(int argc, char** argv, Options& options) {
  CLI::App app("The delivery backend that scenarios are played against.", "rushhour target");
  app.add_option("--listen", options.listen, "ADDRESS:PORT; port 0 takes a free one")->capture_default_str();
  app.add_option("--data", options.data, "folder of the order store, made if missing")->capture_default_str()->type_name("DIR");
  app.add_option("--seed", options.seed, "what the city is drawn from")->capture_default_str();
  app.add_option("--restaurants", options.restaurants, "size of the city")
      ->capture_default_str()
      ->check(CLI::Range(1U, delivery::City::restaurants_max));
  app.add_option("--couriers", options.couriers, "who can bring orders; none of them works unless somebody plays them, or --autopilot")
      ->capture_default_str()
      ->check(CLI::Range(1U, delivery::City::couriers_max));
  app.add_flag("--opening-hours", options.opening_hours,
               "restaurants that are closed take no orders, and couriers who play themselves keep their shifts");
  app.add_option("--policy", options.policy, "how orders are matched with couriers: nearest, batched or bundled")
      ->capture_default_str()
      ->check(CLI::IsMember({"nearest", "batched", "bundled"}));
  app.add_flag("--autopilot", options.autopilot, "kitchens and couriers play themselves; customers are left to others");
  app.add_option("--time-scale", options.time_scale, "how many times as fast as the machine's clock the city's runs")
      ->capture_default_str()
      ->check(CLI::Range(0.001, 10'000.0));
  app.add_option("--faults", options.faults, "file with a schedule of faults")->type_name("FILE");
  app.add_option("--threads", options.threads, "threads that serve connections")->capture_default_str()->check(CLI::Range(1, 64));
  app.add_option("--max-connections", options.connections, "one more is answered 503")
      ->capture_default_str()
      ->check(CLI::Range(1, 1'000'000));
  app.add_option("--idle-timeout", options.idle, "longest wait for a request to begin, and for an answer to be taken")
      ->capture_default_str();
  app.add_option("--head-timeout", options.head, "longest wait for the head of a request to be whole")->capture_default_str();
  app.add_option("--body-timeout", options.body, "longest wait for the body behind it")->capture_default_str();
  app.add_option("--tls-cert", options.tls_certificate,
                 "file in PEM: the certificate to show, its chain behind it; https then, in place of http")
      ->type_name("FILE");
  app.add_option("--tls-key", options.tls_key, "file in PEM: the certificate's key")->type_name("FILE");
  app.add_option("--overload", options.overload, "adaptive: answers 503 to what would wait too long for the store; none: lets it wait")
      ->capture_default_str()
      ->check(CLI::IsMember({"adaptive", "none"}));
  app.add_option("--rate-limit", options.rate_limit, "requests of one client, as in 100/s; more are answered 429");
  app.add_option("--password", options.password, "what every customer signs in with; in a variable it is not seen in the list of processes")
      ->capture_default_str()
      ->envname("RUSHHOUR_PASSWORD");
  app.add_option("--staff-password", options.staff_password, "what restaurants and couriers sign in with")
      ->capture_default_str()
      ->envname("RUSHHOUR_STAFF_PASSWORD");
  app.add_option("--trace-sample", options.trace_sample, "share of the traces to keep in DIR/traces.jsonl, 0 to 1; 0 keeps none")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 1.0));
  app.add_option("--log", options.log, "file for the log, or - for stderr")->type_name("FILE");
  app.add_option("--log-level", options.log_level, "least level of what is logged")
      ->capture_default_str()
      ->check(CLI::IsMember({"debug", "info", "warning", "error"}));
  app.add_flag("--allow-remote", options.allow_remote,
               "listen beyond loopback; every request but /health then needs the token in RUSHHOUR_TOKEN");
  app.add_flag("--die-with-parent", options.die_with_parent, "stop when the process that started this one ends");
  return parse_flags(app, argc, argv);
}

std::string read_token(const Options& options) {
  if (!options.allow_remote) return {};
  const char* token = std::getenv("RUSHHOUR_TOKEN");
  if (token == nullptr || std::string_view(token).size() < token_bytes_min)
    throw bad_flag(fmt::format("--allow-remote: set RUSHHOUR_TOKEN to a secret of {} characters or more", token_bytes_min));
  return token;
}

// A window of ten seconds of the city, as far as the machine's own time allows; offers hold long enough for a client that polls.
autopilot::LivingCity::Settings living_settings(const Options& options) {
  const auto of_city = [&](Instant real) {
    return Instant(static_cast<std::int64_t>(static_cast<double>(real.count()) * options.time_scale));
  };
  const auto ten_seconds = Instant(static_cast<std::int64_t>(1e10 / options.time_scale));
  autopilot::LivingCity::Settings settings;
  settings.plays = options.autopilot;
  settings.match_every = std::clamp<Instant>(ten_seconds, std::chrono::milliseconds(100), std::chrono::seconds(2));
  settings.matching.policy = *dispatch::policy(options.policy);
  settings.matching.offer_holds = std::chrono::minutes(2) + of_city(std::chrono::seconds(2));
  settings.matching.keep_hours = options.opening_hours;
  return settings;
}

server::ServerSettings read_settings(const Options& options) {
  if (options.password.empty()) throw bad_flag("--password: must not be empty");
  if (options.staff_password.empty()) throw bad_flag("--staff-password: must not be empty");
  server::ServerSettings settings;
  read_address(options, settings);
  settings.patience = {.idle = read_length("--idle-timeout", options.idle),
                       .head = read_length("--head-timeout", options.head),
                       .body = read_length("--body-timeout", options.body)};
  if (options.tls_certificate.empty() != options.tls_key.empty()) throw bad_flag("--tls-cert and --tls-key: give both or neither");
  settings.tls_certificate = options.tls_certificate;
  settings.tls_key = options.tls_key;
  settings.gate.adaptive = options.overload == "adaptive";
  if (!options.rate_limit.empty()) {
    settings.gate.requests_per_s = parse_rate(options.rate_limit);
    if (settings.gate.requests_per_s.value_or(0) <= 0)
      throw bad_flag(fmt::format("--rate-limit {}: must be a rate above zero, as in 100/s or 30/m", options.rate_limit));
  }
  settings.threads = options.threads;
  settings.connections_max = options.connections;
  return settings;
}

}  // namespace rushhour::target
