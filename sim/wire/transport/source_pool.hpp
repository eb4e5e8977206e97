#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/wire/transport/source_range.hpp"

namespace rushhour::wire {

/// Our own addresses, handed out in turn, so that connections spread over the ports of them all. One thread.
class SourcePool {
 public:
  /// `ranges`: as read_source_range() takes them. `offset` and `stride`: which address comes first, and how far the next one is, so that
  /// several workers do not all begin with the same. Throws UserError if a range is none.
  SourcePool(const std::vector<std::string>& ranges, std::size_t offset, std::size_t stride);

  /// How many addresses of that family there are.
  std::uint64_t size(bool v6) const noexcept { return counts_[v6 ? 1 : 0]; }

  /// Gives `socket`, not connected yet, the next address of its family; an errno, or 0 (also if no address of the family was named and
  /// none of the other: the system chooses). The port is chosen when it connects, so that it need only be free towards that server.
  int bind_next(int socket, bool v6) noexcept;

 private:
  std::vector<SourceRange> ranges_;
  std::uint64_t counts_[2] = {0, 0};
  std::uint64_t next_;
  std::size_t stride_;
};

}  // namespace rushhour::wire
