// Prints the metrics of a target that has seen a little of everything, in the format named: "text" or "open_metrics".

#include <cstdio>
#include <string_view>

#include "target/telemetry/registry.hpp"

namespace {

using namespace rushhour;
using namespace rushhour::telemetry;
using namespace std::chrono_literals;

void serve(Registry& registry) {
  for (std::size_t route = 0; route <= registry.names().routes.size(); ++route)
    for (const int status : {0, 200, 201, 404, 418, 429, 503})
      for (const Instant took : {Instant(100us), Instant(3ms), Instant(12s)}) {
        registry.request_began();
        registry.request_ended({route, status, took, 120, 4'000});
      }
  registry.request_began();
  registry.connection_opened();
  registry.connection_opened();
  registry.connection_closed();
  for (std::size_t i = 0; i < registry.names().refusals.size(); ++i) registry.refused(i);
  registry.committed(1, 2ms);
  registry.committed(64, 14ms);
  for (std::size_t i = 0; i < registry.names().events.size(); ++i) registry.event(i, i);
  registry.revenue(123'456);
  registry.refund(789);
  registry.delivered(33min);
  registry.delivered(3h);
  for (std::size_t i = 0; i < readings().size(); ++i)
    registry.watch(static_cast<Reading>(i), [i] { return 0.25 * static_cast<double>(i); });
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view format = argc > 1 ? argv[1] : "";
  if (format != "text" && format != "open_metrics") {
    std::fputs("usage: exposition_tool text|open_metrics [unused]\n", stderr);
    return 2;
  }
  // Names with all that needs an escape.
  Registry registry({{"GET /health", "POST /api/orders/{id}/pay", "GET /odd\"path\\with\nall"},
                     {"rate_limit", "in_flight_limit"},
                     {"order.placed", "order.paid"},
                     "EUR"});
  const bool unused = argc > 2;
  if (!unused) serve(registry);
  std::fputs(registry.expose(format == "text" ? Format::text : Format::open_metrics).c_str(), stdout);
  return 0;
}
