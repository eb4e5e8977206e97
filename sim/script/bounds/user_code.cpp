#include "sim/script/bounds/user_code.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "sim/script/bounds/error_text.hpp"

namespace rushhour::script {
namespace {

// "string.find" for a function of Lua's own libraries, or of ours; nothing allocates here, since the state stands still in the middle.
std::string name_of_function(lua_State* L, lua_CFunction function) {
  std::string name;
  lua_pushglobaltable(L);
  for (lua_pushnil(L); lua_next(L, -2) != 0; lua_pop(L, 1)) {
    if (lua_type(L, -2) != LUA_TSTRING) continue;
    if (lua_tocfunction(L, -1) == function) name = lua_tostring(L, -2);
    if (!lua_istable(L, -1) || lua_rawequal(L, -1, -3) != 0) continue;
    for (lua_pushnil(L); lua_next(L, -2) != 0; lua_pop(L, 1))
      if (lua_type(L, -2) == LUA_TSTRING && lua_tocfunction(L, -1) == function)
        name = fmt::format("{}.{}", lua_tostring(L, -4), lua_tostring(L, -2));
  }
  lua_pop(L, 1);
  return name;
}

}  // namespace

UserCode::UserCode(MemoryBook& book) : book_(&book) {
  book.guard = this;
  book.on_suspicion = [](void* guard) noexcept {
    auto& code = *static_cast<UserCode*>(guard);
    if (code.too_much_ || code.overrun()) return;
    code.too_much_ = innermost_place(code.running_, code.suspect_);
    if (!code.hooked_.load(std::memory_order_relaxed)) code.set_hook();
  };
  book.on_refusal = [](void* guard) noexcept {
    auto& code = *static_cast<UserCode*>(guard);
    lua_Debug where;
    if (!innermost_place(code.running_, where)) return;
    code.note(Overrun::memory, where);
    code.set_hook();
  };
}

void UserCode::limit(const load::ScriptLimits& limits, std::size_t state_memory) noexcept {
  limits_ = limits;
  state_memory_ = state_memory;
}

UserCode::Turn::Turn(UserCode& code, lua_State* L, std::size_t& charge) noexcept : code_(&code), charge_(&charge) {
  code.running_ = L;
  code.overrun_ = Overrun::none;
  code.too_much_ = false;
  code.too_long_.store(false, std::memory_order_relaxed);
  code.book_->charged = charge;
  code.book_->charge_limit = code.limits_.memory;
  code.book_->limit = code.state_memory_;
  code.begin();
}

UserCode::Turn::~Turn() {
  code_->end();
  MemoryBook& book = *code_->book_;
  *charge_ = book.charged;
  // What happens between turns is the host's doing, where no refusal could be caught.
  book.charge_limit = MemoryBook::unlimited / 2;
  book.limit = MemoryBook::unlimited;
  if (!code_->hooked_.load(std::memory_order_relaxed)) return;
  lua_sethook(code_->running_, nullptr, 0, 0);
  code_->hooked_.store(false, std::memory_order_relaxed);
}

// A signal handler may do it in the middle of anything: that is what lua_sethook is made for.
void UserCode::set_hook() noexcept {
  hooked_.store(true, std::memory_order_relaxed);
  lua_sethook(running_, on_instruction, LUA_MASKCOUNT, 1);
}

void UserCode::interrupt() noexcept {
  too_long_.store(true, std::memory_order_relaxed);
  set_hook();
}

void UserCode::on_instruction(lua_State* L, lua_Debug* where) {
  auto& code = *static_cast<UserCode*>(book_of(L).guard);
  if (!code.overrun()) code.judge(L, where);
  if (!code.overrun()) return;
  if (lua_isyieldable(L) != 0) {
    lua_yield(L, 0);  // returns; the coroutine yields when the hook does
    return;
  }
  lua_pushstring(L, code.place_);
  lua_pushliteral(L, " took more than it may (options.limits)");
  lua_concat(L, 2);
  lua_error(L);
}

void UserCode::judge(lua_State* L, lua_Debug* where) {
  if (too_long_.load(std::memory_order_relaxed)) {
    lua_getinfo(L, "Sl", where);
    return note(Overrun::time, *where);
  }
  if (!too_much_) return;
  too_much_ = false;
  if (book_->too_much()) lua_gc(L, LUA_GCCOLLECT);
  if (book_->too_much()) return note(book_->charged > book_->charge_limit ? Overrun::memory : Overrun::state, suspect_);
  lua_sethook(L, nullptr, 0, 0);
  hooked_.store(false, std::memory_order_relaxed);
  std::atomic_signal_fence(std::memory_order_seq_cst);
  if (too_long_.load(std::memory_order_relaxed)) set_hook();  // the signal came in between
}

void UserCode::note(Overrun overrun, const lua_Debug& where) noexcept {
  if (overrun_ != Overrun::none) return;
  std::snprintf(place_, sizeof place_, "%s:%d:", where.short_src, where.currentline);
  overrun_ = overrun;
}

std::string UserCode::overrun_text() const {
  switch (overrun_) {
    case Overrun::none:
      break;
    case Overrun::time:
      return fmt::format("{} ran for longer than {:g}s without waiting (options.limits.script)", place_, seconds(limits_.script));
    case Overrun::memory:
      return fmt::format("{} took more than {:g} MB (options.limits.memory)", place_, static_cast<double>(limits_.memory) / 1e6);
    case Overrun::state:
      return fmt::format("{} the users of this worker hold more than {:g} MB together, which is its share of the machine's memory", place_,
                         static_cast<double>(state_memory_ / 1'000'000));
  }
  return place_;
}

std::string UserCode::standpoint() {
  lua_Debug where;
  std::string name = "a function of C";
  lua_Debug top;
  if (lua_getstack(running_, 0, &top) != 0) {
    lua_getinfo(running_, "nf", &top);
    const lua_CFunction function = lua_tocfunction(running_, -1);
    if (top.name != nullptr) name = top.name;
    if (function != nullptr)
      if (std::string known = name_of_function(running_, function); !known.empty()) name = std::move(known);
    lua_pop(running_, 1);
  }
  if (!innermost_place(running_, where)) return fmt::format("the script was inside {}", name);
  return fmt::format("{}:{}: was inside {}", where.short_src, where.currentline, name);
}

}  // namespace rushhour::script
