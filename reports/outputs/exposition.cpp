#include "reports/outputs/exposition.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "reports/foundation/letters.hpp"

namespace rushhour::outputs {
namespace {

constexpr std::string_view open_metrics_type = "application/openmetrics-text";

void append_escaped(std::string& to, std::string_view text, bool quotes) {
  for (const char c : text) {
    if (c == '\\')
      to += "\\\\";
    else if (c == '\n')
      to += "\\n";
    else if (c == '"' && quotes)
      to += "\\\"";
    else
      to += c;
  }
}

// Cuts what stands before the next `separator` off `rest`. No value that matters here is quoted with one inside.
std::string_view next_part(std::string_view& rest, char separator) {
  const std::size_t at = rest.find(separator);
  const std::string_view part = rest.substr(0, at);
  rest.remove_prefix(at == std::string_view::npos ? rest.size() : at + 1);
  return trimmed(part);
}

// Nothing if it is no weight (RFC 9110, section 12.4.2).
std::optional<int> thousandths(std::string_view weight) {
  if (weight.empty() || weight.size() > 5 || (weight[0] != '0' && weight[0] != '1')) return std::nullopt;
  if (weight.size() > 1 && weight[1] != '.') return std::nullopt;
  int value = (weight[0] - '0') * 1000;
  int unit = 100;
  for (const char c : weight.substr(std::min<std::size_t>(2, weight.size()))) {
    if (c < '0' || c > '9') return std::nullopt;
    value += (c - '0') * unit;
    unit /= 10;
  }
  return value <= 1000 ? std::optional(value) : std::nullopt;
}

// A media range of an Accept field.
struct Range {
  std::string_view type;
  std::string_view version;
  int q = 1000;  // thousandths
  bool sound = true;
};

Range read_range(std::string_view text) {
  Range range;
  range.type = next_part(text, ';');
  while (!text.empty()) {
    std::string_view parameter = next_part(text, ';');
    const std::string_view name = next_part(parameter, '=');
    std::string_view value = trimmed(parameter);
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
    if (same_name(name, "version")) range.version = value;
    if (same_name(name, "q")) {
      const auto q = thousandths(value);
      range.sound = range.sound && q.has_value();
      range.q = q.value_or(0);
    }
  }
  return range;
}

// How closely a range names a format: 0 not at all, else the closer the higher.
int closeness(const Range& range, Format format) {
  const std::string_view type = format == Format::text ? "text/plain" : open_metrics_type;
  const std::string_view version = format == Format::text ? "0.0.4" : "1.0.0";
  if (range.type == "*/*") return 1;
  if (same_name(range.type, format == Format::text ? "text/*" : "application/*")) return 2;
  if (!same_name(range.type, type) || (!range.version.empty() && range.version != version)) return 0;
  return range.version.empty() ? 3 : 4;
}

// The weight of the range that names the format most closely; 0 if none does.
int weight_of(std::string_view accept, Format format) {
  int weight = 0;
  int closest = 0;
  while (!accept.empty()) {
    const Range range = read_range(next_part(accept, ','));
    const int close = range.sound ? closeness(range, format) : 0;
    if (close > closest) weight = range.q;
    closest = std::max(closest, close);
  }
  return weight;
}

}  // namespace

std::string_view content_type(Format format) noexcept {
  return format == Format::text ? "text/plain; version=0.0.4; charset=utf-8" : "application/openmetrics-text; version=1.0.0; charset=utf-8";
}

std::optional<Format> negotiate(std::string_view accept) noexcept {
  if (trimmed(accept).empty()) return Format::text;
  const int text = weight_of(accept, Format::text);
  const int open_metrics = weight_of(accept, Format::open_metrics);
  if (text == 0 && open_metrics == 0) return std::nullopt;
  return open_metrics > text ? Format::open_metrics : Format::text;
}

std::string number_text(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
  std::string text = fmt::format("{}", value);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

void Exposition::family(const FamilyName& name) {
  constexpr std::string_view types[] = {"counter", "gauge", "histogram", "info"};
  constexpr std::string_view older_types[] = {"counter", "gauge", "histogram", "gauge"};
  constexpr std::string_view older_suffixes[] = {"_total", "", "", "_info"};
  family_ = name.name;
  // In the older format the family of counters and infos has the name of its samples.
  const bool older = format_ == Format::text;
  const auto type = static_cast<std::size_t>(name.type);
  const std::string shown = family_ + std::string(older ? older_suffixes[type] : "");
  const auto out = std::back_inserter(text_);
  fmt::format_to(out, "# HELP {} ", shown);
  append_escaped(text_, name.help, format_ == Format::open_metrics);
  fmt::format_to(out, "\n# TYPE {} {}\n", shown, (older ? older_types : types)[type]);
  if (format_ == Format::open_metrics && !name.unit.empty()) fmt::format_to(out, "# UNIT {} {}\n", shown, name.unit);
}

void Exposition::head(std::string_view suffix, Labels labels, std::string_view bound) {
  text_ += family_;
  text_ += suffix;
  char before = '{';
  const auto label = [&](std::string_view name, std::string_view value) {
    text_ += before;
    text_ += name;
    text_ += "=\"";
    append_escaped(text_, value, true);
    text_ += '"';
    before = ',';
  };
  for (const auto& [name, value] : labels) label(name, value);
  if (!bound.empty()) label("le", bound);
  if (before == ',') text_ += '}';
}

void Exposition::sample(std::string_view suffix, Labels labels, std::uint64_t value) {
  head(suffix, labels);
  fmt::format_to(std::back_inserter(text_), " {}\n", value);
}

void Exposition::sample(std::string_view suffix, Labels labels, double value) {
  head(suffix, labels);
  fmt::format_to(std::back_inserter(text_), " {}\n", number_text(value));
}

void Exposition::bucket(Labels labels, std::string_view bound, std::uint64_t values) {
  head("_bucket", labels, bound);
  fmt::format_to(std::back_inserter(text_), " {}\n", values);
}

std::string Exposition::finish() {
  if (format_ == Format::open_metrics) text_ += "# EOF\n";
  return std::move(text_);
}

}  // namespace rushhour::outputs
