#include <boost/asio/connect.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <future>
#include <memory>

#include "sim/wire/origin.hpp"
#include "sim/wire/transport/transport_error.hpp"
#include "sim/wire/wire_world.hpp"

namespace rushhour::wire {
namespace {

namespace asio = boost::asio;

Found find_addresses(const Origin& origin, std::chrono::milliseconds patience) {
  if (!origin.addresses.empty()) return {origin.addresses};
  const auto promise = std::make_shared<std::promise<Found>>();
  std::future<Found> future = promise->get_future();
  look_up(origin.host, origin.port, [promise](Found found) { promise->set_value(std::move(found)); });
  if (future.wait_for(patience) == std::future_status::timeout) return {{}, 0, origin.host + ": no answer from DNS in time"};
  return future.get();
}

}  // namespace

std::string probe(const std::string& target, const load::HttpOptions& http, std::chrono::milliseconds patience) {
  const WireWorld usable({.target = target, .http = http});  // throws for what would only seem unreachable
  const auto until = std::chrono::steady_clock::now() + patience;
  OriginBook origins(target, http);
  const Found found = find_addresses(origins.target(), patience);
  if (!found.complaint.empty()) return found.complaint;

  asio::io_context context;
  asio::generic::stream_protocol::socket socket(context);
  std::string complaint = "no connection in time";
  asio::async_connect(socket, found.addresses, [&](const boost::system::error_code& error, const Address&) {
    complaint = error ? words_of(error.value(), load::Phase::connect) : std::string();
  });
  context.run_until(until);
  return complaint;
}

}  // namespace rushhour::wire
