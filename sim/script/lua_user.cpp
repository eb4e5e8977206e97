#include "sim/script/lua_user.hpp"

#include <fmt/format.h>

#include <utility>

#include "sim/script/bounds/error_text.hpp"
#include "sim/script/host.hpp"
#include "sim/script/http/trace_context.hpp"
#include "sim/script/library.hpp"
#include "sim/script/lua_value.hpp"

namespace rushhour::script {

namespace {

load::Action failed(bool runaway) noexcept {
  return {.kind = load::Action::Kind::failed, .beyond = runaway ? load::Action::Beyond::runaway : load::Action::Beyond::nothing};
}

}  // namespace

LuaUser::LuaUser(Host& host, const std::string& name, const std::string& function, std::uint64_t vu)
    : stream_(host.settings_.seed, "chunk", name, vu), host_(&host), function_(host.shared_name(function)) {
  // Traces of two runs with one seed must not be taken for one in the target's tracing, so the run's own instant is in their key.
  const auto started = static_cast<std::uint64_t>(host.settings_.started.time_since_epoch().count());
  trace_key_ = RandomStream(host.settings_.seed ^ started, "trace key", name, vu)();
  lua_State* L = host.L_;
  thread_ = lua_newthread(L);
  thread_ref_ = luaL_ref(L, LUA_REGISTRYINDEX);
  *static_cast<LuaUser**>(lua_getextraspace(thread_)) = this;
  lua_createtable(L, 0, 4);
  lua_pushlstring(L, name.data(), name.size());
  lua_setfield(L, -2, "scenario");
  lua_pushinteger(L, static_cast<lua_Integer>(vu) + 1);
  lua_setfield(L, -2, "vu");
  if (host.data_ != LUA_NOREF) {
    lua_rawgeti(L, LUA_REGISTRYINDEX, host.data_);
    lua_setfield(L, -2, "data");
  }
  context_ = luaL_ref(L, LUA_REGISTRYINDEX);
  make_instance();
}

LuaUser::~LuaUser() {
  end_call();
  for (const int reference : {thread_ref_, environment_, entry_, context_}) luaL_unref(host_->L_, LUA_REGISTRYINDEX, reference);
}

LuaUser& LuaUser::of(lua_State* L) noexcept { return **static_cast<LuaUser**>(lua_getextraspace(L)); }

void LuaUser::make_instance() {
  lua_newtable(thread_);
  lua_rawgeti(thread_, LUA_REGISTRYINDEX, host_->environment_);
  lua_setmetatable(thread_, -2);
  lua_pushvalue(thread_, -1);
  environment_ = luaL_ref(thread_, LUA_REGISTRYINDEX);
  lua_rawgeti(thread_, LUA_REGISTRYINDEX, host_->factory_);
  lua_pushvalue(thread_, -2);
  if (!run_chunk()) {
    instance_failure_ = std::make_unique<std::string>(host_->failure_);
  } else {
    lua_pushlstring(thread_, function_->data(), function_->size());
    lua_rawget(thread_, -2);
    if (lua_isfunction(thread_, -1))
      entry_ = luaL_ref(thread_, LUA_REGISTRYINDEX);
    else
      instance_failure_ =
          std::make_unique<std::string>(host_->settings_.source->name + ": there is no global function '" + *function_ + "'");
  }
  lua_settop(thread_, 0);
}

// Calls the factory with its environment, both on top of the stack.
bool LuaUser::run_chunk() {
  lua_pushcfunction(thread_, describe_error);
  lua_insert(thread_, -3);
  const UserCode::Turn turn(host_->code_, thread_, charge_);
  const bool fine = lua_pcall(thread_, 1, 0, -3) == LUA_OK;
  runaway_ = host_->code_.overrun();
  if (runaway_)
    host_->failure_ = host_->code_.overrun_text();
  else if (!fine)
    host_->failure_ = one_line(string_at(thread_, -1));
  lua_remove(thread_, fine ? -1 : -2);
  return fine && !runaway_;
}

load::Action LuaUser::begin(const load::Iteration& iteration) {
  if (entry_ == LUA_NOREF) {
    host_->failure_ = *instance_failure_;
    return failed(runaway_);
  }
  charge_ = 0;
  stream_ = iteration.stream;
  lua_rawgeti(thread_, LUA_REGISTRYINDEX, entry_);
  lua_rawgeti(thread_, LUA_REGISTRYINDEX, context_);
  lua_pushinteger(thread_, static_cast<lua_Integer>(iteration.number));
  lua_setfield(thread_, -2, "iter");
  return resume(1);
}

load::Action LuaUser::after_outcome(std::size_t, load::Outcome&& outcome, bool expected) {
  host_->memory_.charged = charge_;  // an answer is taken for its user
  push_response(thread_, outcome, expected);
  charge_ = host_->memory_.charged;
  end_call();
  return resume(1);
}

const std::string& LuaUser::failure() const noexcept { return host_->failure_; }

load::Call& LuaUser::begin_call() {
  if (call_ == nullptr) call_ = &host_->lend_call();
  return *call_;
}

void LuaUser::end_call() noexcept {
  if (call_ != nullptr) host_->take_back(*std::exchange(call_, nullptr));
}

std::string LuaUser::next_traceparent() { return traceparent(trace_key_, host_->traces_++); }

load::Action LuaUser::after_sleep() { return resume(0); }

load::Action LuaUser::resume(int arguments) {
  const UserCode::Turn turn(host_->code_, thread_, charge_);
  int results = 0;
  const int state = lua_resume(thread_, host_->L_, arguments, &results);
  if (state == LUA_YIELD && !host_->code_.overrun()) {
    lua_pop(thread_, results);
    return wanted_;
  }
  end_call();  // one whose making was broken off by an error
  if (state != LUA_OK || host_->code_.overrun()) return end_failed(state);
  const bool fine = !result_json_ || results == 0 || keep_result_at(lua_gettop(thread_) - results + 1);
  lua_settop(thread_, 0);
  return {fine ? load::Action::Kind::done : load::Action::Kind::failed};
}

// The coroutine's stack still stands as it failed and says where. Taking it down plays what the script left to be closed, and the thrown
// value may have a __tostring: so the turn is still on.
load::Action LuaUser::end_failed(int state) {
  const bool threw = !host_->code_.overrun() && state != LUA_OK && state != LUA_YIELD;
  std::string place;
  if (threw) {
    lua_Debug where;
    place =
        innermost_place(thread_, where) ? fmt::format("{}:{}: ", where.short_src, where.currentline) : host_->settings_.source->name + ": ";
    lua_xmove(thread_, host_->L_, 1);
  }
  lua_resetthread(thread_);
  lua_settop(thread_, 0);
  if (threw) {
    const Forbearance forbearance(thread_);
    lua_pushcfunction(thread_, describe_error);
    lua_xmove(host_->L_, thread_, 1);
    lua_pushlstring(thread_, place.data(), place.size());
    const bool told = lua_pcall(thread_, 2, 1, 0) == LUA_OK;
    host_->failure_ = told ? one_line(string_at(thread_, -1)) : place + "threw a value whose __tostring throws";
    lua_settop(thread_, 0);
  }
  if (!host_->code_.overrun()) return failed(false);
  host_->failure_ = host_->code_.overrun_text();
  return failed(true);
}

bool LuaUser::keep_result_at(int index) {
  if (lua_isnil(thread_, index)) return true;
  result_json_->clear();
  std::string trouble;
  if (append_json(thread_, index, *result_json_, trouble)) return true;
  host_->failure_ = host_->settings_.source->name + ": " + *function_ + "() returned " + trouble + ", which cannot be handed to users";
  return false;
}

void LuaUser::cancel() {
  end_call();
  const UserCode::Turn turn(host_->code_, thread_, charge_);  // what the script left to be closed is played
  lua_resetthread(thread_);
  lua_settop(thread_, 0);
}

}  // namespace rushhour::script
