#include "sim/script/wrk/wrk_user.hpp"

#include "sim/script/wrk/wrk_host.hpp"

namespace rushhour::script {
WrkUser::WrkUser(WrkHost& host) : host_(&host), call_(&host.call_) {
  if (!host.has_request_) return;
  own_ = host.call_;
  call_ = &own_;
}

load::Action WrkUser::begin(const load::Iteration&) {
  if (call_ == &own_) {
    failure_ = host_->next_message(own_.request);
    if (!failure_.empty()) return {load::Action::Kind::failed};
  }
  return {load::Action::Kind::send};
}

load::Action WrkUser::after_outcome(std::size_t, load::Outcome&& outcome, bool) {
  if (!host_->has_response_ || outcome.trouble != load::Trouble::none) return {load::Action::Kind::done};
  failure_ = host_->tell(outcome);
  return {failure_.empty() ? load::Action::Kind::done : load::Action::Kind::failed};
}

}  // namespace rushhour::script
