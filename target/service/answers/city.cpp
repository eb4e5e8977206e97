#include "target/service/answers/city.hpp"

#include <array>

#include "reports/foundation/nearest_name.hpp"
#include "target/service/answers/answer.hpp"

namespace rushhour::service {
namespace {

using delivery::Complaint;

Response shared(std::string_view body) {
  Response response;
  response.shared_body = body;
  return response;
}

/// A page that is the same for everybody until the target ends, or 304 for who has it.
Decision page(const Request& request, const Page& page) {
  Response response;
  if (!request.if_none_match.empty() && names_tag(request.if_none_match, page.tag))
    response.status = 304;
  else
    response.shared_body = page.body;
  response.shared_fields = page.fields;
  return answer(std::move(response));
}

Decision page_of_restaurant(const Ask& ask, const Page* (Catalogue::*find)(std::int64_t) const noexcept) {
  const auto id = natural(ask.parameter);
  const Page* found = id ? (ask.view.catalogue.*find)(*id) : nullptr;
  return found == nullptr ? refuse(404, "there is no such restaurant") : page(ask.request, *found);
}

constexpr std::array<std::string_view, 6> search_names{"zone", "cuisine", "q", "open", "limit", "cursor"};
constexpr std::size_t q_bytes_max = 100;

/// What is wrong with the names in a query.
std::vector<Complaint> unknown_names(std::string_view query) {
  std::vector<Complaint> complaints;
  while (!query.empty() && complaints.size() < delivery::complaints_max) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), pair.size() + 1));
    const std::string_view name = pair.substr(0, pair.find('='));
    if (!name.empty() && std::find(search_names.begin(), search_names.end(), name) == search_names.end())
      complaints.push_back({std::string(name.substr(0, 40)), "is not known here" + did_you_mean(name, search_names)});
  }
  return complaints;
}

}  // namespace

Decision read_health(const Ask&) { return answer(shared(R"({"status":"ok"})")); }

Decision read_city(const Ask& ask) { return page(ask.request, ask.view.catalogue.overview()); }

Decision read_restaurant(const Ask& ask) { return page_of_restaurant(ask, &Catalogue::restaurant); }
Decision read_menu(const Ask& ask) { return page_of_restaurant(ask, &Catalogue::menu); }

Decision list_restaurants(const Ask& ask) {
  Search search;
  std::vector<Complaint> complaints = unknown_names(ask.query);
  search.zone = query_value(ask.query, "zone").value_or("");
  search.cuisine = query_value(ask.query, "cuisine").value_or("");
  search.words = query_value(ask.query, "q").value_or("");
  const std::string open = query_value(ask.query, "open").value_or("0");
  const auto limit = natural(query_value(ask.query, "limit").value_or("20"));
  const auto after = natural(query_value(ask.query, "cursor").value_or("0"));
  const Catalogue& catalogue = ask.view.catalogue;
  if (!search.zone.empty() && catalogue.city().zone(search.zone) == nullptr)
    complaints.push_back({"zone", "is not in this city; /api/city lists the zones"});
  if (!search.cuisine.empty() && !catalogue.has_cuisine(search.cuisine))
    complaints.push_back({"cuisine", "is not in this city; /api/city lists the cuisines"});
  if (search.words.size() > q_bytes_max) complaints.push_back({"q", "must be at most 100 bytes long"});
  if (open != "0" && open != "1") complaints.push_back({"open", "must be 0 or 1"});
  if (!limit || *limit < 1 || *limit > static_cast<std::int64_t>(Catalogue::page_max))
    complaints.push_back({"limit", "must be a number from 1 to 100"});
  if (!after) complaints.push_back({"cursor", "must come from the `next` of an earlier answer"});
  if (!complaints.empty()) return not_valid("the query", complaints);
  if (open == "1") search.open_at = ask.now;
  search.limit = static_cast<std::size_t>(*limit);
  search.after = *after;
  return answer(json_response(200, catalogue.find(search)));
}

Decision read_annotations(const Ask& ask) {
  const auto since = natural(query_value(ask.query, "since").value_or("0"));
  if (!since) return not_valid("the query", {{"since", "must be a number from 0"}});
  Response response = json_response(200, ask.view.faults.annotations().json(static_cast<std::uint64_t>(*since)));
  response.content_type = faults::annotations_type;
  return answer(std::move(response));
}

Decision read_metrics(const Ask&) {
  Decision decision;
  decision.content = Content::metrics;
  return decision;
}

}  // namespace rushhour::service
