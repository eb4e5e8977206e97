#include "reports/latency/series.hpp"

#include <algorithm>
#include <array>

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

}  // namespace

bool is_phase(std::string_view kind) noexcept { return std::find(phase_kinds.begin(), phase_kinds.end(), kind) != phase_kinds.end(); }

bool is_part(std::string_view kind) noexcept { return kind.starts_with(part_prefix); }

std::string to_tag(const Series& series) {
  std::string tag;
  append_encoded(tag, series.scenario);
  tag += '|';
  append_encoded(tag, series.step);
  tag += '|';
  append_encoded(tag, series.kind);
  tag += series.ok ? "|ok" : "|error";
  tag += series.warmup ? "|warmup" : "|main";
  return tag;
}

std::optional<Series> from_tag(std::string_view tag) {
  std::array<std::string, 5> parts;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const bool last = i + 1 == parts.size();
    const std::size_t bar = tag.find('|');
    if (last != (bar == std::string_view::npos)) return std::nullopt;
    std::optional<std::string> part = decoded(tag.substr(0, bar));
    if (!part) return std::nullopt;
    parts[i] = std::move(*part);
    if (!last) tag.remove_prefix(bar + 1);
  }
  const auto& [scenario, step, kind, outcome, phase] = parts;
  if (kind.empty() || (outcome != "ok" && outcome != "error") || (phase != "main" && phase != "warmup")) return std::nullopt;
  return Series{scenario, step, kind, outcome == "ok", phase == "warmup"};
}

}  // namespace rushhour::latency
