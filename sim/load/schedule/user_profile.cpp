// At the edges of a stage the level is a whole number n, and users 0 to n - 1 are there, whichever way it was rounded. So whether a user is
// there at the begin and at the end of a stage can be read from the stage alone, and in between it comes or goes once at most:
//
//     comes, on a rise from a to b,  when  a + (b - a) t / L = i + 1
//     goes,  on a fall from a to b,  when  a - (a - b) t / L = i

#include "sim/load/schedule/user_profile.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "reports/foundation/user_error.hpp"

namespace rushhour::load {
namespace {

void require_sound(const Stage& stage, std::size_t number) {
  constexpr double most = 1e9;
  const auto sound = [](double level) { return level >= 0 && level <= most && level == std::floor(level); };
  if (stage.length < Instant(0)) throw UserError(fmt::format("stage {} has a negative length", number), Exit::settings);
  if (!sound(stage.from) || !sound(stage.to))
    throw UserError(fmt::format("stage {} has a level that is no whole number of users", number), Exit::settings);
}

Instant share_of(Instant length, double part, double whole) {
  return Instant(std::llround(static_cast<double>(length.count()) * (part / whole)));
}

}  // namespace

UserProfile::UserProfile(std::span<const Stage> stages) {
  for (std::size_t i = 0; i < stages.size(); ++i) {
    require_sound(stages[i], i + 1);
    legs_.push_back({length_, stages[i]});
    length_ += stages[i].length;
    peak_ = std::max(peak_, static_cast<std::uint64_t>(std::max(stages[i].from, stages[i].to)));
  }
}

std::optional<Presence> UserProfile::presence(std::uint64_t user, Instant at) const noexcept {
  const auto gone_at = static_cast<double>(user);
  const double there_at = gone_at + 1;
  auto leg = std::upper_bound(legs_.begin(), legs_.end(), at, [](Instant when, const Leg& one) { return when < one.begin; });
  if (leg != legs_.begin()) --leg;
  std::optional<Instant> from;
  for (; leg != legs_.end(); ++leg) {
    const Stage& stage = leg->stage;
    const bool there = stage.from >= there_at;
    const bool stays = stage.to >= there_at;
    if (there && !from) from = std::max(at, leg->begin);
    if (!there && from) return Presence{*from, leg->begin};  // the level fell between two stages
    if (!there && stays) from = std::max(at, leg->begin + share_of(stage.length, there_at - stage.from, stage.to - stage.from));
    if (!there || stays) continue;
    const Instant to = leg->begin + share_of(stage.length, stage.from - gone_at, stage.from - stage.to);
    if (to > *from) return Presence{*from, to};
    from.reset();
  }
  return from && *from < length_ ? std::optional(Presence{*from, length_}) : std::nullopt;
}

}  // namespace rushhour::load
