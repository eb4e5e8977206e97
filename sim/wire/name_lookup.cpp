#include "sim/wire/name_lookup.hpp"

#include <fmt/format.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <system_error>
#include <thread>

namespace rushhour::wire {
namespace {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;

Found resolve(const std::string& host, std::uint16_t port) {
  asio::io_context context;
  boost::system::error_code error;
  Found found;
  for (const auto& entry : tcp::resolver(context).resolve(host, std::to_string(port), tcp::resolver::numeric_service, error))
    found.addresses.emplace_back(entry.endpoint());
  if (error || found.addresses.empty()) found.complaint = fmt::format("{}: {}", host, error ? error.message() : "no addresses");
  // A resolver's codes are not errnos, except where the system ran out of something.
  if (error.category() == boost::system::system_category()) found.error = error.value();
  return found;
}

}  // namespace

void look_up(const std::string& host, std::uint16_t port, std::function<void(Found)> then) {
  try {
    std::thread([host, port, then] { then(resolve(host, port)); }).detach();
  } catch (const std::system_error& error) {
    then({{}, error.code().value(), fmt::format("{}: {}", host, error.what())});
  }
}

}  // namespace rushhour::wire
