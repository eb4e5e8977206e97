#include "sim/load/http_options.hpp"

#include <nlohmann/json.hpp>

namespace rushhour::load {
namespace {

nlohmann::json to_json(const PhaseTimeouts& timeouts) {
  nlohmann::json json = nlohmann::json::object();
  const auto add = [&json](const char* name, Instant limit) {
    if (limit != Instant::max()) json[name] = limit.count();
  };
  add("dns", timeouts.dns);
  add("connect", timeouts.connect);
  add("tls", timeouts.tls);
  add("first_byte", timeouts.first_byte);
  return json;
}

nlohmann::json to_json(const TlsOptions& tls) {
  return {{"ca", tls.ca.string()},
          {"cert", tls.certificate.string()},
          {"key", tls.key.string()},
          {"verify", tls.verify},
          {"resume", tls.resume}};
}

}  // namespace

std::string_view to_string(ConnectionPolicy policy) noexcept {
  switch (policy) {
    case ConnectionPolicy::keep_alive:
      return "keep-alive";
    case ConnectionPolicy::per_iteration:
      return "per-iteration";
    case ConnectionPolicy::per_request:
      return "per-request";
  }
  return "unknown";
}

std::string_view to_string(BodyUse use) noexcept {
  switch (use) {
    case BodyUse::keep:
      return "keep";
    case BodyUse::discard:
      return "discard";
    case BodyUse::hash:
      return "hash";
  }
  return "unknown";
}

std::string_view to_string(CookiePolicy policy) noexcept {
  switch (policy) {
    case CookiePolicy::per_iteration:
      return "per-iteration";
    case CookiePolicy::per_user:
      return "per-user";
    case CookiePolicy::off:
      return "off";
  }
  return "unknown";
}

nlohmann::json to_json(const HttpOptions& http) {
  return {{"connections", to_string(http.connections)},
          {"requests_per_connection", http.requests_per_connection},
          {"prefetch", http.prefetch},
          {"max_connections", http.max_connections},
          {"hosts", http.allowed_hosts},
          {"resolve", http.resolve},
          {"sources", http.sources},
          {"timeout_ns", http.timeout.count()},
          {"timeouts_ns", to_json(http.phase_timeouts)},
          {"body", to_string(http.body)},
          {"head_limit", http.head_limit},
          {"body_limit", http.body_limit},
          {"redirects", http.redirects},
          {"cookies", to_string(http.cookies)},
          {"batch", http.batch},
          {"traceparent", http.traceparent},
          {"tls", to_json(http.tls)}};
}

}  // namespace rushhour::load
