#include "sim/telemetry/metrics_text.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace rushhour::sim {
namespace {

constexpr std::size_t longest_line = 16 * 1024;
constexpr std::size_t labels_at_most = 64;
constexpr std::size_t families_at_most = 20'000;

bool begins_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':'; }
bool in_name(char c) { return begins_name(c) || (c >= '0' && c <= '9'); }

void skip_blanks(std::string_view& rest) { rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size())); }

std::string_view take_name(std::string_view& rest) {
  std::size_t length = 0;
  if (!rest.empty() && begins_name(rest.front()))
    while (length < rest.size() && in_name(rest[length])) ++length;
  const std::string_view name = rest.substr(0, length);
  rest.remove_prefix(length);
  return name;
}

std::string_view take_word(std::string_view& rest) {
  const std::string_view word = rest.substr(0, rest.find_first_of(" \t"));
  rest.remove_prefix(word.size());
  skip_blanks(rest);
  return word;
}

bool take(std::string_view& rest, char c) {
  if (rest.empty() || rest.front() != c) return false;
  rest.remove_prefix(1);
  return true;
}

/// A quoted value as it stands, quotes outside; nothing if it does not end or holds an escape that there is not.
std::optional<std::string_view> take_quoted(std::string_view& rest) {
  if (!take(rest, '"')) return std::nullopt;
  for (std::size_t i = 0; i < rest.size(); ++i) {
    if (rest[i] == '"') {
      const std::string_view value = rest.substr(0, i);
      rest.remove_prefix(i + 1);
      return value;
    }
    if (rest[i] == '\\' && (++i == rest.size() || (rest[i] != '\\' && rest[i] != '"' && rest[i] != 'n'))) return std::nullopt;
  }
  return std::nullopt;
}

/// What stands between braces, sorted by name; nothing if it is malformed or names a label twice.
std::optional<std::string> take_labels(std::string_view& rest) {
  if (!take(rest, '{')) return std::string();
  std::vector<std::pair<std::string_view, std::string_view>> labels;
  for (skip_blanks(rest); !take(rest, '}'); skip_blanks(rest)) {
    const std::string_view name = take_name(rest);
    skip_blanks(rest);
    if (name.empty() || !take(rest, '=') || labels.size() == labels_at_most) return std::nullopt;
    skip_blanks(rest);
    const auto value = take_quoted(rest);
    if (!value) return std::nullopt;
    labels.emplace_back(name, *value);
    skip_blanks(rest);
    if (!take(rest, ',') && (rest.empty() || rest.front() != '}')) return std::nullopt;
  }
  std::sort(labels.begin(), labels.end());
  std::string text;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (i > 0 && labels[i].first == labels[i - 1].first) return std::nullopt;
    if (i > 0) text += ',';
    text.append(labels[i].first).append("=\"").append(labels[i].second).append("\"");
  }
  return text;
}

std::optional<double> number_of(std::string_view word) {
  if (word.starts_with('+')) {
    word.remove_prefix(1);
    if (word.starts_with('+') || word.starts_with('-')) return std::nullopt;
  }
  double value = 0;
  const auto [end, trouble] = std::from_chars(word.data(), word.data() + word.size(), value);  // takes inf, infinity and nan as they come
  if (end != word.data() + word.size()) return std::nullopt;
  if (trouble == std::errc::result_out_of_range) return std::nullopt;
  return trouble == std::errc() ? std::optional(value) : std::nullopt;
}

/// A timestamp, an exemplar, or nothing may stand behind the value.
bool is_tail(std::string_view rest) {
  if (!rest.empty() && rest.front() != '#' && !number_of(take_word(rest))) return false;
  return rest.empty() || rest.front() == '#';
}

MetricType type_named(std::string_view word) {
  if (word == "counter") return MetricType::counter;
  if (word == "gauge") return MetricType::gauge;
  if (word == "histogram") return MetricType::histogram;
  if (word == "summary") return MetricType::summary;
  return MetricType::unknown;
}

class Reading {
 public:
  explicit Reading(const std::function<void(const MetricSample&)>& visit) : visit_(visit) {}

  /// False behind the end that OpenMetrics marks.
  bool take_line(std::string_view line) {
    if (line == "# EOF") {
      read_.whole = true;
      return false;
    }
    if (line.size() > longest_line)
      ++read_.bad_lines;
    else if (line.starts_with('#'))
      take_comment(line.substr(1));
    else if (!line.empty() && !take_sample(line))
      ++read_.bad_lines;
    return true;
  }
  const MetricsRead& read() const noexcept { return read_; }

 private:
  void take_comment(std::string_view rest) {
    skip_blanks(rest);
    if (take_word(rest) != "TYPE") return;
    const std::string_view name = take_word(rest);
    if (types_.size() < families_at_most) types_[name] = type_named(take_word(rest));
  }
  bool take_sample(std::string_view line) {
    skip_blanks(line);
    const std::string_view name = take_name(line);
    skip_blanks(line);
    auto labels = name.empty() ? std::nullopt : take_labels(line);
    if (!labels) return false;
    skip_blanks(line);
    const auto value = number_of(take_word(line));
    if (!value || !is_tail(line)) return false;
    ++read_.samples;
    visit_({name, std::move(*labels), type_of(name), *value});
    return true;
  }
  /// A sample's name is that of its family, with a suffix for the parts of some.
  MetricType type_of(std::string_view name) const {
    if (const auto found = types_.find(name); found != types_.end()) return found->second;
    for (const std::string_view suffix : {"_total", "_bucket", "_count", "_sum"}) {
      if (!name.ends_with(suffix)) continue;
      const auto found = types_.find(name.substr(0, name.size() - suffix.size()));
      if (found != types_.end()) return found->second;
    }
    return MetricType::unknown;
  }

  const std::function<void(const MetricSample&)>& visit_;
  std::map<std::string_view, MetricType> types_;
  MetricsRead read_;
};

}  // namespace

MetricsRead read_metrics(std::string_view text, const std::function<void(const MetricSample&)>& visit) {
  Reading reading(visit);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!reading.take_line(line)) break;
  }
  return reading.read();
}

}  // namespace rushhour::sim
