#include <fmt/format.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <future>
#include <thread>

#include "sim/wire/http/url.hpp"
#include "sim/wire/origin.hpp"
#include "sim/wire/transport/transport_error.hpp"
#include "sim/wire/wire_world.hpp"

namespace rushhour::wire {
namespace {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;

struct Found {
  std::vector<tcp::endpoint> addresses;
  std::string complaint;
};

/// getaddrinfo cannot be interrupted, so a name server that says nothing keeps the thread, which nobody waits for, until it gives up.
Found resolve(const std::string& host, std::uint16_t port, std::chrono::milliseconds patience) {
  if (Found found{addresses_without_dns(host, port), {}}; !found.addresses.empty()) return found;
  std::promise<Found> promise;
  std::future<Found> future = promise.get_future();
  std::thread([host, port, promise = std::move(promise)]() mutable {
    asio::io_context context;
    boost::system::error_code error;
    Found found;
    for (const auto& entry : tcp::resolver(context).resolve(host, std::to_string(port), tcp::resolver::numeric_service, error))
      found.addresses.push_back(entry.endpoint());
    if (error) found.complaint = fmt::format("{}: {}", host, error.message());
    promise.set_value(std::move(found));
  }).detach();
  if (future.wait_for(patience) == std::future_status::timeout) return {{}, fmt::format("{}: no answer from DNS in time", host)};
  return future.get();
}

}  // namespace

std::string probe(const std::string& target, std::chrono::milliseconds patience) {
  const auto until = std::chrono::steady_clock::now() + patience;
  const Url url = split_url(target);
  if (!url.complaint.empty()) return std::string(url.complaint);
  const Found found = resolve(std::string(url.host), url.port, patience);
  if (!found.complaint.empty()) return found.complaint;

  asio::io_context context;
  tcp::socket socket(context);
  std::string complaint = "no connection in time";
  asio::async_connect(socket, found.addresses, [&](const boost::system::error_code& error, const tcp::endpoint&) {
    complaint = error ? words_of(error.value(), Phase::connecting) : std::string();
  });
  context.run_until(until);
  return complaint;
}

}  // namespace rushhour::wire
