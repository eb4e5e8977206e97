#include "sim/wire/transport/source_pool.hpp"

#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

#include "reports/foundation/user_error.hpp"

namespace rushhour::wire {
namespace {

int bind_to(int socket, bool v6, const SourceRange::Bytes& bytes) noexcept {
  const int yes = 1;
  ::setsockopt(socket, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &yes, sizeof yes);
  if (v6) {
    sockaddr_in6 address{};
    address.sin6_family = AF_INET6;
    std::memcpy(&address.sin6_addr, bytes.data(), sizeof address.sin6_addr);
    return ::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 ? 0 : errno;
  }
  sockaddr_in address{};
  address.sin_family = AF_INET;
  std::memcpy(&address.sin_addr, bytes.data(), sizeof address.sin_addr);
  return ::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 ? 0 : errno;
}

}  // namespace

SourcePool::SourcePool(const std::vector<std::string>& ranges, std::size_t offset, std::size_t stride) : next_(offset), stride_(stride) {
  for (const std::string& text : ranges) {
    SourceRange range = read_source_range(text);
    if (!range.complaint.empty())
      throw UserError(fmt::format("source address {}: {} (--source, options.http.sources)", text, range.complaint), Exit::settings);
    counts_[range.v6 ? 1 : 0] += range.count;
    ranges_.push_back(range);
  }
}

int SourcePool::bind_next(int socket, bool v6) noexcept {
  const std::uint64_t count = size(v6);
  if (count == 0) return size(!v6) == 0 ? 0 : EAFNOSUPPORT;
  std::uint64_t index = next_ % count;
  next_ += stride_;
  for (const SourceRange& range : ranges_) {
    if (range.v6 != v6) continue;
    if (index < range.count) return bind_to(socket, v6, range.at(index));
    index -= range.count;
  }
  return EADDRNOTAVAIL;
}

}  // namespace rushhour::wire
