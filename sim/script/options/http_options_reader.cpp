#include "sim/script/options/http_options_reader.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <array>

#include "sim/script/contract/options.hpp"
#include "sim/script/lua_value.hpp"

namespace rushhour::script {
namespace {

constexpr std::uint64_t connections_limit = 10'000'000;
constexpr std::uint64_t least_head = 256;
constexpr std::uint64_t most_head = std::uint64_t{16} << 20;
constexpr std::uint64_t most_body = std::uint64_t{1} << 40;
constexpr std::uint64_t most_redirects = 100;
constexpr std::uint64_t most_at_once = 100;

constexpr std::array<std::string_view, 3> connection_policies{"keep-alive", "per-iteration", "per-request"};
constexpr std::array<std::string_view, 3> body_uses{"keep", "discard", "hash"};
constexpr std::array<std::string_view, 3> cookie_policies{"per-iteration", "per-user", "off"};

bool is_address(const std::string& text) noexcept {
  std::array<unsigned char, sizeof(in6_addr)> ignored;
  return ::inet_pton(AF_INET, text.c_str(), ignored.data()) == 1 || ::inet_pton(AF_INET6, text.c_str(), ignored.data()) == 1;
}

std::optional<Instant> limit(const OptionTable& table, std::string_view key) {
  const auto value = table.duration(key);
  if (value && *value == Instant(0)) table.fail(table.at(key), "wants more than zero; leave it away for no limit of its own");
  return value;
}

void check_host(const OptionTable& table, const std::string& path, const std::string& host) {
  if (host.empty() || host.find_first_of("/ \t@") != std::string::npos)
    table.fail(path, fmt::format("wants hosts such as \"api.example.com\" or \"10.0.0.7:8080\", without scheme and path, not '{}'", host));
}

void read_timeouts(const OptionTable& http, load::PhaseTimeouts& timeouts) {
  if (!http.push("timeouts")) return;
  const OptionTable table(http.state(), http.at("timeouts"), http.file());
  table.allow_only(contract::phase_timeouts);
  timeouts.dns = limit(table, "dns").value_or(timeouts.dns);
  timeouts.connect = limit(table, "connect").value_or(timeouts.connect);
  timeouts.tls = limit(table, "tls").value_or(timeouts.tls);
  timeouts.first_byte = limit(table, "first_byte").value_or(timeouts.first_byte);
  lua_pop(http.state(), 1);
}

void read_file(const OptionTable& tls, std::string_view key, const std::filesystem::path& folder, std::filesystem::path& file) {
  const auto name = tls.text(key);
  if (!name) return;
  file = folder / *name;  // an absolute one replaces the folder
  std::error_code trouble;
  if (!std::filesystem::is_regular_file(file, trouble)) tls.fail(tls.at(key), fmt::format("there is no file {}", file.string()));
}

void read_tls(const OptionTable& http, const std::filesystem::path& folder, load::TlsOptions& tls) {
  if (!http.push("tls")) return;
  const OptionTable table(http.state(), http.at("tls"), http.file());
  table.allow_only(contract::tls_options);
  read_file(table, "ca", folder, tls.ca);
  read_file(table, "cert", folder, tls.certificate);
  read_file(table, "key", folder, tls.key);
  if (tls.certificate.empty() != tls.key.empty())
    table.fail(table.path(), tls.key.empty() ? "has a cert but no key" : "has a key but no cert");
  tls.verify = table.flag("verify").value_or(tls.verify);
  tls.resume = table.flag("resume").value_or(tls.resume);
  lua_pop(http.state(), 1);
}

void read_resolve(const OptionTable& http, std::map<std::string, std::string>& resolve) {
  if (!http.push("resolve")) return;
  const OptionTable table(http.state(), http.at("resolve"), http.file());
  for (const std::string& host : table.names()) {
    const std::string path = fmt::format("{}[\"{}\"]", table.path(), host);
    check_host(table, path, host);
    const auto address = table.text(host);
    if (!is_address(*address)) table.fail(path, fmt::format("wants an IP address, not '{}'", *address));
    resolve[host] = *address;
  }
  lua_pop(http.state(), 1);
}

void read_connections(const OptionTable& http, load::HttpOptions& options) {
  if (const auto policy = http.word("connections", connection_policies)) options.connections = static_cast<load::ConnectionPolicy>(*policy);
  options.requests_per_connection = http.count("requests_per_connection", 0, connections_limit).value_or(options.requests_per_connection);
  options.prefetch = http.flag("prefetch").value_or(options.prefetch);
  options.max_connections = http.count("max_connections", 0, connections_limit).value_or(options.max_connections);
  read_resolve(http, options.resolve);
  const auto sources = http.texts("sources", true);
  const auto source = http.texts("source", true);
  if (!sources.empty() && !source.empty()) http.fail(http.at("source"), "is the same as sources; give one of them");
  options.sources = sources.empty() ? source : sources;
  for (const std::string& address : options.sources)
    if (address.empty()) http.fail(http.at("sources"), "wants addresses such as \"10.0.0.7\", \"10.0.0.1-10.0.0.9\" or \"10.0.0.0/28\"");
}

void read_hosts(const OptionTable& options, std::vector<std::string>& hosts) {
  for (std::string& host : options.texts("hosts", false)) {
    check_host(options, options.at("hosts"), host);
    hosts.push_back(std::move(host));
  }
}

}  // namespace

void read_http_options(const OptionTable& options, const std::filesystem::path& folder, load::HttpOptions& http) {
  read_hosts(options, http.allowed_hosts);
  if (!options.push("http")) return;
  const OptionTable table(options.state(), options.at("http"), options.file());
  table.allow_only(contract::http_options);
  read_connections(table, http);
  http.timeout = limit(table, "timeout").value_or(http.timeout);
  read_timeouts(table, http.phase_timeouts);
  if (const auto use = table.word("body", body_uses)) http.body = static_cast<load::BodyUse>(*use);
  http.head_limit = table.size("head_limit", least_head, most_head).value_or(http.head_limit);
  http.body_limit = table.size("body_limit", 0, most_body).value_or(http.body_limit);
  http.batch = table.count("batch", 1, most_at_once).value_or(http.batch);
  http.redirects = static_cast<unsigned>(table.count("redirects", 0, most_redirects).value_or(http.redirects));
  if (const auto cookies = table.word("cookies", cookie_policies)) http.cookies = static_cast<load::CookiePolicy>(*cookies);
  http.traceparent = table.flag("traceparent").value_or(http.traceparent);
  read_tls(table, folder, http.tls);
  lua_pop(options.state(), 1);
}

}  // namespace rushhour::script
