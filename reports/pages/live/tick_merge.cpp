#include "reports/pages/live/tick_merge.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <string_view>

#include "reports/runs/summary.hpp"
#include "reports/verdicts/generator_use.hpp"

namespace rushhour::pages {
namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 6> gauges{"users_busy",       "users_permitted", "descriptors",
                                                 "descriptor_limit", "resident_bytes",  "connections"};
constexpr std::array<const char*, 4> shares{"cpu", "core_wait", "steal", "throttled"};

template <std::size_t N, class Name>
bool is_one_of(const std::array<Name, N>& names, std::string_view name) {
  return std::any_of(names.begin(), names.end(), [&](std::string_view one) { return one == name; });
}

void add_number(json& into, const json& later) {
  if (into.is_number_float() || later.is_number_float())
    into = into.get<double>() + later.get<double>();
  else if (into.is_number_unsigned() && later.is_number_unsigned())
    into = into.get<std::uint64_t>() + later.get<std::uint64_t>();
  else
    into = into.get<std::int64_t>() + later.get<std::int64_t>();
}

// The entries of a metric or of a place in the script are one if all that is no figure is equal; of two messages the first stands.
bool is_same_entry(const json& a, const json& b) {
  for (const char* key : {"name", "kind", "scenario", "tags", "where"})
    if (a.value(key, json()) != b.value(key, json())) return false;
  return true;
}

void merge_entry(json& into, const json& later) {
  for (const char* key : {"count", "hits", "sum"})
    if (into.contains(key) && later.contains(key)) add_number(into[key], later[key]);
  if (!later.contains("last_ns") || !into.contains("last_ns")) return;
  into["min"] = std::min(into["min"].get<double>(), later["min"].get<double>());
  into["max"] = std::max(into["max"].get<double>(), later["max"].get<double>());
  if (later["last_ns"] < into["last_ns"]) return;
  into["last"] = later["last"];
  into["last_ns"] = later["last_ns"];
}

void merge_entries(json& into, const json& later) {
  for (const json& entry : later) {
    const auto found = std::find_if(into.begin(), into.end(), [&](const json& one) { return is_same_entry(one, entry); });
    if (found == into.end())
      into.push_back(entry);
    else
      merge_entry(*found, entry);
  }
}

bool is_pair_of_counts(const json& value) { return value.is_array() && value.size() == 2 && value[0].is_number() && value[1].is_number(); }

void merge_counts(json& into, const json& later);

void merge_value(std::string_view name, json& into, const json& later) {
  if (into.is_number() && later.is_number()) {
    if (is_one_of(gauges, name))
      into = std::max(into, later);
    else if (name == "queued" || name == "at_ns")
      into = later;
    else
      add_number(into, later);
  } else if (into.is_object() && later.is_object()) {
    merge_counts(into, later);
  } else if (is_pair_of_counts(into) && is_pair_of_counts(later)) {  // passes and fails of a check
    add_number(into[0], later[0]);
    add_number(into[1], later[1]);
  } else if (into.is_array() && later.is_array()) {
    merge_entries(into, later);
  }
}

void merge_counts(json& into, const json& later) {
  for (const auto& [name, value] : later.items()) {
    if (is_one_of(shares, name) || name == runs::merged_most_key || name == verdicts::merged_use_key || name == verdicts::merged_lost_key)
      continue;
    if (const auto found = into.find(name); found == into.end())
      into[name] = value;
    else
      merge_value(name, *found, value);
  }
}

json greatest(const json& tick, const char* key, Instant length) {
  if (const auto most = tick.find(runs::merged_most_key); most != tick.end() && most->contains(key)) return (*most)[key];
  const auto share = tick.find(key);
  if (share == tick.end() || length < runs::shortest_tick) return 0.0;
  return share->is_array() ? (share->empty() ? json(0.0) : *std::max_element(share->begin(), share->end())) : *share;
}

// By worker where there are several; a tick that does not say counts as none.
json mean(const json* a, Instant of_a, const json* b, Instant of_b) {
  const auto at = [](const json* share, std::size_t i) {
    if (share == nullptr) return 0.0;
    if (!share->is_array()) return share->get<double>();
    return i < share->size() ? (*share)[i].get<double>() : 0.0;
  };
  const double whole = std::max(seconds(of_a + of_b), 1e-9);
  const auto of = [&](std::size_t i) { return (at(a, i) * seconds(of_a) + at(b, i) * seconds(of_b)) / whole; };
  const json& sample = a != nullptr ? *a : *b;
  if (!sample.is_array()) return of(0);
  json list = json::array();
  for (std::size_t i = 0; i < std::max(a != nullptr ? a->size() : 0, b != nullptr ? b->size() : 0); ++i) list.push_back(of(i));
  return list;
}

void merge_shares(PlacedTick& into, const PlacedTick& later) {
  const Instant of_a = into.end - into.begin, of_b = later.end - later.begin;
  verdicts::GeneratorUse use = verdicts::use_in(into.line, of_a);
  use += verdicts::use_in(later.line, of_b);
  json most = json::object();
  for (const char* key : shares) {
    const auto a = into.line.find(key);
    const auto b = later.line.find(key);
    if (a == into.line.end() && b == later.line.end()) continue;
    most[key] = std::max(greatest(into.line, key, of_a), greatest(later.line, key, of_b));
    const json merged = mean(a == into.line.end() ? nullptr : &*a, of_a, b == later.line.end() ? nullptr : &*b, of_b);
    into.line[key] = merged;
  }
  into.line[runs::merged_most_key] = std::move(most);
  into.line[verdicts::merged_use_key] = verdicts::merged_use(use);
}

}  // namespace

void merge_tick(PlacedTick& into, const PlacedTick& later) {
  verdicts::LostTime lost = verdicts::lost_in(into.line, into.begin, into.end);
  lost += verdicts::lost_in(later.line, later.begin, later.end);
  into.line[verdicts::merged_lost_key] = verdicts::merged_lost(lost);
  merge_shares(into, later);
  merge_counts(into.line, later.line);
  into.end = later.end;
}

}  // namespace rushhour::pages
