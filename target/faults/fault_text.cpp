#include "target/faults/fault_text.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "reports/foundation/wall_text.hpp"

namespace rushhour::faults {
namespace {

using Json = nlohmann::ordered_json;

void tell(Json& json, const Lateness& late) {
  json["delay"] = seconds(late.fixed);
  json["law"] = name_of(late.law);
  if (late.law != Lateness::Law::fixed) json["spread"] = seconds(late.spread);
  if (late.law == Lateness::Law::lognormal) json["sigma"] = late.sigma;
}

// What is particular to each kind.
struct Particulars {
  Json& json;

  void operator()(const Delay& d) const { tell(json, d.lateness); }
  void operator()(const Errors& e) const { json["status"] = e.status; }
  void operator()(const Drip& d) const { json["bytes_per_s"] = d.bytes_per_s; }
  void operator()(const SlowDatabase& s) const { tell(json, s.lateness); }
  void operator()(const Pool& p) const {
    json["size"] = p.size;
    json["hold"] = seconds(p.hold);
  }
  void operator()(const Lock& l) const { json["timeout"] = seconds(l.timeout); }
  void operator()(const Leak& l) const {
    json["bytes_per_s"] = l.bytes_per_s;
    json["most"] = l.most;
  }
  void operator()(const Stall&) const {}
  void operator()(const Reset&) const {}
  void operator()(const LostStore&) const {}
  void operator()(const PauseMatcher&) const {}
};

Json json_of(const Fault& fault, WallTime wall_at_zero) {
  Json json{{"id", fault.id}, {"kind", kind_of(fault.effect)}, {"name", fault.called()}, {"text", words_of(fault)}};
  json["begin"] = utc_text(wall_at_zero + fault.begin);
  json["end"] = fault.end == never ? Json(nullptr) : Json(utc_text(wall_at_zero + fault.end));
  json["probability"] = fault.probability;
  if (!fault.routes.empty()) json["routes"] = fault.routes;
  if (fault.restaurant) json["restaurant"] = *fault.restaurant;
  std::visit(Particulars{json}, fault.effect);
  return json;
}

std::string dumped(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

}  // namespace

std::string fault_json(const Fault& fault, WallTime wall_at_zero) { return dumped(json_of(fault, wall_at_zero)); }

std::string faults_json(std::span<const Fault> faults, WallTime wall_at_zero) {
  Json list = Json::array();
  for (const Fault& fault : faults) list.push_back(json_of(fault, wall_at_zero));
  return dumped({{"faults", std::move(list)}});
}

}  // namespace rushhour::faults
