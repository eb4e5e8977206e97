#include "target/viewing/run_view.hpp"

#include <fmt/format.h>

#include <exception>
#include <nlohmann/json.hpp>
#include <utility>

#include "reports/foundation/json_text.hpp"
#include "reports/outputs/prometheus.hpp"
#include "reports/pages/live/live_words.hpp"
#include "reports/pages/live/rate_bound.hpp"
#include "reports/pages/panel.hpp"
#include "target/viewing/messages.hpp"

namespace rushhour::viewing {
namespace {

using nlohmann::json;

using Steady = std::chrono::steady_clock;

}  // namespace

RunView::RunView(const Place& place, std::string_view flag, Wheel wheel)
    : token_(fresh_token()), wheel_(std::move(wheel)), server_(place, flag, *this) {}

std::string RunView::url() const { return fmt::format("{}/#token={}", url_of(server_.place()), token_); }

void RunView::begin(json meta) {
  server_.post([this, meta = std::move(meta)] {
    live_.emplace(meta);
    board_.tell(pages::running_words(*live_, nullptr));
    server_.publish();
  });
}

void RunView::with_live(std::function<void(pages::GrowingRecord&)> work) {
  server_.post([this, work = std::move(work)] {
    if (live_ && !over_) work(*live_);
  });
}

void RunView::wrote(latency::Interval interval) {
  with_live([interval = std::move(interval)](pages::GrowingRecord& live) mutable { live.interval(std::move(interval)); });
}

void RunView::wrote_tick(json tick) {
  with_live([tick = std::move(tick)](pages::GrowingRecord& live) mutable { live.tick(std::move(tick)); });
}

void RunView::wrote_event(json event) {
  with_live([event = std::move(event)](pages::GrowingRecord& live) mutable { live.event(std::move(event)); });
}

void RunView::wrote_slowest(runs::SlowRequest request) {
  with_live([request = std::move(request)](pages::GrowingRecord& live) mutable { live.slow_request(std::move(request)); });
}

void RunView::wrote_telemetry(const json& line) {
  with_live([line](pages::GrowingRecord& live) { live.telemetry(line); });
}

void RunView::tick_over() {
  server_.post([this] { show(); });
}

void RunView::conclude() {
  const Steady::time_point begun = Steady::now();
  said_ = live_->conclude();
  saying_.made(begun, Steady::now());
}

void RunView::show() {
  if (!live_ || over_ || watched_ == 0) return;
  if (const Steady::time_point begun = Steady::now(); drawing_.due(begun)) {
    conclude();
    const pages::Material material{live_->record(), *said_, live_->course()};
    board_.show(pages::panels_of(material), pages::frame_data(material));
    drawing_.made(begun, Steady::now());
  }
  board_.tell(pages::running_words(*live_, said_ ? &*said_ : nullptr));
  server_.publish();
}

void RunView::watched(std::size_t streams) {
  const bool first = watched_.exchange(streams) == 0 && streams > 0;
  if (first) server_.post([this] { show(); });
}

void RunView::finish(const pages::Material& material) {
  json now = pages::final_words(material.record, material.conclusion);
  now["report"] = (material.record.directory / "report.html").string();
  std::vector<pages::Panel> panels;
  json frame;
  if (watched_ > 0) {
    panels = pages::panels_of(material);
    frame = pages::frame_data(material);
  }
  server_.post([this, now, panels, frame] {
    over_ = true;
    if (!panels.empty()) board_.show(panels, frame);
    board_.tell(now);
    server_.publish();
  });
  server_.close();
}

Answer RunView::answer(const Asked& asked) {
  const bool steering = asked.path == "/stop" || asked.path == "/rate";
  const bool known = steering || asked.path == "/" || asked.path == "/events" || asked.path == "/metrics" || asked.path == "/run.json";
  if (!known) return words(404, "There is no such page: / is the run, /metrics and /run.json its figures.");
  if (steering) return asked.method == "POST" ? steer(asked) : not_allowed("POST");
  if (asked.method != "GET") return not_allowed("GET, HEAD");
  if (!live_) return words(503, "The run has not begun yet.");
  if (asked.path == "/metrics") return metrics();
  if (asked.path == "/run.json") return meta_text();
  Answer answer;
  if (asked.path == "/")
    answer.body = pages::live_page(live_->record().meta);
  else
    answer.stream = true;
  return answer;
}

Answer RunView::steer(const Asked& asked) {
  if (!bears(asked.authorization, token_))
    return words(401,
                 "Whoever steers a run sends its token, which stands in the address that rushhour printed: Authorization: Bearer TOKEN.");
  if (over_ || !live_) return words(409, "The run cannot be steered now.");
  if (asked.path == "/stop") {
    wheel_.stop();
    return words(202, "The run was asked to stop.");
  }
  const std::optional<double> factor = factor_in(asked.body);
  const pages::RateBound bound = pages::rate_bound(live_->record().meta);
  if (factor && *factor > bound.most && *factor <= pages::RateBound::of_rates)
    return words(400, fmt::format("The load of this run may be 0 to {} times the plan's. {}", bound.most, bound.words));
  if (!factor || !wheel_.scale(*factor))
    return words(400,
                 fmt::format("The rate is a multiple of the plan's, a number from 0 to {}, and may be changed up to 1,000 times in a run.",
                             pages::RateBound::of_rates));
  return words(202, fmt::format("The load is to be {} times the plan's.", *factor));
}

// As fresh as its pace allows; of a run that is over what was said last.
const verdicts::Conclusion& RunView::latest() {
  if (!said_ || (!over_ && saying_.due(Steady::now()))) conclude();
  return *said_;
}

Answer RunView::metrics() {
  return {200, outputs::prometheus_text(live_->record(), latest(), outputs::Format::open_metrics),
          std::string(outputs::content_type(outputs::Format::open_metrics))};
}

Answer RunView::meta_text() {
  return {200, shown_json(verdicts::with_conclusion(live_->record().meta, latest()), 2) + "\n", "application/json"};
}

}  // namespace rushhour::viewing
