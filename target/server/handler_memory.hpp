#pragma once

#include <array>
#include <cstddef>
#include <new>

namespace rushhour::server {

/// Memory for the completion handlers of one connection, of which few are under way at a time: Asio takes the same block again and again
/// instead of going to the heap with every read. One thread.
class HandlerMemory {
 public:
  void* take(std::size_t bytes) {
    if (bytes > block_.size() || taken_) return ::operator new(bytes);
    taken_ = true;
    return block_.data();
  }

  void give_back(void* memory) noexcept {
    if (memory == block_.data())
      taken_ = false;
    else
      ::operator delete(memory);
  }

 private:
  alignas(std::max_align_t) std::array<std::byte, 256> block_{};
  bool taken_ = false;
};

/// A HandlerMemory as the standard allocator that Asio asks a handler for.
template <typename T>
class HandlerAllocator {
 public:
  using value_type = T;

  explicit HandlerAllocator(HandlerMemory& memory) noexcept : memory_(&memory) {}
  template <typename U>
  HandlerAllocator(const HandlerAllocator<U>& other) noexcept : memory_(other.memory_) {}

  T* allocate(std::size_t n) { return static_cast<T*>(memory_->take(n * sizeof(T))); }
  void deallocate(T* memory, std::size_t) noexcept { memory_->give_back(memory); }

  template <typename U>
  bool operator==(const HandlerAllocator<U>& other) const noexcept {
    return memory_ == other.memory_;
  }

 private:
  template <typename U>
  friend class HandlerAllocator;
  HandlerMemory* memory_;
};

}  // namespace rushhour::server
