#include "sim/commands/settings/http_flags.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "sim/wire/http/url.hpp"
#include "sim/wire/transport/source_range.hpp"

namespace rushhour::sim {
namespace {

constexpr std::uint64_t connections_limit = 10'000'000;

/// A host as allowed_hosts and resolve have it: "host" or "host:port" in small letters, an IPv6 address without brackets.
struct Host {
  std::string name;
  bool address = false;
  std::string complaint{};
};

Host read_host(const std::string& text) {
  if (const std::string address = wire::plain_address(text); !address.empty()) return {address, true};
  const std::string url_text = "http://" + text;
  const wire::Url url = wire::split_url(url_text);
  const char* const wanted = "wants a host or host:port, such as shop.example:8443";
  if (text.find_first_of("/?#") != std::string::npos) return {{}, false, fmt::format("'{}' is a URL; {}", text, wanted)};
  if (!url.complaint.empty()) return {{}, false, fmt::format("'{}': {}; {}", text, url.complaint, wanted)};
  std::string host = wire::plain_address(url.host);
  const bool address = !host.empty();
  if (!address) host = CLI::detail::to_lower(std::string(url.host));
  const bool with_port = text.find(':', text.front() == '[' ? text.find(']') : 0) != std::string::npos;
  return {with_port ? fmt::format("{}:{}", host, url.port) : host, address};
}

/// Whose address is given instead of looked up.
struct Override {
  std::string host;
  std::string address{};
  std::string complaint{};
};

Override read_override(const std::string& text) {
  const char* const wanted = "wants HOST[:PORT]:ADDRESS, such as shop.example:443:127.0.0.1, an IPv6 address in brackets";
  const bool brackets = text.ends_with(']');
  const std::size_t colon = brackets ? text.rfind(":[") : text.rfind(':');
  if (colon == std::string::npos) return {{}, {}, fmt::format("'{}' names no host or no address; {}", text, wanted)};
  const std::string address = brackets ? text.substr(colon + 2, text.size() - colon - 3) : text.substr(colon + 1);
  const std::string plain = wire::plain_address(address);
  if (plain.empty() || brackets != (plain.find(':') != std::string::npos))
    return {{}, {}, fmt::format("'{}' is no IP address; {}", address, wanted)};
  Host host = read_host(text.substr(0, colon));
  if (!host.complaint.empty()) return {{}, {}, std::move(host.complaint)};
  if (host.address) return {{}, {}, fmt::format("'{}' is an address already; {}", host.name, wanted)};
  return {std::move(host.name), plain};
}

std::string host_complaint(const std::string& text) { return read_host(text).complaint; }
std::string override_complaint(const std::string& text) { return read_override(text).complaint; }
std::string source_complaint(const std::string& text) {
  const std::string complaint = wire::read_source_range(text).complaint;
  return complaint.empty() ? complaint : complaint + "; wants an address, first-last or a block such as 10.0.0.0/28";
}

}  // namespace

void HttpFlags::add_to(CLI::App& app) {
  const auto file = [&app](const char* flag, std::filesystem::path& into, const char* environment, const char* says) {
    app.add_option(flag, into, says)->envname(environment)->check(CLI::ExistingFile);
  };
  file("--ca", ca_, "RUSHHOUR_CA", "authorities to trust for https://, a PEM file, instead of the system's");
  file("--cert", certificate_, "RUSHHOUR_CERT", "our own certificate, a PEM file that ends with its chain");
  file("--key", key_, "RUSHHOUR_KEY", "the key of --cert, a PEM file");
  app.add_flag("--insecure", insecure_, "believe every server: certificates are not verified")->envname("RUSHHOUR_INSECURE");
  const auto list = [&app](const char* flag, std::vector<std::string>& into, const char* environment, const char* says, auto complaint) {
    app.add_option(flag, into, says)->envname(environment)->delimiter(',')->allow_extra_args(false)->check(complaint);
  };
  list("--allow-host", allowed_hosts_, "RUSHHOUR_ALLOW_HOST", "HOST[:PORT] to talk to besides the target's and loopback; may be repeated",
       host_complaint);
  list("--resolve", resolve_, "RUSHHOUR_RESOLVE", "HOST[:PORT]:ADDRESS, the address to use instead of what DNS says; may be repeated",
       override_complaint);
  list("--source", sources_, "RUSHHOUR_SOURCE",
       "our own addresses, in turn: an address, first-last, or a block such as 10.0.0.0/28; may be repeated", source_complaint);
  app.add_option("--max-connections", max_connections_, "connections of all workers together; a request beyond waits for one")
      ->envname("RUSHHOUR_MAX_CONNECTIONS")
      ->check(CLI::Range(std::uint64_t{1}, connections_limit));
}

void HttpFlags::apply(load::HttpOptions& http) const {
  if (!ca_.empty()) http.tls.ca = ca_;
  // A certificate of the script's and a key of the flags' belong to each other by accident only, but the check of the pair says so.
  if (!certificate_.empty()) http.tls.certificate = certificate_;
  if (!key_.empty()) http.tls.key = key_;
  if (insecure_) http.tls.verify = false;
  for (const std::string& text : allowed_hosts_) http.allowed_hosts.push_back(read_host(text).name);
  for (const std::string& text : resolve_) {
    Override given = read_override(text);
    http.resolve.insert_or_assign(std::move(given.host), std::move(given.address));
  }
  http.sources.insert(http.sources.end(), sources_.begin(), sources_.end());
  if (max_connections_ != 0) http.max_connections = max_connections_;
}

nlohmann::json HttpFlags::values() const {
  return {{"ca", ca_.string()},           {"cert", certificate_.string()}, {"key", key_.string()}, {"insecure", insecure_},
          {"allow-host", allowed_hosts_}, {"resolve", resolve_},           {"source", sources_},   {"max-connections", max_connections_}};
}

void warn_if_unverified(const load::HttpOptions& http) {
  if (!http.tls.verify)
    fmt::print(stderr, "WARNING: certificates are not verified (--insecure or options.http.tls.verify): every server is believed\n");
}

}  // namespace rushhour::sim
