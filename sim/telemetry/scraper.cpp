#include "sim/telemetry/scraper.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <utility>

#include "reports/foundation/user_error.hpp"
#include "reports/runs/stamp.hpp"
#include "sim/telemetry/bystander.hpp"
#include "sim/wire/wire_world.hpp"

namespace rushhour::sim {
namespace {

constexpr std::size_t untaken_at_most = 100;

// Both formats are read; what is packed would cost the target time that belongs to the run.
constexpr const char* accepted = "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.9,*/*;q=0.1";

Scrape scrape_of(const load::Outcome& outcome, SeriesChoice& choice) {
  Scrape scrape{runs::wall_stamp(), {}, {}};
  if (outcome.trouble != load::Trouble::none)
    scrape.gap = to_string(outcome.trouble);
  else if (outcome.status != 200)
    scrape.gap = fmt::format("answered {}", outcome.status);
  else if (scrape.readings = choice.read(outcome.body); scrape.readings.empty())
    scrape.gap = "the answer holds no metrics";
  return scrape;
}

}  // namespace

/// Lives in a world of its own; but for take() and left_out() all of it is on the world's thread, or posted there.
class Scraper::Ear final : public load::Resident {
 public:
  Ear(const std::string& origin, const std::string& path, const load::HttpOptions& http, const std::vector<std::string>& keep,
      const Times& times)
      : world_({.target = origin, .http = bystander_options(http)}), times_(times), choice_(keep) {
    request_.url = path;
    request_.headers.push_back({"Accept", accepted});
    request_.headers.push_back({"Accept-Encoding", "identity"});
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
  std::vector<Scrape> take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(scrapes_, {});
  }
  std::size_t left_out() const {
    const std::lock_guard lock(mutex_);
    return left_out_;
  }
  void note(Scrape&& scrape) {
    const std::lock_guard lock(mutex_);
    left_out_ = choice_.left_out();
    if (scrapes_.size() < untaken_at_most) scrapes_.push_back(std::move(scrape));
  }

  void on_alarm(Instant) override { ask(times_.patience); }
  void on_outcome(load::UserId, load::Outcome&& outcome, Instant now) override {
    note(scrape_of(outcome, choice_));
    over_ = last_;
    world_.alarm_at(std::max(now, asked_ + times_.period));
  }
  bool finished() const noexcept override { return over_; }

 private:
  void ask(Instant timeout) {
    request_.timeout = timeout;
    asked_ = world_.now();
    world_.alarm_at(Instant::max());
    world_.send(0, request_);
  }

  wire::WireWorld world_;
  Times times_;
  SeriesChoice choice_;
  load::Request request_;
  Instant asked_{0};
  bool last_ = false;
  bool over_ = false;
  mutable std::mutex mutex_;  // of what follows
  std::vector<Scrape> scrapes_;
  std::size_t left_out_ = 0;
};

Scraper::Scraper(const std::string& origin, const std::string& path, const load::HttpOptions& http, const std::vector<std::string>& keep,
                 const Times& times)
    : ear_(std::make_unique<Ear>(origin, path, http, keep, times)), thread_([this] {
        try {
          ear_->listen();
        } catch (const UserError& error) {  // of a certificate
          ear_->note({runs::wall_stamp(), {}, error.what()});
        }
      }) {}

Scraper::~Scraper() {
  if (!thread_.joinable()) return;
  ear_->leave();
  thread_.join();
}

std::vector<Scrape> Scraper::take() { return ear_->take(); }

void Scraper::finish() {
  ear_->ask_last();
  thread_.join();
}

std::size_t Scraper::left_out() const { return ear_->left_out(); }

}  // namespace rushhour::sim
