#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <new>

namespace rushhour::wire {

/// Room for one of Asio's pending operations, so that waiting again and again allocates nothing. A second operation that is asked for while
/// the room is taken, or one that is too large, comes from the heap. Must outlive its operations; one thread.
class OperationMemory {
 public:
  OperationMemory() = default;
  OperationMemory(const OperationMemory&) = delete;
  OperationMemory& operator=(const OperationMemory&) = delete;

  void* take(std::size_t size) {
    if (taken_ || size > room_.size()) return ::operator new(size);
    taken_ = true;
    return room_.data();
  }

  void give(void* memory) noexcept {
    if (memory == room_.data())
      taken_ = false;
    else
      ::operator delete(memory);
  }

 private:
  alignas(std::max_align_t) std::array<std::byte, 144> room_;
  bool taken_ = false;
};

/// The allocator of handlers whose operations live in an OperationMemory.
template <class T>
class OperationAllocator {
 public:
  using value_type = T;

  explicit OperationAllocator(OperationMemory& memory) noexcept : memory_(&memory) {}
  template <class U>
  OperationAllocator(const OperationAllocator<U>& other) noexcept : memory_(&other.memory()) {}

  T* allocate(std::size_t n) { return static_cast<T*>(memory_->take(n * sizeof(T))); }
  void deallocate(T* memory, std::size_t) noexcept { memory_->give(memory); }

  OperationMemory& memory() const noexcept { return *memory_; }

  template <class U>
  bool operator==(const OperationAllocator<U>& other) const noexcept {
    return &memory() == &other.memory();
  }

 private:
  OperationMemory* memory_;
};

}  // namespace rushhour::wire
