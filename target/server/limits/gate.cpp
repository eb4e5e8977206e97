#include "target/server/limits/gate.hpp"

#include <fmt/format.h>

#include "target/server/limits/host_rule.hpp"
#include "target/service/problem.hpp"
#include "target/store/group_commit.hpp"

namespace rushhour::server {
namespace {

using service::Method;

service::Response made_once(int status, const std::string& text) {
  service::Response response;
  response.status = status;
  response.content_type = service::problem_type;
  response.shared_body = text;
  return response;
}

service::Response of_another_host() {
  static const std::string text =
      service::problem(403, "this target listens on loopback alone, and answers only to a Host of 127.0.0.1, [::1] or localhost").body;
  return made_once(403, text);
}

service::Response too_often(Instant wait) {
  static const std::string text = service::problem(429, "more requests than one client may send (--rate-limit); try again later").body;
  service::Response response = made_once(429, text);
  response.fields.push_back(
      {"Retry-After", fmt::format_int((wait + std::chrono::seconds(1) - Instant(1)) / std::chrono::seconds(1)).str()});
  return response;
}

service::Response overloaded() {
  static const std::string text = service::problem(503, "more requests wait for the store than it can soon answer; try again").body;
  service::Response response = made_once(503, text);
  response.fields.push_back({"Retry-After", "1"});
  return response;
}

/// Fewer than one transaction of the store holds would keep it from filling one.
AdmissionSettings of_store() {
  const std::size_t transaction = store::GroupLimits{}.changes;
  return {.least = transaction, .start = transaction};
}

}  // namespace

Gate::Gate(GateSettings settings) : settings_(settings) {
  if (settings.requests_per_s) rate_limit_.emplace(*settings.requests_per_s);
  if (settings.adaptive) admission_.emplace(of_store());
}

bool Gate::admit(const service::Request& request, Visitor& visitor, Instant now, service::Response& refusal) {
  if (settings_.loopback_alone && request.host != visitor.own_name) {
    if (!names_loopback(request.host)) return refusal = of_another_host(), false;
    visitor.own_name = request.host;
  }
  const bool reads = request.method == Method::get || request.method == Method::head;
  if (!rate_limit_ && (reads || !admission_)) return true;
  const ClientKey client = client_key(request.authorization, visitor.address);
  if (rate_limit_)
    if (const auto wait = rate_limit_->wait_of(client, now)) return refusal = too_often(*wait), false;
  if (!reads && admission_ && !admission_->admits(client)) return refusal = overloaded(), false;
  return true;
}

void Gate::waits(const service::Request& request, const Visitor& visitor) {
  if (admission_) admission_->started(client_key(request.authorization, visitor.address));
}

void Gate::waited(const service::Request& request, const Visitor& visitor, int status, Instant latency, Instant now) {
  if (!admission_) return;
  const bool tells = status > 0 && status < 500;
  admission_->finished(client_key(request.authorization, visitor.address), tells ? std::optional(latency) : std::nullopt, now);
}

}  // namespace rushhour::server
