#pragma once

#include <atomic>
#include <string>

#include <lua.hpp>

#include "sim/load/plan.hpp"
#include "sim/load/turns.hpp"
#include "sim/script/bounds/memory_book.hpp"

namespace rushhour::script {

/// Ends the turns of a state's users that overrun their limits, in time or memory.
///
///   1. Nothing is counted while all is well: a hook that Lua calls at every instruction is set only once somebody is suspected, by the
///      watchdog's signal or by the book of memory.
///   2. The hook looks whether the suspicion holds. If so, it notes the place in the script, and yields, which no pcall can catch. Where no
///      yield is possible (in a comparator of sort, a predicate of check, the chunk itself) it raises an error, and again at every
///      instruction that a pcall lets follow, until one can yield or nothing is left.
///   3. The note stands until the next turn begins, whatever the script made of the errors.
///
/// One thread, except what load::Turns says.
class UserCode final : public load::Turns {
 public:
  /// The book outlives it, and is its own.
  explicit UserCode(MemoryBook& book);

  /// For the turns that begin from now on; `state_memory` bytes are for all users together.
  void limit(const load::ScriptLimits& limits, std::size_t state_memory) noexcept;

  /// One turn: `L` runs the user's code until the object goes. `charge`: bytes that are charged to the user so far, kept up to date.
  class Turn {
   public:
    Turn(UserCode& code, lua_State* L, std::size_t& charge) noexcept;
    ~Turn();
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

   private:
    UserCode* code_;
    std::size_t* charge_;
  };

  /// Whether the turn under way, or the last one, was ended for what it took.
  bool overrun() const noexcept { return overrun_ != Overrun::none; }

  /// Where and why, as "s.lua:7: ran for longer than 1s without waiting (options.limits.script)". REQUIRES: overrun().
  std::string overrun_text() const;

  void interrupt() noexcept override;
  bool may_be_held() const noexcept override { return !book_->busy.load(std::memory_order_relaxed); }
  std::string standpoint() override;

 private:
  enum class Overrun { none, time, memory, state };

  static void on_instruction(lua_State* L, lua_Debug* where);
  void judge(lua_State* L, lua_Debug* where);
  void note(Overrun overrun, const lua_Debug& where) noexcept;
  void set_hook() noexcept;

  MemoryBook* book_;
  load::ScriptLimits limits_;
  std::size_t state_memory_ = MemoryBook::unlimited;
  lua_State* running_ = nullptr;
  // Written by a signal handler on the same thread too.
  std::atomic<bool> too_long_{false};
  std::atomic<bool> hooked_{false};
  bool too_much_ = false;
  lua_Debug suspect_{};  // where too much was taken
  Overrun overrun_ = Overrun::none;
  char place_[LUA_IDSIZE + 24] = "";  // no string: a hook that raises runs no destructors
};

}  // namespace rushhour::script
