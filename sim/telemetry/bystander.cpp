#include "sim/telemetry/bystander.hpp"

#include <algorithm>
#include <utility>

namespace rushhour::sim {
namespace {

load::HttpOptions apart_from(const load::HttpOptions& run) {
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

}  // namespace

Bystander::Bystander(const std::string& origin, const load::HttpOptions& http, load::Request first, const Times& times, Heard heard)
    : world_({.target = origin, .http = apart_from(http)}),
      request_(std::move(first)),
      times_(times),
      heard_(std::move(heard)),
      thread_([this] { listen(); }) {}

Bystander::~Bystander() {
  if (!thread_.joinable()) return;
  world_.post([this] {
    over_ = true;
    world_.abandon(0);
  });
  thread_.join();
}

void Bystander::finish() {
  world_.post([this] {
    if (over_) return;
    last_ = true;
    world_.abandon(0);
    ask(times_.last_patience);
  });
  thread_.join();
}

void Bystander::listen() {
  world_.start_now();
  ask(times_.patience);
  world_.run(*this);
}

void Bystander::ask(Instant timeout) {
  request_.timeout = timeout;
  asked_ = world_.now();
  world_.alarm_at(Instant::max());
  world_.send(0, request_);
}

void Bystander::on_alarm(Instant) { ask(times_.patience); }

void Bystander::on_outcome(load::UserId, load::Outcome&& outcome, Instant now) {
  over_ = !heard_(std::move(outcome), request_) || last_;
  world_.alarm_at(std::max(now + times_.pause, asked_ + times_.period));
}

}  // namespace rushhour::sim
