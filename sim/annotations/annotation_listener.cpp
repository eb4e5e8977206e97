#include "sim/annotations/annotation_listener.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <optional>
#include <utility>

#include "reports/foundation/letters.hpp"
#include "reports/foundation/user_error.hpp"
#include "sim/telemetry/bystander.hpp"
#include "sim/wire/wire_world.hpp"

namespace rushhour::sim {
namespace {

bool is_annotations_type(std::string_view value) {
  value = value.substr(0, value.find(';'));
  while (value.ends_with(' ') || value.ends_with('\t')) value.remove_suffix(1);
  return same_name(value, annotations_type);
}

std::optional<AnnotationPage> page_of(const load::Outcome& outcome) {
  if (outcome.status != 200 || outcome.trouble != load::Trouble::none) return std::nullopt;
  if (!is_annotations_type(outcome.headers.find("content-type").value_or(""))) return std::nullopt;
  return read_annotations(outcome.body);
}

}  // namespace

/// Lives in a world of its own; but for take() all of it is on the world's thread, or posted there.
class AnnotationListener::Ear final : public load::Resident {
 public:
  Ear(const std::string& target, const load::HttpOptions& http, const Times& times)
      : world_({.target = target, .http = bystander_options(http)}), times_(times) {
    request_.headers.push_back({"Accept", std::string(annotations_type)});
  }

  void listen() {
    world_.start_now();
    ask(times_.patience);
    world_.run(*this);
  }

  void ask_last() {
    world_.post([this] {
      if (over_) return;
      last_ = true;
      world_.abandon(0);
      ask(times_.last_patience);
    });
  }

  void leave() {
    world_.post([this] {
      over_ = true;
      world_.abandon(0);
    });
  }

  std::vector<AnnotationPage> take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(pages_, {});
  }

  void on_alarm(Instant) override { ask(times_.patience); }

  void on_outcome(load::UserId, load::Outcome&& outcome, Instant now) override {
    auto page = page_of(outcome);
    over_ = last_ || (!page && !offered_);
    if (page) {
      offered_ = true;
      since_ = std::max(since_, page->next);
      const std::lock_guard lock(mutex_);
      pages_.push_back(std::move(*page));
    }
    world_.alarm_at(now + times_.period);
  }

  bool finished() const noexcept override { return over_; }

 private:
  void ask(Instant timeout) {
    request_.url = fmt::format("/api/annotations?since={}", since_);
    request_.timeout = timeout;
    world_.alarm_at(Instant::max());
    world_.send(0, request_);
  }

  wire::WireWorld world_;
  Times times_;
  load::Request request_;
  std::uint64_t since_ = 0;
  bool offered_ = false;
  bool last_ = false;
  bool over_ = false;
  std::mutex mutex_;  // of what follows
  std::vector<AnnotationPage> pages_;
};

AnnotationListener::AnnotationListener(const std::string& target, const load::HttpOptions& http, const Times& times)
    : ear_(std::make_unique<Ear>(target, http, times)), thread_([this] {
        try {
          ear_->listen();
        } catch (const UserError&) {  // of a certificate: the workers, who use the same, tell of it
        }
      }) {}

AnnotationListener::~AnnotationListener() {
  if (!thread_.joinable()) return;
  ear_->leave();
  thread_.join();
}

std::vector<AnnotationPage> AnnotationListener::take() { return ear_->take(); }

void AnnotationListener::finish() {
  ear_->ask_last();
  thread_.join();
}

}  // namespace rushhour::sim
