#include "sim/script/bounds/memory_book.hpp"

#include <cstdlib>
#include <utility>

#include "reports/foundation/user_error.hpp"

namespace rushhour::script {
namespace {

bool may_take(MemoryBook& book, std::size_t more) noexcept {
  if (more > book.charge_limit || book.charged + more > 2 * book.charge_limit) {
    if (book.on_refusal != nullptr) book.on_refusal(book.guard);
    return false;
  }
  if ((book.charged + more > book.charge_limit || book.held + more > book.limit) && book.on_suspicion != nullptr)
    book.on_suspicion(book.guard);
  return true;
}

void note(MemoryBook& book, std::size_t old_size, std::size_t new_size) noexcept {
  book.held += new_size - old_size;
  book.charged = book.charged + new_size > old_size ? book.charged + new_size - old_size : 0;
}

void* allocate(void* user, void* block, std::size_t old_size, std::size_t new_size) {
  auto& book = *static_cast<MemoryBook*>(user);
  if (block == nullptr) old_size = 0;  // Lua passes the kind of object there
  if (new_size > old_size && !may_take(book, new_size - old_size)) return nullptr;
  // A signal handler on this very thread reads it, so only the compiler must keep the order.
  book.busy.store(true, std::memory_order_relaxed);
  std::atomic_signal_fence(std::memory_order_seq_cst);
  void* moved = nullptr;
  if (new_size == 0)
    std::free(block);
  else
    moved = std::realloc(block, new_size);
  std::atomic_signal_fence(std::memory_order_seq_cst);
  book.busy.store(false, std::memory_order_relaxed);
  if (moved != nullptr || new_size == 0) note(book, old_size, new_size);
  return moved;
}

}  // namespace

MemoryBook& book_of(lua_State* L) noexcept {
  void* book = nullptr;
  lua_getallocf(L, &book);
  return *static_cast<MemoryBook*>(book);
}

Forbearance::Forbearance(lua_State* L) noexcept
    : book_(&book_of(L)), charge_limit_(std::exchange(book_->charge_limit, MemoryBook::unlimited / 2)) {}

Forbearance::~Forbearance() { book_->charge_limit = charge_limit_; }

lua_State* new_state(MemoryBook& book) {
  lua_State* const L = lua_newstate(allocate, &book);
  if (L == nullptr) throw UserError("out of memory for another Lua state; run with fewer threads");
  return L;
}

}  // namespace rushhour::script
