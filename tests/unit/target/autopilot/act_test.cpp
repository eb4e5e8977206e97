#include "target/autopilot/act.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace rushhour;
using namespace rushhour::autopilot;

TEST_CASE("an act is a request of the interface that everybody else uses") {
  struct Row {
    Act act;
    const char* path;
    const char* body;
  };
  using Kind = Act::Kind;
  const Row rows[] = {
      {{Kind::accept, {}, 7, "ab12"}, "/api/orders/ab12/accept", ""},
      {{Kind::reject, {}, 7, "ab12"}, "/api/orders/ab12/reject", R"({"reason":"the kitchen does not take it"})"},
      {{Kind::prepare, {}, 7, "ab12"}, "/api/orders/ab12/prepare", ""},
      {{Kind::make_ready, {}, 7, "ab12"}, "/api/orders/ab12/ready", ""},
      {{Kind::begin_shift, {}, 31, {}, {-5, 60}}, "/api/couriers/31/shift", R"({"on":true,"at":{"x":-5,"y":60}})"},
      {{Kind::end_shift, {}, 31}, "/api/couriers/31/shift", R"({"on":false})"},
      {{Kind::take, {}, 31, "ab12"}, "/api/orders/ab12/take", ""},
      {{Kind::report, {}, 31, {}, {1, -2}}, "/api/couriers/31/positions", R"({"positions":[{"x":1,"y":-2}]})"},
      {{Kind::pick_up, {}, 31, "ab12"}, "/api/orders/ab12/pick-up", ""},
      {{Kind::deliver, {}, 31, "ab12"}, "/api/orders/ab12/deliver", ""},
  };
  for (const Row& row : rows) {
    INFO(row.path);
    CHECK(path_of(row.act) == row.path);
    CHECK(body_of(row.act) == row.body);
    if (*row.body != '\0') CHECK(nlohmann::json::parse(body_of(row.act)).is_object());
    CHECK(row.act.of_kitchen() == (row.act.who == 7));
  }
}
