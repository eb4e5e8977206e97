#include "target/server/witness.hpp"

#include <algorithm>

#include "target/service/routes.hpp"

namespace rushhour::server {
namespace {

std::size_t index_of(const service::Route* route) noexcept {
  return route == nullptr ? service::routes().size() : static_cast<std::size_t>(route - service::routes().data());
}

bool reads(const service::Request& request) noexcept {
  return request.method == service::Method::get || request.method == service::Method::head;
}

}  // namespace

Witness::Witness(const Observers& observers, WallTime wall_at_zero) : observers_(observers), wall_at_zero_(wall_at_zero) {
  if (observers_.metrics != nullptr) observers_.metrics->connection_opened();
}

// Paths are not logged, since ids and searches stand in them: the route is.
void Witness::log(const service::Route* route, int status, Instant total) const {
  const auto level = status == 0 || status >= 500 ? telemetry::Level::warning : telemetry::Level::debug;
  if (observers_.log == nullptr || !observers_.log->wants(level)) return;
  const std::string trace = context_.span == 0 ? std::string() : telemetry::trace_text(context_.trace);
  observers_.log->write(level, status == 0 ? "a request went unanswered" : "a request was answered", wall_at_zero_ + first_byte_,
                        {{"route", route == nullptr ? std::string_view("none") : route->name},
                         {"status", std::int64_t{status}},
                         {"ms", seconds(total) * 1e3},
                         {"trace", trace}});
}

// A request that is under way goes unanswered.
Witness::~Witness() {
  if (asking_) log(nullptr, 0, Instant{0});
  if (observers_.metrics == nullptr) return;
  if (asking_) observers_.metrics->request_ended({index_of(nullptr), 0, Instant{0}, bytes_, 0});
  observers_.metrics->connection_closed();
}

void Witness::begins(Instant now) {
  asking_ = true;
  first_byte_ = now;
  bytes_ = 0;
  context_ = {};
  if (observers_.metrics != nullptr) observers_.metrics->request_began();
}

void Witness::traces(service::Request& request) {
  if (observers_.traces != nullptr && (observers_.spans != nullptr || !reads(request))) {
    context_ = observers_.traces->begin(request.traceparent);
    request.traceparent = context_.traceparent();
  } else if (!request.traceparent.empty() && !telemetry::parse_traceparent(request.traceparent)) {
    request.traceparent.clear();
  }
}

void Witness::ends(const service::Route* route, int status, const service::Timing& timing, std::size_t answer_bytes, Instant now) {
  asking_ = false;
  // What is answered at once is answered within one event, for which the clock is read once: only the desk has timed it.
  const Instant total = std::max(now - first_byte_, timing.queue + timing.app + timing.db);
  if (observers_.metrics != nullptr) observers_.metrics->request_ended({index_of(route), status, total, bytes_, answer_bytes});
  log(route, status, total);
  if (observers_.spans == nullptr || !context_.sampled) return;
  const std::string_view name = route == nullptr ? std::string_view("_OTHER ") : route->name;
  const std::size_t blank = name.find(' ');
  observers_.spans->served({.context = context_,
                            .method = name.substr(0, blank),
                            .route = name.substr(blank + 1),
                            .status = status,
                            .began = wall_at_zero_ + first_byte_,
                            .queue = timing.queue,
                            .app = timing.app,
                            .db = timing.db,
                            .total = total});
}

}  // namespace rushhour::server
