#include "target/service/statistics.hpp"

#include <nlohmann/json.hpp>

#include "reports/foundation/wall_text.hpp"

namespace rushhour::service {

std::string statistics_text(const View& view, const store::StoreFigures& store, WallTime city_now) {
  nlohmann::ordered_json statistics;
  const delivery::City& city = view.catalogue.city();
  statistics["seed"] = city.seed();
  statistics["city_time"] = utc_text(city_now);
  statistics["restaurants"] = city.restaurants().size();
  statistics["couriers"] = {{"all", city.couriers().size()}, {"on_shift", view.roster.on_shift()}};
  auto& orders = statistics["orders_in_motion"];
  orders["all"] = view.orders.size();
  const auto by_status = view.orders.by_status();
  for (std::size_t i = 0; i < by_status.size(); ++i)
    if (const auto status = static_cast<delivery::OrderStatus>(i); !delivery::finished(status))
      orders[std::string(delivery::name_of(status))] = by_status[i];
  statistics["baskets"] = view.baskets.size();
  statistics["accounts"] = view.accounts;
  statistics["faults"] = view.faults.snapshot()->all().size();
  statistics["store"] = {{"opening", view.opening},
                         {"waiting", store.waiting},
                         {"transactions", store.transactions},
                         {"changes", store.changes},
                         {"failed_changes", store.failed_changes},
                         {"last_event", store.last_event},
                         {"events_behind", store.events_behind}};
  return statistics.dump();
}

}  // namespace rushhour::service
