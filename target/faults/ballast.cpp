#include "target/faults/ballast.hpp"

#include <sys/mman.h>

namespace rushhour::faults {

void Ballast::Unmap::operator()(void* block) const noexcept { ::munmap(block, block_bytes); }

// Mapped rather than taken from the heap, which would keep freed blocks for itself once it has seen some of their size.
void Ballast::hold(std::uint64_t bytes) {
  const std::size_t wanted = bytes / block_bytes;
  if (blocks_.size() > wanted) blocks_.resize(wanted);
  while (blocks_.size() < wanted) {
    void* const block = ::mmap(nullptr, block_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    if (block == MAP_FAILED) break;
    blocks_.emplace_back(block);
  }
  held_.store(blocks_.size() * block_bytes, std::memory_order_relaxed);
}

}  // namespace rushhour::faults
