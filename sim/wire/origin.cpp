#include "sim/wire/origin.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <filesystem>

#include "reports/foundation/letters.hpp"
#include "reports/foundation/user_error.hpp"

namespace rushhour::wire {
namespace {

namespace ip = boost::asio::ip;

constexpr std::size_t origins_limit = 4096;
constexpr std::string_view unix_scheme = "unix:";

bool is_localhost(std::string_view host) noexcept {
  const std::string_view name = "localhost";
  if (host.size() < name.size() || !same_name(host.substr(host.size() - name.size()), name)) return false;
  return host.size() == name.size() || host[host.size() - name.size() - 1] == '.';
}

bool is_loopback(std::string_view host) {
  if (is_localhost(host)) return true;
  boost::system::error_code error;
  const ip::address address = ip::make_address(host, error);
  return !error && address.is_loopback();
}

/// "https//host:port": a scheme without its colon cannot be part of a host, so no two origins share a key.
void write_key(const Url& url, std::string& key) {
  key.assign(url.https ? "https//" : "http//");
  for (const char c : url.host) key.push_back(lower(c));
  fmt::format_to(std::back_inserter(key), ":{}", url.port);
}

}  // namespace

OriginBook::OriginBook(std::string_view target, const load::HttpOptions& http) : allowed_(http.allowed_hosts), resolve_(http.resolve) {
  for (const auto& [name, address] : resolve_)
    if (boost::system::error_code error; ip::make_address(address, error).is_unspecified() || error)
      throw UserError(fmt::format("the address {} for {} is none (--resolve, options.http.resolve)", address, name), Exit::settings);
  if (target.starts_with(unix_scheme)) {
    target_ = socket_origin(std::string(target.substr(unix_scheme.size())));
    by_socket_ = true;
    return;
  }
  const Url url = split_url(target);
  if (!url.complaint.empty())
    throw UserError(fmt::format("--target {}: {}; give a base URL such as http://127.0.0.1:8080", target, url.complaint), Exit::flags);
  if (!url.target.empty() && url.target != "/")
    throw UserError(fmt::format("--target {}: a base URL has no path; scripts add the path to it", target), Exit::flags);
  target_ = find(url);
}

Origin* OriginBook::socket_origin(const std::string& path) {
  boost::asio::local::stream_protocol::endpoint socket;
  if (path.empty() || path.front() != '/' || path.size() >= 108)
    throw UserError(
        fmt::format("--target unix:{}: give the socket's absolute path, of less than 108 bytes, such as unix:/run/app.sock", path),
        Exit::flags);
  socket.path(path);
  auto origin = std::make_unique<Origin>();
  origin->host = origin->header = "localhost";
  origin->addresses = {socket};
  return origins_.emplace("unix:" + path, std::move(origin)).first->second.get();
}

OriginBook::Route OriginBook::route(std::string_view url) {
  if (is_path(url)) {
    const Path path = split_path(url);
    if (!path.complaint.empty()) return {nullptr, {}, load::Trouble::bad_request, std::string(path.complaint)};
    return {target_, path.target, load::Trouble::none, {}};
  }
  const Url split = split_url(url);
  if (!split.complaint.empty()) return {nullptr, {}, load::Trouble::bad_request, std::string(split.complaint)};
  if (!allows(split))
    return {
        nullptr,
        {},
        load::Trouble::refused_by_rule,
        fmt::format("{} is neither the target's host, loopback nor allowed; name it in options.hosts or with --allow-host", split.host)};
  Origin* const origin = find(split);
  if (origin == nullptr) return {nullptr, {}, load::Trouble::bad_request, fmt::format("more than {} different servers", origins_limit)};
  return {origin, split.target, load::Trouble::none, {}};
}

bool OriginBook::allows(const Url& url) const {
  if (same_name(url.host, target_->host) || is_loopback(url.host)) return true;
  return std::any_of(allowed_.begin(), allowed_.end(), [&](const std::string& host) {
    return same_name(host, url.host) || same_name(host, fmt::format("{}:{}", url.host, url.port));
  });
}

Origin* OriginBook::find(const Url& url) {
  // What stands for a socket's host in the Host header, and so in redirects.
  if (by_socket_ && !url.https && url.port == 80 && same_name(url.host, target_->host)) return target_;
  write_key(url, key_);
  if (const auto found = origins_.find(key_); found != origins_.end()) return found->second.get();
  if (origins_.size() >= origins_limit) return nullptr;
  auto origin = std::make_unique<Origin>();
  origin->https = url.https;
  origin->host = lower_case(url.host);
  origin->port = url.port;
  origin->header = host_header(url);
  origin->addresses = known_addresses(*origin);
  origin->by_name = origin->addresses.empty();
  return origins_.emplace(key_, std::move(origin)).first->second.get();
}

/// What the user says goes before what DNS would.
std::vector<Address> OriginBook::known_addresses(const Origin& origin) const {
  auto given = resolve_.find(fmt::format("{}:{}", origin.host, origin.port));
  if (given == resolve_.end()) given = resolve_.find(origin.host);
  return addresses_without_dns(given == resolve_.end() ? origin.host : given->second, origin.port);
}

std::vector<Address> addresses_without_dns(const std::string& host, std::uint16_t port) {
  using Endpoint = ip::tcp::endpoint;
  if (is_localhost(host)) return {Endpoint{ip::address_v4::loopback(), port}, Endpoint{ip::address_v6::loopback(), port}};
  boost::system::error_code error;
  const ip::address address = ip::make_address(host, error);
  if (error) return {};
  return {Endpoint{address, port}};
}

}  // namespace rushhour::wire
