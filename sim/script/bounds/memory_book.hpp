#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>

#include <lua.hpp>

namespace rushhour::script {

/// What one Lua state takes of the machine's memory, and what of it is charged to the user whose turn it is. All of a state's memory passes
/// through its book.
///
///   1. A user is charged what is taken less what is given back in its turns, never less than nothing. Garbage of others that the collector
///      frees in its turn counts in its favour, and its own may be freed in theirs; since the collector works in proportion to what a turn
///      takes, both even out.
///   2. Beyond `charge_limit` nothing is refused yet: garbage may be all that it is. `on_suspicion` is told, so that somebody collects and
///      looks again before the user goes on.
///   3. What cannot be garbage, because one turn takes it without such a look, is refused: a request of more than the limit at once, or
///      all that goes beyond twice the limit. Lua raises its "not enough memory", and `on_refusal` is told.
///   4. The state as a whole is held to `limit` in the same way as (2): it exceeds it by no more than one user's doing.
///
/// One thread, but for `busy`, which a signal handler on that thread reads.
struct MemoryBook {
  static constexpr std::size_t unlimited = std::numeric_limits<std::size_t>::max();

  std::size_t held = 0;  ///< bytes
  std::size_t limit = unlimited;
  std::size_t charged = 0;
  std::size_t charge_limit = unlimited / 2;
  void (*on_suspicion)(void* guard) noexcept = nullptr;
  void (*on_refusal)(void* guard) noexcept = nullptr;
  void* guard = nullptr;
  std::atomic<bool> busy{false};  ///< inside the system's allocator, which other threads use too

  bool too_much() const noexcept { return charged > charge_limit || held > limit; }
};

/// While it lives, nothing is refused to a state: for code that must not be left by a Lua error. What it takes is charged all the same.
class Forbearance {
 public:
  explicit Forbearance(lua_State* L) noexcept;
  ~Forbearance();
  Forbearance(const Forbearance&) = delete;
  Forbearance& operator=(const Forbearance&) = delete;

 private:
  MemoryBook* book_;
  std::size_t charge_limit_;
};

/// The book of a state that new_state() made.
MemoryBook& book_of(lua_State* L) noexcept;

/// A state whose memory `book` keeps; the book outlives it. Throws UserError if not even an empty one can be had.
lua_State* new_state(MemoryBook& book);

}  // namespace rushhour::script
