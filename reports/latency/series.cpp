#include "reports/latency/series.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace rushhour::latency {
namespace {

constexpr std::string_view hex = "0123456789ABCDEF";

bool stands_as_it_is(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
         std::string_view("._-~/").find(c) != std::string_view::npos;
}

void append_encoded(std::string& out, std::string_view name) {
  for (const char c : name) {
    if (stands_as_it_is(c)) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += hex[byte >> 4];
    out += hex[byte & 15];
  }
}

int digit_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

std::optional<std::string> decoded(std::string_view part) {
  std::string name;
  for (std::size_t i = 0; i < part.size(); ++i) {
    if (stands_as_it_is(part[i])) {
      name += part[i];
      continue;
    }
    if (part[i] != '%' || i + 2 >= part.size()) return std::nullopt;
    const int high = digit_value(part[i + 1]), low = digit_value(part[i + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    name += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return name;
}

std::vector<std::string_view> parts_of(std::string_view tag) {
  std::vector<std::string_view> parts;
  for (std::size_t bar = tag.find('|'); bar != std::string_view::npos; bar = tag.find('|')) {
    parts.push_back(tag.substr(0, bar));
    tag.remove_prefix(bar + 1);
  }
  parts.push_back(tag);
  return parts;
}

bool add_tag(Tags& tags, std::string_view pair) {
  const std::size_t equals = pair.find('=');
  if (equals == 0 || equals == std::string_view::npos) return false;
  std::optional<std::string> name = decoded(pair.substr(0, equals));
  std::optional<std::string> value = decoded(pair.substr(equals + 1));
  return name && value && tags.emplace(std::move(*name), std::move(*value)).second;
}

}  // namespace

bool is_phase(std::string_view kind) noexcept { return std::find(phase_kinds.begin(), phase_kinds.end(), kind) != phase_kinds.end(); }

bool is_part(std::string_view kind) noexcept { return kind.starts_with(part_prefix); }

bool is_by_minute(std::string_view kind) noexcept {
  return is_phase(kind) || is_part(kind) || std::find(size_kinds.begin(), size_kinds.end(), kind) != size_kinds.end();
}

std::string to_tag(const Series& series) {
  std::string tag;
  append_encoded(tag, series.scenario);
  tag += '|';
  append_encoded(tag, series.step);
  tag += '|';
  append_encoded(tag, series.kind);
  tag += series.ok ? "|ok" : "|error";
  tag += series.warmup ? "|warmup" : "|main";
  for (const auto& [name, value] : series.tags) {
    tag += '|';
    append_encoded(tag, name);
    tag += '=';
    append_encoded(tag, value);
  }
  return tag;
}

std::optional<Series> from_tag(std::string_view tag) {
  const std::vector<std::string_view> parts = parts_of(tag);
  if (parts.size() < 5) return std::nullopt;
  const std::optional<std::string> scenario = decoded(parts[0]), step = decoded(parts[1]), kind = decoded(parts[2]);
  const std::string_view outcome = parts[3], phase = parts[4];
  if (!scenario || !step || !kind || kind->empty()) return std::nullopt;
  if ((outcome != "ok" && outcome != "error") || (phase != "main" && phase != "warmup")) return std::nullopt;
  Series series{*scenario, *step, *kind, outcome == "ok", phase == "warmup"};
  for (std::size_t i = 5; i < parts.size(); ++i)
    if (!add_tag(series.tags, parts[i])) return std::nullopt;
  return series;
}

}  // namespace rushhour::latency
