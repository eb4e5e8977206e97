#include "sim/commands/settings/load_flags.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <nlohmann/json.hpp>

#include "reports/foundation/units.hpp"
#include "reports/foundation/user_error.hpp"

namespace rushhour::sim {
namespace {

constexpr double rate_limit = 10'000'000;

UserError bad_flag(const std::string& message) { return UserError(message, Exit::flags); }

Instant read_duration(const std::string& text) {
  const auto length = parse_duration(text);
  if (!length || *length == Instant(0)) throw bad_flag(fmt::format("--duration {}: wants a length of time, such as 30s or 1m30s", text));
  return *length;
}

double read_rate(const std::string& text) {
  const auto rate = parse_rate(text);
  if (!rate || *rate == 0 || *rate > rate_limit)
    throw bad_flag(fmt::format("--rate {}: wants iterations in a time, such as 500/s or 30/m, at most {:.0f}/s", text, rate_limit));
  return *rate;
}

load::Overrides::Step read_stage(const std::string& text) {
  const auto wrong = [&text] {
    return bad_flag(fmt::format("--stage {}: wants DURATION:USERS or DURATION:RATE, such as 30s:100 or 30s:500/s", text));
  };
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos) throw wrong();
  const auto length = parse_duration(text.substr(0, colon));
  const std::string level = text.substr(colon + 1);
  const bool is_rate = level.find('/') != std::string::npos;
  std::uint64_t users = 0;
  const auto [end, error] = std::from_chars(level.data(), level.data() + level.size(), users);
  const bool whole = error == std::errc{} && end == level.data() + level.size() && users <= load::user_limit;
  const auto rate = is_rate ? parse_rate(level) : std::nullopt;
  if (!length || (is_rate ? !rate || *rate > rate_limit : !whole)) throw wrong();
  return {*length, is_rate ? *rate : static_cast<double>(users), is_rate};
}

load::Tag read_tag(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals + 1 == text.size())
    throw bad_flag(fmt::format("--tag {}: wants NAME=VALUE, such as build=1234", text));
  const std::string name = text.substr(0, equals);
  if (const std::string complaint = load::tag_complaint(name); !complaint.empty())
    throw bad_flag(fmt::format("--tag {}: '{}' {}", text, name, complaint));
  return {name, text.substr(equals + 1)};
}

}  // namespace

void LoadFlags::add_to(CLI::App& app) {
  app.add_option("-u,--vus", vus_, "users of the scenario; of one with arrivals, how many may be busy at once")
      ->envname("RUSHHOUR_VUS")
      ->check(CLI::Range(std::uint64_t{1}, load::user_limit));
  app.add_option("-d,--duration", duration_, "how long the scenario lasts: 30s, 2m, 1h")->envname("RUSHHOUR_DURATION");
  app.add_option("-i,--iterations", iterations_, "iterations that the users share")
      ->envname("RUSHHOUR_ITERATIONS")
      ->check(CLI::Range(std::uint64_t{1}, load::iteration_limit));
  app.add_option("--rate", rate_, "iterations that begin in a time, however slow the answers are: 500/s, 30/m")->envname("RUSHHOUR_RATE");
  const auto list = [&app](const char* flag, std::vector<std::string>& into, const char* environment, const char* says) {
    app.add_option(flag, into, says)->envname(environment)->delimiter(',')->allow_extra_args(false);
  };
  list("--stage", stages_, "RUSHHOUR_STAGE", "DURATION:USERS or DURATION:RATE, a stage of a ramp: 30s:100, 30s:500/s; may be repeated");
  list("--scenario", scenarios_, "RUSHHOUR_SCENARIO", "a scenario that plays, of several; may be repeated");
  list("--tag", tags_, "RUSHHOUR_TAG", "NAME=VALUE of the run, such as build=1234, kept in run.json; may be repeated");
}

load::Overrides LoadFlags::overrides() const {
  load::Overrides overrides;
  overrides.vus = vus_;
  overrides.iterations = iterations_;
  if (duration_) overrides.duration = read_duration(*duration_);
  if (rate_) overrides.rate = read_rate(*rate_);
  for (const std::string& text : stages_) overrides.stages.push_back(read_stage(text));
  for (const std::string& text : tags_) overrides.tags.push_back(read_tag(text));
  overrides.scenarios = scenarios_;
  return overrides;
}

nlohmann::json LoadFlags::values() const {
  nlohmann::json values = nlohmann::json::object();
  const auto add = [&values](const char* name, const auto& value) {
    if (value) values[name] = *value;
  };
  add("vus", vus_);
  add("duration", duration_);
  add("iterations", iterations_);
  add("rate", rate_);
  for (const auto& [name, list] : {std::pair{"stage", &stages_}, std::pair{"scenario", &scenarios_}, std::pair{"tag", &tags_}})
    if (!list->empty()) values[name] = *list;
  return values;
}

}  // namespace rushhour::sim
