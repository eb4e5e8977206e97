#include "sim/commands/settings/scrape_flags.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "reports/foundation/user_error.hpp"

namespace rushhour::sim {
namespace {

constexpr const char* nothing = "none";

std::string complaint(const std::string& text) {
  if (text == nothing) return {};
  try {
    read_scrape(text);
    return {};
  } catch (const UserError& error) {
    return error.what();
  }
}

}  // namespace

void ScrapeFlags::add_to(CLI::App& app) {
  app.add_option("--scrape", scrape_,
                 "what to watch beside the load, once a second: http://HOST:PORT/metrics (Prometheus or OpenMetrics text), pid:N or "
                 "process:local (the process that listens where the target is, from /proc), none; may be repeated. A target that the run "
                 "starts is watched unasked")
      ->envname("RUSHHOUR_SCRAPE")
      ->delimiter(',')
      ->check(complaint);
  app.add_option("--scrape-keep", keep_,
                 "metrics to keep of what --scrape reads: a name, or a beginning that ends in *; may be repeated. Without it 200 series a "
                 "source, those of CPU, memory, requests and business first")
      ->envname("RUSHHOUR_SCRAPE_KEEP")
      ->delimiter(',');
}

std::vector<ScrapeWish> ScrapeFlags::found_wishes(const std::string& target) const {
  std::vector<ScrapeWish> wishes;
  for (const std::string& text : scrape_) {
    if (text == nothing) continue;
    ScrapeWish wish = read_scrape(text);
    const bool is_child = wish.kind == ScrapeWish::Kind::listener && target.empty();
    wishes.push_back(is_child ? std::move(wish) : found(std::move(wish), target));
  }
  return wishes;
}

bool ScrapeFlags::of_child() const { return std::find(scrape_.begin(), scrape_.end(), nothing) == scrape_.end(); }

nlohmann::json ScrapeFlags::values() const {
  nlohmann::json shown = nlohmann::json::array();
  for (const std::string& text : scrape_) shown.push_back(text.substr(0, text.find('?')));
  return {{"scrape", std::move(shown)}, {"scrape-keep", keep_}};
}

TelemetrySources telemetry_sources(const ScrapeFlags& flags, std::vector<ScrapeWish> wishes, const std::string& target, pid_t child,
                                   const load::HttpOptions& http) {
  TelemetrySources sources(flags.keep());
  const bool unasked = child > 0 && flags.of_child();
  if (unasked) {
    sources.add_url("target", target, "/metrics", http);
    sources.add_process("target process", child);
  }
  for (ScrapeWish& wish : wishes) {
    const bool is_child = wish.kind == ScrapeWish::Kind::listener && wish.pid == 0;
    if (is_child && unasked) continue;
    if (is_child) wish.pid = child;
    sources.add(wish, http);
  }
  return sources;
}

}  // namespace rushhour::sim
