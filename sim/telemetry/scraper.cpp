#include "sim/telemetry/scraper.hpp"

#include <fmt/format.h>

#include <utility>

#include "reports/runs/stamp.hpp"

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

load::Request question(const std::string& path) {
  load::Request request;
  request.url = path;
  request.headers.push_back({"Accept", accepted});
  request.headers.push_back({"Accept-Encoding", "identity"});
  return request;
}

}  // namespace

Scraper::Scraper(const std::string& origin, const std::string& path, const load::HttpOptions& http, const std::vector<std::string>& keep,
                 const Times& times)
    : choice_(keep),
      bystander_(origin, http, question(path), {times.period, Instant(0), times.patience, times.last_patience},
                 [this](load::Outcome&& outcome, load::Request&) {
                   note(scrape_of(outcome, choice_));
                   return true;
                 }) {}

std::vector<Scrape> Scraper::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(scrapes_, {});
}

std::size_t Scraper::left_out() const {
  const std::lock_guard lock(mutex_);
  return left_out_;
}

void Scraper::note(Scrape&& scrape) {
  const std::lock_guard lock(mutex_);
  left_out_ = choice_.left_out();
  if (scrapes_.size() < untaken_at_most) scrapes_.push_back(std::move(scrape));
}

}  // namespace rushhour::sim
