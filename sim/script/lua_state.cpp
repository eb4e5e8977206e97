#include <cstdlib>

#include "reports/foundation/user_error.hpp"
#include "sim/script/library.hpp"

namespace rushhour::script {
namespace {

constexpr std::size_t memory_limit = std::size_t{4} << 30;  // of one worker's state

void* allocate(void* used, void* block, std::size_t old_size, std::size_t new_size) {
  auto& total = *static_cast<std::size_t*>(used);
  if (block == nullptr) old_size = 0;  // Lua passes the kind of object there
  if (new_size == 0) {
    total -= old_size;
    std::free(block);
    return nullptr;
  }
  if (new_size > old_size && total - old_size + new_size > memory_limit) return nullptr;
  void* moved = std::realloc(block, new_size);
  if (moved != nullptr) total += new_size - old_size;
  return moved;
}

}  // namespace

lua_State* new_limited_state(std::size_t& used) {
  used = 0;
  lua_State* const L = lua_newstate(allocate, &used);
  if (L == nullptr) throw UserError("out of memory for another Lua state; run with fewer threads");
  return L;
}

}  // namespace rushhour::script
