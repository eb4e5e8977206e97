#include "target/server/limits/host_rule.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <boost/system/error_code.hpp>

#include "reports/foundation/letters.hpp"

namespace rushhour::server {
namespace {

bool is_port(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::optional<std::string_view> host_name(std::string_view host) noexcept {
  const bool bracketed = host.starts_with('[');
  const std::size_t end = bracketed ? host.find(']') : host.find(':');
  if (bracketed && end == std::string_view::npos) return std::nullopt;
  const std::string_view behind = end == std::string_view::npos ? std::string_view() : host.substr(end + (bracketed ? 1 : 0));
  if (!behind.empty() && (behind.front() != ':' || !is_port(behind.substr(1)))) return std::nullopt;
  return bracketed ? host.substr(1, end - 1) : host.substr(0, end);
}

bool names_loopback(std::string_view host) {
  constexpr std::string_view local = "localhost";
  if (host.empty()) return true;
  const auto name = host_name(host);
  if (!name) return false;
  const std::size_t before = name->size() - std::min(name->size(), local.size());
  if (same_name(name->substr(before), local)) return before == 0 || (*name)[before - 1] == '.';
  boost::system::error_code error;
  const auto address = boost::asio::ip::make_address(*name, error);
  if (error) return false;
  return address.is_loopback() || (address.is_v6() && address.to_v6().is_v4_mapped() && address.to_v6().to_bytes()[12] == 127);
}

}  // namespace rushhour::server
