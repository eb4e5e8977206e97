#include "target/service/answers/customers.hpp"

#include <fmt/format.h>

#include <array>

#include "reports/foundation/json_text.hpp"
#include "target/delivery/placement.hpp"
#include "target/service/answers/answer.hpp"
#include "target/service/answers/order_moves.hpp"
#include "target/service/bodies/event_text.hpp"

namespace rushhour::service {
namespace {

constexpr std::size_t password_bytes_max = 200;
constexpr std::size_t password_bytes_min = 8;

std::string name_member(const Caller& who) {
  std::string text = fmt::format(R"({{"{}":)", name_of(who.role));
  if (who.role == Role::customer)
    append_json_string(text, who.name);
  else
    text += who.name;
  return text;
}

/// The account of that customer as it was recalled; outer nothing: it has not been looked up.
std::optional<std::optional<store::Account>> known_account(const std::string& customer, const View& view) {
  if (view.accounts == 0) return std::optional<store::Account>();
  if (view.recall == nullptr || view.recall->account_of != customer) return std::nullopt;
  return view.recall->account;
}

/// The key that belongs to a password and a salt; nothing if it has not been derived.
std::optional<std::string> known_key(const Derivation& wanted, const View& view) {
  if (view.recall == nullptr || view.recall->asked != Wanted(wanted)) return std::nullopt;
  return view.recall->text;
}

Decision signed_in(const Ask& ask, const Caller& who) {
  const std::string token = ask.view.sessions.issue(who, ask.view.real_now);
  return answer(
      json_response(201, name_member(who) + fmt::format(R"(,"token":"{}","expires_in":{}}})", token, Sessions::lifetime.count())));
}

Decision wrong_password() { return answer(unauthorized("the name or the password is wrong")); }

Decision sign_in_customer(const Ask& ask, const Caller& who, const std::string& password) {
  const auto account = known_account(who.name, ask.view);
  if (!account) return Decision{.wanted = store::LookUp{store::LookUp::Kind::account, who.name}};
  if (!*account) return ask.view.sessions.customers_password_fits(password) ? signed_in(ask, who) : wrong_password();
  const Derivation wanted{password, (*account)->salt};
  const auto key = known_key(wanted, ask.view);
  if (!key) return Decision{.wanted = wanted};
  return same_secret(*key, (*account)->key) ? signed_in(ask, who) : wrong_password();
}

/// Reads the number of a restaurant or courier, if the body names one.
void read_number(faults::JsonObject& body, Role role, std::size_t most, Caller& who) {
  const std::string_view member = name_of(role);
  const auto number = body.integer(member, 1, static_cast<std::int64_t>(most));
  if (!number) return;
  if (who.role != Role::nobody) return body.complain(member, "cannot stand beside another name");
  who = {role, std::to_string(*number), static_cast<std::uint32_t>(*number)};
}

}  // namespace

Decision sign_up(const Ask& ask) {
  std::string customer;
  std::string password;
  if (auto refused = read_body(ask.request, "the sign-up", [&](faults::JsonObject& body) {
        customer = body.text("customer", delivery::customer_bytes_max);
        password = body.text("password", password_bytes_max);
        body.missing("customer");
        body.missing("password");
        if (!password.empty() && password.size() < password_bytes_min)
          body.complain("password", fmt::format("must have {} bytes or more", password_bytes_min));
      }))
    return std::move(*refused);
  const auto account = known_account(customer, ask.view);
  if (!account) return Decision{.wanted = store::LookUp{store::LookUp::Kind::account, customer}};
  if (*account) return refuse(409, "there is a customer of that name");
  const Derivation wanted{password, ask.view.sessions.salt_for(customer)};
  const auto key = known_key(wanted, ask.view);
  if (!key) return Decision{.wanted = wanted};
  const Caller who{Role::customer, customer, 0};
  Decision decision = answer(json_response(201, name_member(who) + "}"));
  decision.claims.push_back({Claim::Kind::account, customer, 0});
  decision.change.events.push_back(
      event_line("customer-" + ask.view.sessions.pseudonym_of(customer), "customer.signed_up", ask.now, trace_of(ask.request)));
  decision.change.operations.push_back(store::AddAccount{{customer, wanted.salt, *key, ask.now}});
  return decision;
}

Decision sign_in(const Ask& ask) {
  const delivery::City& city = ask.view.catalogue.city();
  Caller who;
  std::string password;
  if (auto refused = read_body(ask.request, "the sign-in", [&](faults::JsonObject& body) {
        who.name = body.text("customer", delivery::customer_bytes_max);
        if (!who.name.empty()) who.role = Role::customer;
        read_number(body, Role::restaurant, city.restaurants().size(), who);
        read_number(body, Role::courier, city.couriers().size(), who);
        password = body.text("password", password_bytes_max);
        if (body.find("restaurant") == nullptr && body.find("courier") == nullptr) body.missing("customer");
        body.missing("password");
      }))
    return std::move(*refused);
  if (who.role == Role::customer) return sign_in_customer(ask, who, password);
  return ask.view.sessions.staff_password_fits(password) ? signed_in(ask, who) : wrong_password();
}

Decision who_am_i(const Ask& ask) {
  if (ask.caller.role == Role::nobody) return answer(unauthorized("nobody has signed in: sign in at /api/sessions"));
  if (ask.caller.role == Role::admin) return answer(json_response(200, R"({"admin":true})"));
  return answer(json_response(200, name_member(ask.caller) + "}"));
}

}  // namespace rushhour::service
