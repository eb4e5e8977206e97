#include "target/service/answers/admin.hpp"

#include <fmt/format.h>

#include "reports/foundation/json_text.hpp"
#include "target/faults/fault_text.hpp"
#include "target/faults/read_fault.hpp"
#include "target/service/answers/answer.hpp"
#include "target/service/answers/order_moves.hpp"
#include "target/service/bodies/event_text.hpp"

namespace rushhour::service {
namespace {

constexpr std::int64_t seed_max = INT64_MAX;

Response nothing() {
  Response response;
  response.status = 204;
  return response;
}

}  // namespace

Decision list_faults(const Ask& ask) {
  const faults::FaultBook& book = ask.view.faults;
  return answer(json_response(200, faults::faults_json(book.snapshot()->all(), book.wall(Instant{0}))));
}

Decision add_fault(const Ask& ask) {
  const WallTime zero = ask.view.faults.wall(Instant{0});
  auto read = faults::read_fault(ask.request.body, {ask.view.real_now - zero, zero, route_names()});
  if (const auto* malformed = std::get_if<faults::Malformed>(&read)) return refuse(400, "the body " + malformed->detail);
  if (const auto* complaints = std::get_if<faults::Complaints>(&read)) return not_valid("the fault", *complaints);
  Decision decision = answer(json_response(201, {}));
  decision.effects.push_back(AddFault{std::move(std::get<faults::Fault>(read))});
  return decision;
}

Decision remove_fault(const Ask& ask) {
  const auto id = natural(ask.parameter);
  const auto all = ask.view.faults.snapshot();
  for (const faults::Fault& fault : all->all())
    if (id && fault.id == static_cast<std::uint64_t>(*id)) {
      Decision decision = answer(nothing());
      decision.effects.push_back(RemoveFault{fault.id});
      decision.deed.entity = fmt::format("fault/{}", fault.id);
      return decision;
    }
  return refuse(404, "there is no such fault, or it has ended");
}

Decision add_annotation(const Ask& ask) {
  std::string text;
  if (auto refused = read_body(ask.request, "the annotation", [&](faults::JsonObject& body) {
        text = body.text("text", faults::Annotations::text_bytes_max);
        body.missing("text");
      }))
    return std::move(*refused);
  Decision decision = answer(nothing());
  decision.effects.push_back(AddNote{std::move(text)});
  return decision;
}

Decision reset_city(const Ask& ask) {
  std::optional<std::int64_t> seed;
  if (auto refused = read_body(ask.request, "the reset", [&](faults::JsonObject& body) { seed = body.integer("seed", 0, seed_max); }))
    return std::move(*refused);
  const Catalogue* to = &ask.view.catalogue;
  const CityOf wanted{seed ? static_cast<std::uint64_t>(*seed) : to->city().seed()};
  if (wanted.seed != to->city().seed()) {
    if (ask.view.recall == nullptr || ask.view.recall->asked != Wanted(wanted)) return Decision{.wanted = wanted};
    to = ask.view.recall->catalogue;
    if (to == nullptr) return refuse(409, "this target has held the cities of as many seeds as it can: start another one");
  }
  Decision decision = answer(json_response(200, fmt::format(R"({{"seed":{}}})", wanted.seed)));
  decision.claims.push_back({Claim::Kind::city, {}, 0});
  decision.change.events.push_back(
      event_line(fmt::format("city-{}-{}", ask.view.opening, ask.request.number), "city.reset", ask.now, trace_of(ask.request)));
  decision.change.operations.push_back(store::Reset{});
  decision.effects.push_back(ResetCity{to});
  return decision;
}

Decision take_snapshot(const Ask& ask) {
  if (ask.view.recall == nullptr || ask.view.recall->asked != Wanted(Snapshot())) return Decision{.wanted = Snapshot()};
  if (ask.view.recall->text.empty()) return answer(unavailable("the snapshot could not be written; try again"));
  std::string body = R"({"snapshot":)";
  append_json_string(body, ask.view.recall->text);
  return answer(json_response(201, body += "}"));
}

Decision read_statistics(const Ask&) {
  Decision decision;
  decision.content = Content::statistics;
  return decision;
}

}  // namespace rushhour::service
