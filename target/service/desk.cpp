#include "target/service/desk.hpp"

#include <utility>

#include "target/service/digest.hpp"
#include "target/service/problem.hpp"

namespace rushhour::service {
namespace {

// A request comes round again only when another one was faster at the same order, or when its order had left the view.
constexpr int attempts_max = 8;

}  // namespace

Desk::Desk(Parts parts) : parts_(std::move(parts)) {
  fingerprint_of({});  // OpenSSL takes milliseconds to make itself ready, which the first order should not wait for
}

View Desk::view(const Recall* recall) const {
  return {parts_.catalogue, parts_.orders, parts_.sessions, parts_.store.opening(), parts_.token, recall};
}

bool Desk::handle(Ticket& ticket) {
  ticket.timing = {};
  ticket.delivery = {};
  ticket.attempts_ = 0;
  ticket.recalled_ = false;
  ticket.waits_since_ = ticket.arrived;
  if (ticket.request.method == Method::post) ticket.request.number = ++numbers_;
  return advance(ticket);
}

bool Desk::resume(Ticket& ticket) {
  if (ticket.stage_ == Ticket::Stage::recalling) {
    if (ticket.recall_failed_) return ticket.response = unavailable("the order store is in trouble; try again"), true;
    ticket.recalled_ = true;
  } else if (ticket.stage_ == Ticket::Stage::committing) {
    if (ticket.verdict_ == store::Verdict::committed) return true;
    if (ticket.verdict_ == store::Verdict::failed) return ticket.response = unavailable("the order could not be stored; try again"), true;
    return look_up(ticket, std::move(ticket.recall_.id));
  }
  return advance(ticket);
}

bool Desk::advance(Ticket& ticket) {
  while (++ticket.attempts_ <= attempts_max) {
    const Instant began = parts_.clock.now();
    ticket.timing.queue += began - ticket.waits_since_;
    Decision decision = decide(ticket.request, view(ticket.recalled_ ? &ticket.recall_ : nullptr), parts_.wall_at_zero + began);
    ticket.waits_since_ = parts_.clock.now();
    ticket.timing.app += ticket.waits_since_ - began;
    if (!decision.wanted.empty()) return look_up(ticket, std::move(decision.wanted));
    if (decision.operations.empty()) return ticket.response = std::move(decision.response), true;
    const std::string& id = store::order_of(decision.operations.front()).id;
    switch (claim(id, decision.basis.get(), ticket)) {
      case Claim::held:
        return commit(ticket, std::move(decision));
      case Claim::waiting:
        return false;
      case Claim::crowded:
        ticket.response = problem(409, "too many requests are changing this order; try again when one is answered");
        ticket.response.fields.push_back({"Retry-After", "1"});
        return true;
      case Claim::stale:
        ticket.recalled_ = false;
    }
  }
  ticket.response = unavailable("others keep changing this order; try again");
  return true;
}

bool Desk::look_up(Ticket& ticket, std::string id) {
  ticket.stage_ = Ticket::Stage::recalling;
  ticket.recall_ = {id, nullptr};
  const bool taken = parts_.store.look_up(std::move(id), [&ticket](store::Recalled recalled) {
    ticket.timing.queue += recalled.began - ticket.waits_since_;
    ticket.timing.db += recalled.ended - recalled.began;
    ticket.waits_since_ = recalled.ended;
    ticket.recall_.order = std::move(recalled.order);
    ticket.recall_failed_ = recalled.failed;
    ticket.wake();
  });
  if (!taken) ticket.response = unavailable("the order store has too much to do; try again");
  return !taken;
}

bool Desk::commit(Ticket& ticket, Decision decision) {
  ticket.stage_ = Ticket::Stage::committing;
  ticket.response = std::move(decision.response);
  std::vector<delivery::Order> outcome;
  for (const store::Operation& operation : decision.operations) outcome.push_back(store::order_of(operation));
  const std::string id = outcome.front().id;
  ticket.recall_ = {id, nullptr};
  const bool taken =
      parts_.store.submit(std::move(decision.operations), [this, &ticket, outcome = std::move(outcome)](const store::Committed& committed) {
        ticket.timing.queue += committed.began - ticket.waits_since_;
        ticket.timing.db += committed.ended - committed.began;
        ticket.waits_since_ = committed.ended;
        ticket.verdict_ = committed.verdict;
        if (committed.verdict == store::Verdict::committed)
          for (const delivery::Order& order : outcome) parts_.orders.apply(order);
        release(outcome.front().id);
        ticket.wake();
      });
  if (taken) return false;
  release(id);
  ticket.response = unavailable("the order store has too much to do; try again");
  return true;
}

Desk::Claim Desk::claim(const std::string& id, const delivery::Order* basis, Ticket& ticket) {
  const std::lock_guard lock(mutex_);
  const auto taken = claims_.find(id);
  if (taken != claims_.end()) {
    if (taken->second.size() >= waiting_for_one_order_max) return Claim::crowded;
    ticket.stage_ = Ticket::Stage::deciding;
    ticket.recalled_ = false;  // what the store said may be untrue by then
    taken->second.push_back(&ticket);
    return Claim::waiting;
  }
  if (parts_.orders.find(id).get() != basis) return Claim::stale;
  claims_.emplace(id, std::vector<Ticket*>());
  return Claim::held;
}

void Desk::release(const std::string& id) {
  std::vector<Ticket*> waiting;
  {
    const std::lock_guard lock(mutex_);
    const auto taken = claims_.find(id);
    waiting = std::move(taken->second);
    claims_.erase(taken);
  }
  for (Ticket* ticket : waiting) ticket->wake();
}

}  // namespace rushhour::service
