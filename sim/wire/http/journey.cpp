#include "sim/wire/http/journey.hpp"

#include <fmt/format.h>

#include "sim/wire/http/redirect.hpp"

namespace rushhour::wire {
namespace {

void add_phases(const load::Phases& from, load::Phases& to) {
  for (std::size_t i = 0; i < load::phase_count; ++i)
    if (const auto phase = static_cast<load::Phase>(i); from.took_place(phase)) to.add(phase, from.of(phase));
}

}  // namespace

load::Trouble Journey::lead_on(const load::Request& sent, std::string_view base, const load::Outcome& outcome, std::string& why) {
  if (sent.redirects == 0) {
    why = fmt::format("{} redirects were followed, and the last one led to another", hops_);
    return load::Trouble::redirect_loop;
  }
  Hop hop = next_hop(sent, base, outcome);
  if (!hop.complaint.empty()) {
    why = std::move(hop.complaint);
    return load::Trouble::malformed;
  }
  if (hops_++ == 0) sent_ = outcome.sent;
  bytes_out_ += outcome.bytes_out;
  bytes_in_ += outcome.bytes_in;
  add_phases(outcome.phases, phases_);
  request_ = std::move(hop.request);
  return load::Trouble::none;
}

void Journey::sum_up(load::Outcome& outcome) const {
  if (hops_ == 0) return;
  outcome.sent = sent_;
  outcome.bytes_out += bytes_out_;
  outcome.bytes_in += bytes_in_;
  add_phases(phases_, outcome.phases);
  outcome.url = request_.url;
}

}  // namespace rushhour::wire
