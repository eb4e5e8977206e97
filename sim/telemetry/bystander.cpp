#include "sim/telemetry/bystander.hpp"

namespace rushhour::sim {

load::HttpOptions bystander_options(const load::HttpOptions& run) {
  load::HttpOptions http;
  http.connections = load::ConnectionPolicy::per_request;
  http.allowed_hosts = run.allowed_hosts;
  http.resolve = run.resolve;
  http.sources = run.sources;
  http.tls = run.tls;
  http.head_limit = 16 * 1024;
  http.body_limit = 4 * 1024 * 1024;
  http.redirects = 0;
  http.cookies = load::CookiePolicy::off;
  return http;
}

}  // namespace rushhour::sim
