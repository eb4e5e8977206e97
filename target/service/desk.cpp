#include "target/service/desk.hpp"

#include <fmt/format.h>

#include <utility>

#include "target/faults/fault_text.hpp"
#include "target/service/answers/order_moves.hpp"
#include "target/service/digest.hpp"
#include "target/service/problem.hpp"
#include "target/service/statistics.hpp"

namespace rushhour::service {
namespace {

// A request comes round again only when another one was faster at the same thing, or when it had to wait for something.
constexpr int attempts_max = 16;

/// The restaurant that a request names in its path, for faults.
std::optional<std::uint32_t> restaurant_of(const Match& match) {
  if (match.route == nullptr || !match.route->pattern().starts_with("/api/restaurants/")) return std::nullopt;
  const auto id = natural(match.parameter);
  return id && *id <= UINT32_MAX ? std::optional(static_cast<std::uint32_t>(*id)) : std::nullopt;
}

/// What an operation that met a conflict would have to see.
store::LookUp collided_with(const store::Operation& operation) {
  using Kind = store::LookUp::Kind;
  if (const auto* placed = std::get_if<store::PlaceOrder>(&operation)) return {Kind::order, placed->order.id};
  if (const auto* moved = std::get_if<store::MoveOrder>(&operation)) return {Kind::order, moved->order.id};
  if (const auto* added = std::get_if<store::AddAccount>(&operation)) return {Kind::account, added->account.customer};
  return {};
}

}  // namespace

Desk::Desk(Parts parts) : parts_(std::move(parts)), catalogue_(parts_.catalogue.get()), accounts_(parts_.accounts) {
  cities_.emplace(parts_.catalogue->city().seed(), std::move(parts_.catalogue));
  fingerprint_of({});  // OpenSSL takes milliseconds to make itself ready, which the first order should not wait for
}

View Desk::view(const Recall* recall, Instant now) const {
  return {catalogue(),   parts_.orders,          parts_.roster,    parts_.baskets,       parts_.sessions,           parts_.travel,
          parts_.faults, parts_.store.opening(), accounts_.load(), parts_.opening_hours, parts_.wall_at_zero + now, recall};
}

bool Desk::handle(Ticket& ticket) {
  if (!ticket.delivery.again) {
    ticket.timing = {};
    ticket.waits_since_ = ticket.arrived;
    const auto found = match(ticket.request.method, ticket.request.target);
    ticket.matched_ = found.has_value();
    ticket.match_ = found.value_or(Match());
    ticket.route = ticket.match_.route;
    const bool reads = ticket.request.method == Method::get || ticket.request.method == Method::head;
    ticket.request.number = reads ? 0 : ++numbers_;
    ticket.fate_ = parts_.faults.any() ? ++fates_ : 0;
  }
  ticket.delivery = {};
  ticket.attempts_ = 0;
  ticket.recalled_ = false;
  ticket.recall_ = {};
  if (parts_.faults.any() && meet_faults(ticket)) return true;
  return advance(ticket);
}

// The admin is spared: who switched a fault on must be able to switch it off.
bool Desk::meet_faults(Ticket& ticket) {
  const Route* route = ticket.route;
  if (route != nullptr && (route->role == Role::admin || route->open)) return false;
  const faults::Asked asked{route == nullptr ? std::string_view() : route->name, restaurant_of(ticket.match_), ticket.fate_};
  const faults::Effects effects = parts_.faults.effects_on(asked, parts_.clock.now());
  ticket.delivery = {effects.hold, effects.reset, static_cast<std::uint32_t>(std::min<std::uint64_t>(effects.bytes_per_s, UINT32_MAX)),
                     effects.ask_again};
  if (!effects.ask_again) ticket.timing.queue += effects.hold;
  if (effects.status != 0) ticket.response = problem(effects.status, "a fault was switched on that answers so");
  return effects.ask_again || effects.reset || effects.status != 0;
}

bool Desk::resume(Ticket& ticket) {
  if (ticket.stage_ == Ticket::Stage::recalling) {
    if (ticket.recall_failed_) return fail(ticket, "the order store is in trouble; try again");
    ticket.recalled_ = true;
  } else if (ticket.stage_ == Ticket::Stage::committing) {
    if (ticket.verdict_ == store::Verdict::committed) {
      if (parts_.acted) parts_.acted(ticket.deed_, ticket);
      return true;
    }
    if (ticket.verdict_ == store::Verdict::failed) return fail(ticket, "the change could not be stored; try again");
    return settle_conflict(ticket);
  }
  return advance(ticket);
}

bool Desk::fail(Ticket& ticket, std::string_view detail) const {
  ticket.response = unavailable(detail);
  return true;
}

bool Desk::settle_conflict(Ticket& ticket) {
  const auto* met = std::get_if<store::LookUp>(&ticket.recall_.asked);
  if (met == nullptr) return advance(ticket);
  return look_up(ticket, *met);
}

bool Desk::advance(Ticket& ticket) {
  while (++ticket.attempts_ <= attempts_max) {
    const Instant began = parts_.clock.now();
    ticket.timing.queue += began - ticket.waits_since_;
    const View seen = view(ticket.recalled_ ? &ticket.recall_ : nullptr, began);
    Decision decision = decide(ticket.request, ticket.matched_ ? std::optional(ticket.match_) : std::nullopt, seen, parts_.city.at(began));
    ticket.waits_since_ = parts_.clock.now();
    ticket.timing.app += ticket.waits_since_ - began;
    if (decision.waits()) return wait_for(ticket, std::move(decision.wanted));
    if (decision.claims.empty()) return carry_out(ticket, std::move(decision));
    ticket.stage_ = Ticket::Stage::deciding;
    switch (claims_.claim(decision.claims, ticket, seen)) {
      case Claims::Answer::held:
        return carry_out(ticket, std::move(decision));
      case Claims::Answer::waiting:
        return false;
      case Claims::Answer::crowded:
        ticket.response = problem(409, "too many requests are changing the same; try again when one is answered");
        ticket.response.fields.push_back({"Retry-After", "1"});
        return true;
      case Claims::Answer::stale:
        ticket.recalled_ = false;
    }
  }
  return fail(ticket, "others keep changing the same; try again");
}

bool Desk::wait_for(Ticket& ticket, Wanted wanted) {
  if (auto* stored = std::get_if<store::LookUp>(&wanted)) return look_up(ticket, std::move(*stored));
  return send_to_back_room(ticket, std::move(wanted));
}

bool Desk::look_up(Ticket& ticket, store::LookUp wanted) {
  ticket.stage_ = Ticket::Stage::recalling;
  ticket.recall_ = {};
  wanted.client = ticket.client;
  ticket.recall_.asked = wanted;
  if (wanted.kind == store::LookUp::Kind::account) ticket.recall_.account_of = wanted.name;
  const bool taken = parts_.store.look_up(std::move(wanted), [&ticket](store::Recalled recalled) {
    ticket.timing.queue += recalled.began - ticket.waits_since_;
    ticket.timing.db += recalled.ended - recalled.began;
    ticket.waits_since_ = recalled.ended;
    ticket.recall_.order = std::move(recalled.order);
    ticket.recall_.account = std::move(recalled.account);
    ticket.recall_failed_ = recalled.failed;
    ticket.wake();
  });
  return !taken && fail(ticket, "the order store has too much to do; try again");
}

bool Desk::send_to_back_room(Ticket& ticket, Wanted wanted) {
  ticket.stage_ = Ticket::Stage::recalling;
  ticket.recall_.asked = std::move(wanted);  // what was known of an account is still wanted when the key is derived
  ticket.recall_failed_ = false;
  const bool taken = back_room_.submit([this, &ticket] {
    const Wanted& asked = ticket.recall_.asked;
    const Instant began = parts_.clock.now();
    ticket.timing.queue += began - ticket.waits_since_;
    if (const auto* derivation = std::get_if<Derivation>(&asked))
      ticket.recall_.text = key_of_password(derivation->password, derivation->salt);
    if (const auto* city = std::get_if<CityOf>(&asked)) ticket.recall_.catalogue = catalogue_of(city->seed);
    if (std::holds_alternative<Snapshot>(asked)) ticket.recall_.text = parts_.snapshot();
    ticket.waits_since_ = parts_.clock.now();
    ticket.timing.app += ticket.waits_since_ - began;
    ticket.wake();
  });
  return !taken && fail(ticket, "too many requests wait for what takes long; try again");
}

const Catalogue* Desk::catalogue_of(std::uint64_t seed) {
  const std::lock_guard lock(cities_mutex_);
  const auto known = cities_.find(seed);
  if (known != cities_.end()) return known->second.get();
  if (cities_.size() >= cities_max) return nullptr;
  const delivery::City& now = catalogue().city();
  const auto size = [](const auto& all) { return static_cast<std::uint32_t>(all.size()); };
  auto made = std::make_unique<const Catalogue>(delivery::City(seed, size(now.restaurants()), size(now.couriers())));
  return cities_.emplace(seed, std::move(made)).first->second.get();
}

bool Desk::carry_out(Ticket& ticket, Decision decision) {
  if (!decision.change.empty()) return commit(ticket, std::move(decision));
  ticket.response = decision.content == Content::response ? std::move(decision.response) : content(ticket, decision.content);
  const Instant now = parts_.clock.now();
  for (const Effect& effect : decision.effects) take_effect(effect, ticket, now);
  if (!decision.claims.empty()) claims_.release(decision.claims);
  if (parts_.acted && decision.changes_anything() && !std::holds_alternative<Sight>(decision.effects.front()))
    parts_.acted(decision.deed, ticket);
  return true;
}

bool Desk::commit(Ticket& ticket, Decision decision) {
  ticket.stage_ = Ticket::Stage::committing;
  ticket.response = std::move(decision.response);
  const store::LookUp met = collided_with(decision.change.operations.front());
  ticket.recall_ = {};
  if (!met.name.empty()) ticket.recall_.asked = met;
  ticket.recalled_ = false;
  ticket.deed_ = std::move(decision.deed);
  const auto claims = decision.claims;
  decision.change.client = ticket.client;
  const bool taken = parts_.store.submit(
      std::move(decision.change),
      [this, &ticket, held = std::move(decision.claims), effects = std::move(decision.effects)](const store::Committed& committed) {
        ticket.timing.queue += committed.began - ticket.waits_since_;
        ticket.timing.db += committed.ended - committed.began;
        ticket.waits_since_ = committed.ended;
        ticket.verdict_ = committed.verdict;
        if (committed.verdict == store::Verdict::committed) {
          follow(committed.change->operations);
          for (const Effect& effect : effects) take_effect(effect, ticket, committed.ended);
          if (parts_.committed) parts_.committed(*committed.change);
        }
        claims_.release(held);
        ticket.wake();
      });
  if (taken) return false;
  claims_.release(claims);
  return fail(ticket, "the order store has too much to do; try again");
}

void Desk::follow(const std::vector<store::Operation>& operations) {
  for (const store::Operation& operation : operations) {
    if (const auto* placed = std::get_if<store::PlaceOrder>(&operation)) parts_.orders.apply(placed->order);
    if (const auto* moved = std::get_if<store::MoveOrder>(&operation)) parts_.orders.apply(moved->order);
    if (const auto* set = std::get_if<store::SetShift>(&operation)) parts_.roster.apply(set->shift);
    if (std::holds_alternative<store::AddAccount>(operation)) ++accounts_;
    if (std::holds_alternative<store::Reset>(operation)) {
      parts_.orders.clear();
      parts_.roster.clear();
      parts_.baskets.clear();
      accounts_ = 0;
    }
  }
}

void Desk::take_effect(const Effect& effect, Ticket& ticket, Instant now) {
  if (const auto* seen = std::get_if<Sight>(&effect)) parts_.roster.sight(seen->courier, seen->at, seen->when);
  if (const auto* gone = std::get_if<WithdrawOffer>(&effect)) parts_.roster.withdraw(gone->courier, gone->order);
  if (const auto* put = std::get_if<PutBasket>(&effect)) parts_.baskets.put(put->customer, put->basket);
  if (const auto* drop = std::get_if<DropBasket>(&effect)) parts_.baskets.remove(drop->customer);
  if (const auto* removed = std::get_if<RemoveFault>(&effect)) parts_.faults.remove(removed->id, now);
  if (const auto* note = std::get_if<AddNote>(&effect)) parts_.faults.annotations().note(note->text, parts_.wall_at_zero + now);
  if (const auto* reset = std::get_if<ResetCity>(&effect)) catalogue_ = reset->to;
  if (const auto* added = std::get_if<AddFault>(&effect)) {
    faults::Fault fault = added->fault;
    const auto id = parts_.faults.add(fault, now);
    fault.id = id.value_or(0);
    if (id)
      ticket.response.body = faults::fault_json(fault, parts_.wall_at_zero);
    else
      ticket.response = problem(409, fmt::format("there are {} faults already: remove one", faults::faults_max));
  }
}

Response Desk::content(const Ticket& ticket, Content content) const {
  if (content == Content::metrics) return parts_.metrics ? parts_.metrics(ticket.request) : problem(404, "this target counts nothing");
  Response response;
  response.body = statistics_text(view(nullptr, parts_.clock.now()), parts_.store.figures(), city_now());
  return response;
}

}  // namespace rushhour::service
