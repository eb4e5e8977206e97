#include "target/commands/target.hpp"

#include <fmt/format.h>
#include <openssl/rand.h>
#include <sys/prctl.h>

#include <CLI/CLI.hpp>
#include <boost/asio/ip/address.hpp>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "reports/commands/flags.hpp"
#include "reports/foundation/units.hpp"
#include "reports/foundation/user_error.hpp"
#include "target/server/host_clock.hpp"
#include "target/server/server.hpp"
#include "target/service/catalogue.hpp"
#include "target/service/desk.hpp"
#include "target/service/sessions.hpp"
#include "target/store/sqlite_store.hpp"

namespace rushhour::target {
namespace {

constexpr std::size_t live_orders_max = 50'000;
constexpr std::size_t token_bytes_min = 16;

struct Options {
  std::string listen = "127.0.0.1:8080";
  std::string data = "target-data";
  std::uint64_t seed = 1;
  std::uint32_t restaurants = 1000;
  std::size_t threads = 1;
  std::size_t connections = 10'000;
  std::string idle = "60s";
  std::string head = "10s";
  std::string body = "30s";
  std::string tls_certificate;
  std::string tls_key;
  std::string overload = "adaptive";
  std::string rate_limit;
  std::string password = "rushhour";
  bool allow_remote = false;
  bool die_with_parent = false;
};

UserError bad_flag(const std::string& message) { return UserError(message, Exit::flags); }

/// False if help was wanted, and printed.
bool read_flags(int argc, char** argv, Options& options) {
  CLI::App app("The delivery backend that scenarios are played against.", "rushhour target");
  app.add_option("--listen", options.listen, "ADDRESS:PORT; port 0 takes a free one")->capture_default_str();
  app.add_option("--data", options.data, "folder of the order store, made if missing")->capture_default_str();
  app.add_option("--seed", options.seed, "what the city is drawn from")->capture_default_str();
  app.add_option("--restaurants", options.restaurants, "size of the city")
      ->capture_default_str()
      ->check(CLI::Range(1U, delivery::City::restaurants_max));
  app.add_option("--threads", options.threads, "threads that serve connections")->capture_default_str()->check(CLI::Range(1, 64));
  app.add_option("--max-connections", options.connections, "one more is answered 503")
      ->capture_default_str()
      ->check(CLI::Range(1, 1'000'000));
  app.add_option("--idle-timeout", options.idle, "longest wait for a request to begin, and for an answer to be taken")
      ->capture_default_str();
  app.add_option("--head-timeout", options.head, "longest wait for the head of a request to be whole")->capture_default_str();
  app.add_option("--body-timeout", options.body, "longest wait for the body behind it")->capture_default_str();
  app.add_option("--tls-cert", options.tls_certificate,
                 "file in PEM: the certificate to show, its chain behind it; https then, in place of http");
  app.add_option("--tls-key", options.tls_key, "file in PEM: the certificate's key");
  app.add_option("--overload", options.overload, "adaptive: answers 503 to what would wait too long for the store; none: lets it wait")
      ->capture_default_str()
      ->check(CLI::IsMember({"adaptive", "none"}));
  app.add_option("--rate-limit", options.rate_limit, "requests of one client, as in 100/s; more are answered 429");
  app.add_option("--password", options.password, "what every customer signs in with; in a variable it is not seen in the list of processes")
      ->capture_default_str()
      ->envname("RUSHHOUR_PASSWORD");
  app.add_flag("--allow-remote", options.allow_remote,
               "listen beyond loopback; every request but /health then needs the token in RUSHHOUR_TOKEN");
  app.add_flag("--die-with-parent", options.die_with_parent, "stop when the process that started this one ends");
  return parse_flags(app, argc, argv);
}

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

std::string read_token(const Options& options) {
  if (!options.allow_remote) return {};
  const char* token = std::getenv("RUSHHOUR_TOKEN");
  if (token == nullptr || std::string_view(token).size() < token_bytes_min)
    throw bad_flag(fmt::format("--allow-remote: set RUSHHOUR_TOKEN to a secret of {} characters or more", token_bytes_min));
  return token;
}

// Drawn anew by each process, so that no other one's tokens are good here.
std::string signing_key() {
  std::string key(32, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(key.data()), static_cast<int>(key.size())) != 1)
    throw UserError("this machine gives OpenSSL no random bytes to sign tokens with", Exit::trouble);
  return key;
}

Instant read_length(std::string_view flag, const std::string& text) {
  const auto length = parse_duration(text);
  if (!length || *length <= Instant{0}) throw bad_flag(fmt::format("{} {}: must be a length of time, as in 30s or 500ms", flag, text));
  return *length;
}

server::ServerSettings read_settings(const Options& options) {
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

int run(int argc, char** argv) {
  Options options;
  if (!read_flags(argc, argv, options)) return 0;
  // The parent's death counts from here on; the signal is the one that stops us gracefully.
  if (options.die_with_parent) ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  server::ServerSettings settings = read_settings(options);
  const std::string token = read_token(options);
  if (options.password.empty()) throw bad_flag("--password: must not be empty");
  const service::Sessions sessions(signing_key(), options.password);

  const server::HostClock clock;
  store::SqliteStore store(options.data, clock, clock.wall_at_zero());
  const service::Catalogue catalogue(delivery::City(options.seed, options.restaurants));
  service::LiveOrders orders(live_orders_max);
  service::Desk desk({catalogue, orders, sessions, store, clock, clock.wall_at_zero(), token});
  server::Server server(std::move(settings), desk, clock);
  fmt::print("listening on {}\n", server.url());
  std::fflush(stdout);
  server.run();
  store.close();
  return static_cast<int>(Exit::passed);
}

}  // namespace

const Verb target_verb{"target", "the delivery backend that scenarios are played against", run};

}  // namespace rushhour::target
