#include "reports/runs/beside/business.hpp"

#include <simdjson.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <system_error>

#include "reports/foundation/wall_text.hpp"

namespace rushhour::runs {
namespace {

namespace fs = std::filesystem;

constexpr Instant second = std::chrono::seconds(1);
constexpr std::size_t seconds_at_most = 7 * 24 * 3600;

// ---- from the event log ----

class EventReading {
 public:
  EventReading(WallTime zero, Instant length) : zero_(zero) {
    const std::int64_t begun = length > Instant(0) ? (length - Instant(1)) / second + 1 : 0;
    business_.points.resize(std::min(static_cast<std::size_t>(begun), seconds_at_most));
    for (std::size_t i = 0; i < business_.points.size(); ++i) {
      business_.points[i].begin = second * static_cast<std::int64_t>(i);
      business_.points[i].length = std::min(second, length - business_.points[i].begin);
    }
  }

  void read(const fs::path& segment) {
    std::ifstream in(segment, std::ios::binary);
    std::string line;
    while (std::getline(in, line))
      if (!in.eof() && !take(line)) ++business_.unreadable;
  }

  Business result() && {
    business_.from = Business::From::events;
    return std::move(business_);
  }

 private:
  bool take(std::string& line) {
    if (line.capacity() < line.size() + simdjson::SIMDJSON_PADDING) line.reserve(line.size() + simdjson::SIMDJSON_PADDING);
    simdjson::dom::element event;
    std::string_view type, at;
    if (dom_.parse(line.data(), line.size(), false).get(event) != simdjson::SUCCESS) return false;
    if (event["type"].get(type) != simdjson::SUCCESS || event["at"].get(at) != simdjson::SUCCESS) return false;
    const auto wall = parse_utc(at);
    if (!wall) return false;
    const Instant when = *wall - zero_;
    if (when < Instant(0) || when / second >= static_cast<std::int64_t>(business_.points.size())) return true;
    BusinessPoint& point = business_.points[static_cast<std::size_t>(when / second)];
    if (type == "order.placed") ++point.placed;
    if (type == "order.delivered") ++point.delivered;
    if (type == "order.cancelled" || type == "order.rejected") ++point.cancelled;
    return type != "payment.captured" || take_payment(event, point);
  }

  bool take_payment(const simdjson::dom::element& event, BusinessPoint& point) {
    std::int64_t amount = 0;
    std::string_view currency;
    if (event["amount"].get(amount) != simdjson::SUCCESS || event["currency"].get(currency) != simdjson::SUCCESS) return false;
    if (business_.currency.empty()) business_.currency = currency;
    if (business_.currency == currency)
      point.revenue += static_cast<double>(amount);
    else
      ++business_.other_currency;
    return true;
  }

  WallTime zero_;
  Business business_;
  simdjson::dom::parser dom_;
};

std::vector<fs::path> segments_of(const RunRecord& record) {
  std::vector<fs::path> segments;
  const auto data = record.meta.find("target_data");
  if (record.interrupted || data == record.meta.end() || !data->is_string()) return segments;
  std::error_code error;
  for (fs::directory_iterator entry(record.directory / data->get<std::string>() / "events", error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (name.starts_with("events-") && name.ends_with(".jsonl")) segments.push_back(entry->path());
  }
  std::sort(segments.begin(), segments.end());
  return segments;
}

Business from_events(const RunRecord& record) {
  const auto began = record.meta.find("load_began"), ended = record.meta.find("ended_ns");
  if (began == record.meta.end() || !began->is_string() || ended == record.meta.end() || !ended->is_number_integer()) return {};
  const auto zero = parse_utc(began->get_ref<const std::string&>());
  const std::vector<fs::path> segments = segments_of(record);
  if (!zero || segments.empty()) return {};
  EventReading reading(*zero, Instant(ended->get<std::int64_t>()));
  for (const fs::path& segment : segments) reading.read(segment);
  return std::move(reading).result();
}

// ---- from counters ----

constexpr std::string_view events_metric = "rushhour_target_events_total";
constexpr std::string_view revenue_metric = "rushhour_target_revenue_minor_units_total";

void add_growth(const TelemetrySource& source, const TelemetrySeries& series, double BusinessPoint::*figure, Business& to) {
  const std::vector<double> rates = over_time(source, series);
  for (std::size_t i = 1; i < rates.size(); ++i)
    if (!std::isnan(rates[i])) to.points[i - 1].*figure += rates[i] * seconds(to.points[i - 1].length);
}

void add_series(const TelemetrySource& source, const TelemetrySeries& series, Business& to) {
  if (series.name == events_metric) {
    if (series.labels == R"(type="order.placed")") add_growth(source, series, &BusinessPoint::placed, to);
    if (series.labels == R"(type="order.delivered")") add_growth(source, series, &BusinessPoint::delivered, to);
    if (series.labels == R"(type="order.cancelled")" || series.labels == R"(type="order.rejected")")
      add_growth(source, series, &BusinessPoint::cancelled, to);
  }
  constexpr std::string_view label = R"(currency=")";
  if (series.name != revenue_metric || !series.labels.starts_with(label) || !to.currency.empty()) return;
  to.currency = series.labels.substr(label.size(), series.labels.size() - label.size() - 1);
  add_growth(source, series, &BusinessPoint::revenue, to);
}

Business from_counters(const RunRecord& record) {
  for (const TelemetrySource& source : record.telemetry.sources()) {
    if (!source.find(events_metric, R"(type="order.placed")") || source.at.size() < 2) continue;
    Business business;
    business.from = Business::From::counters;
    for (std::size_t i = 1; i < source.at.size(); ++i)
      business.points.push_back({source.at[i - 1], source.at[i] - source.at[i - 1], 0, 0, 0, 0});
    for (const TelemetrySeries& series : source.series) add_series(source, series, business);
    return business;
  }
  return {};
}

}  // namespace

Business business_of(const RunRecord& record) {
  Business business = from_events(record);
  return business.from == Business::From::nothing ? from_counters(record) : business;
}

}  // namespace rushhour::runs
