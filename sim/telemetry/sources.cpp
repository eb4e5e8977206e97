#include "sim/telemetry/sources.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "reports/foundation/letters.hpp"
#include "reports/foundation/user_error.hpp"
#include "sim/wire/http/url.hpp"

namespace rushhour::sim {
namespace {

using nlohmann::json;

[[noreturn]] void refuse(const std::string& text, std::string_view why) {
  throw UserError(fmt::format("--scrape {}: {}; say http://HOST:PORT/metrics, pid:N, process:local or none", text, why), Exit::flags);
}

ScrapeWish read_url(const std::string& text) {
  const wire::Url url = wire::split_url(text);
  // Of what may be a secret, nothing is shown.
  const std::string shown =
      text.find('@') == std::string::npos ? text.substr(0, text.find_first_of("?#")) : text.substr(0, text.find("://") + 3) + "***";
  if (!url.complaint.empty()) refuse(shown, url.complaint);
  if (text.find('#') != std::string::npos) refuse(shown, "a fragment is never sent");
  std::string path(url.target);
  if (path.starts_with('?')) path.insert(0, "/metrics");
  return {ScrapeWish::Kind::url, text.substr(0, text.size() - url.target.size()), path.empty() || path == "/" ? "/metrics" : path, 0};
}

// What a path is kept by: a query may hold what is nobody's business.
std::string without_query(std::string_view path) { return std::string(path.substr(0, path.find('?'))); }

std::vector<Reading> readings_of(const std::vector<ProcessFigure>& figures) {
  std::vector<Reading> readings;
  for (const auto& [name, value] : figures) readings.push_back({std::string(name), {}, name.ends_with("_total"), value});
  return readings;
}

void append(std::vector<json>& to, std::vector<json>&& lines) {
  to.insert(to.end(), std::make_move_iterator(lines.begin()), std::make_move_iterator(lines.end()));
}

}  // namespace

ScrapeWish read_scrape(const std::string& text) {
  constexpr std::string_view pid = "pid:";
  if (text.starts_with("http://") || text.starts_with("https://")) return read_url(text);
  if (text == "process:local") return {ScrapeWish::Kind::listener, {}, {}, 0};
  if (!text.starts_with(pid)) refuse(text, "is nothing that can be scraped");
  const auto number = number_in<pid_t>(std::string_view(text).substr(pid.size()));
  if (!number || *number <= 0) refuse(text, "is no number of a process");
  return {ScrapeWish::Kind::pid, {}, {}, *number};
}

ScrapeWish found(ScrapeWish wish, const std::string& target) {
  if (wish.kind == ScrapeWish::Kind::listener && wish.pid == 0) {
    const auto pid = process_listening_at(wire::split_url(target).port);
    if (!pid)
      throw UserError(fmt::format("--scrape process:local: no process of this machine that you may look into listens where {} is; name its "
                                  "number by pid:N, or run it as the same user",
                                  target),
                      Exit::settings);
    wish.pid = *pid;
  }
  if (wish.kind == ScrapeWish::Kind::pid && WatchedProcess(wish.pid).look().empty())
    throw UserError(fmt::format("--scrape pid:{}: there is no process of that number, or it may not be looked into", wish.pid),
                    Exit::settings);
  return wish;
}

// A look that is no later than the last one has nothing to say.
bool TelemetryBook::is_later(const std::string& source, Instant at) {
  const auto [place, is_new] = last_.try_emplace(source, at);
  if (!is_new && at <= place->second) return false;
  place->second = at;
  return true;
}

std::vector<json> TelemetryBook::note(const std::string& source, Instant at, const std::vector<Reading>& readings) {
  std::vector<json> lines;
  at = std::max(at, Instant(0));
  if (!is_later(source, at)) return lines;
  json series = json::array(), values = json::array();
  for (const Reading& reading : readings) {
    const auto [place, is_new] = numbers_.try_emplace({source, fmt::format("{}{{{}}}", reading.name, reading.labels)}, numbers_.size());
    if (is_new)
      series.push_back(
          {{"id", place->second}, {"name", reading.name}, {"labels", reading.labels}, {"type", reading.counter ? "counter" : "gauge"}});
    values.push_back({place->second, reading.value});
  }
  if (!series.empty()) lines.push_back({{"source", source}, {"series", std::move(series)}});
  lines.push_back({{"at_ns", at.count()}, {"source", source}, {"values", std::move(values)}});
  return lines;
}

std::optional<json> TelemetryBook::gap(const std::string& source, Instant at, const std::string& why) {
  at = std::max(at, Instant(0));
  if (!is_later(source, at)) return std::nullopt;
  return json{{"at_ns", at.count()}, {"source", source}, {"gap", why}};
}

void TelemetrySources::add_url(const std::string& name, const std::string& origin, const std::string& path, const load::HttpOptions& http,
                               const Scraper::Times& times) {
  scrapers_.emplace_back(name, std::make_unique<Scraper>(origin, path, http, keep_, times));
}

void TelemetrySources::add_process(const std::string& name, pid_t pid) { processes_.emplace_back(name, WatchedProcess(pid)); }

void TelemetrySources::add(const ScrapeWish& wish, const load::HttpOptions& http) {
  if (wish.kind == ScrapeWish::Kind::url)
    add_url(wish.origin + without_query(wish.path), wish.origin, wish.path, http);
  else
    add_process(wish.kind == ScrapeWish::Kind::pid ? fmt::format("process {}", wish.pid) : "target process", wish.pid);
}

std::vector<json> TelemetrySources::take(Instant at, WallTime zero) {
  std::vector<json> lines;
  for (const auto& [name, scraper] : scrapers_) {
    const std::vector<Scrape> scrapes = scraper->take();
    for (std::size_t i = 0; i < scrapes.size(); ++i) {
      const Scrape& scrape = scrapes[i];
      const Instant when = scrape.at - zero;
      // Of what came before the load began, the last look counts, as the one that its first second is compared with.
      if (when < Instant(0) && i + 1 < scrapes.size() && scrapes[i + 1].at <= zero) continue;
      if (scrape.gap.empty())
        append(lines, book_.note(name, when, scrape.readings));
      else if (auto gap = book_.gap(name, when, scrape.gap))
        lines.push_back(std::move(*gap));
    }
  }
  for (auto& [name, process] : processes_) {
    const std::vector<ProcessFigure> figures = process.look();
    if (!figures.empty())
      append(lines, book_.note(name, at, readings_of(figures)));
    else if (auto gap = book_.gap(name, at, "there is no such process, or it may not be looked into"))
      lines.push_back(std::move(*gap));
  }
  return lines;
}

std::vector<json> TelemetrySources::finish(Instant at, WallTime zero) {
  for (const auto& [name, scraper] : scrapers_) scraper->finish();
  return take(at, zero);
}

json TelemetrySources::left_out() const {
  json left = json::object();
  for (const auto& [name, scraper] : scrapers_)
    if (scraper->left_out() > 0) left[name] = scraper->left_out();
  return left.empty() ? json() : json{{"series", std::move(left)}, {"limit", SeriesChoice::most}};
}

}  // namespace rushhour::sim
