#include "sim/script/wrk/wrk_host.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "reports/foundation/user_error.hpp"
#include "sim/script/library.hpp"
#include "sim/script/lua_value.hpp"
#include "sim/script/wrk/wrk_answer.hpp"
#include "sim/script/wrk/wrk_library.hpp"
#include "sim/script/wrk/wrk_user.hpp"
#include "sim/wire/http/message.hpp"

namespace rushhour::script {
namespace {

struct Opening {
  const WrkSettings* settings;
  const Clock* clock;
};

int open_protected(lua_State* L) {
  const auto& opening = *static_cast<const Opening*>(lua_touserdata(L, 1));
  open_wrk(L, *opening.settings, *opening.clock);
  open_answers(L);
  return 0;
}

struct Telling {
  const load::Outcome* outcome;
  int takes;
};

int tell_protected(lua_State* L) {
  const auto& telling = *static_cast<const Telling*>(lua_touserdata(L, 1));
  call_response(L, *telling.outcome, telling.takes);
  return 0;
}

bool is_name(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

std::string_view without_blanks(std::string_view text) noexcept {
  const std::size_t begin = text.find_first_not_of(" \t\r");
  return begin == std::string_view::npos ? std::string_view() : text.substr(begin);
}

/// Whether `line` begins with the word and then, blanks aside, one of `signs`.
bool begins_with(std::string_view line, std::string_view word, std::string_view signs) noexcept {
  line = without_blanks(line);
  if (!line.starts_with(word)) return false;
  line.remove_prefix(word.size());
  if (!line.empty() && is_name(line.front())) return false;
  line = without_blanks(line);
  return !line.empty() && signs.find(line.front()) != std::string_view::npos && !line.starts_with("==");
}

}  // namespace

bool is_scenario(std::string_view source) {
  while (!source.empty()) {
    const std::size_t end = std::min(source.find('\n'), source.size());
    std::string_view line = source.substr(0, end);
    source.remove_prefix(std::min(end + 1, source.size()));
    line = line.substr(0, line.find("--"));
    if (begins_with(line, "options", "=.[")) return true;
    for (std::size_t at = line.find("require"); at != std::string_view::npos; at = line.find("require", at + 1)) {
      const std::string_view rest = line.substr(at + 7);
      const std::size_t name = rest.find_first_not_of(" \t(\"'[");
      if (name != std::string_view::npos && name > 0 && rest.substr(name).starts_with("rushhour.")) return true;
    }
  }
  return false;
}

WrkHost::WrkHost(const WrkSettings& settings, const Clock& clock) : settings_(settings), L_(new_state(memory_)) {
  try {
    run_script(clock);
    run_init();
    find_functions();
    call_.step = "request";
    call_.request.url = "/";
    call_.request.timeout = settings_.timeout;
    call_.request.body_use = response_takes_ > 2 ? load::BodyUse::keep : load::BodyUse::discard;
    if (!has_request_ || settings_.worker == 0)
      if (const std::string trouble = next_message(call_.request); !trouble.empty()) throw UserError(trouble, Exit::script);
    if (!has_request_) call_.step = fmt::format("{} {}", call_.request.method, settings_.path);
  } catch (...) {
    lua_close(L_);
    throw;
  }
}

WrkHost::~WrkHost() { lua_close(L_); }

void WrkHost::call_protected(int arguments, int results) {
  if (lua_pcall(L_, arguments, results, 0) == LUA_OK) return;
  const std::string_view message = string_at(L_, -1);
  throw UserError(message.empty() ? where() + ": threw a value that is no text" : std::string(message), Exit::script);
}

void WrkHost::run_script(const Clock& clock) {
  Opening opening{&settings_, &clock};
  lua_pushcfunction(L_, open_protected);
  lua_pushlightuserdata(L_, &opening);
  call_protected(1, 0);
  const std::string& text = settings_.source->text;
  // A first line that begins with # is skipped by Lua only at the start of a file.
  const std::string body = text.starts_with("#") ? "--" + text : text;
  if (luaL_loadbufferx(L_, body.data(), body.size(), ("@" + where()).c_str(), "t") != LUA_OK)
    throw UserError(std::string(string_at(L_, -1)), Exit::script);
  call_protected(0, 0);
}

void WrkHost::run_init() {
  lua_getglobal(L_, "wrk");
  if (!lua_istable(L_, -1) || lua_getfield(L_, -1, "headers") != LUA_TTABLE)
    throw UserError(where() + ": wrk and wrk.headers must stay tables", Exit::script);
  if (lua_getfield(L_, -1, "Host") == LUA_TNIL) {
    const bool v6 = settings_.host.find(':') != std::string::npos;
    const std::string host = v6 ? fmt::format("[{}]", settings_.host) : settings_.host;
    const std::string value = settings_.port.empty() ? host : fmt::format("{}:{}", host, settings_.port);
    lua_pushlstring(L_, value.data(), value.size());
    lua_setfield(L_, -3, "Host");
  }
  lua_settop(L_, 0);
  if (lua_getglobal(L_, "init") != LUA_TFUNCTION) return lua_settop(L_, 0);
  lua_newtable(L_);
  lua_pushlstring(L_, settings_.url.data(), settings_.url.size());
  lua_rawseti(L_, -2, 0);
  for (std::size_t i = 0; i < settings_.arguments.size(); ++i) {
    lua_pushlstring(L_, settings_.arguments[i].data(), settings_.arguments[i].size());
    lua_rawseti(L_, -2, static_cast<lua_Integer>(i) + 1);
  }
  call_protected(1, 0);
}

void WrkHost::find_functions() {
  for (const char* const name : {"setup", "delay", "done"}) {
    if (lua_getglobal(L_, name) == LUA_TFUNCTION)
      throw UserError(fmt::format("{}: {}() is a part of wrk's script API that comes later; take it out of the script", where(), name),
                      Exit::script);
    lua_pop(L_, 1);
  }
  has_request_ = lua_getglobal(L_, "request") == LUA_TFUNCTION;
  has_response_ = lua_getglobal(L_, "response") == LUA_TFUNCTION;
  if (has_response_) {
    lua_Debug facts;
    lua_getinfo(L_, ">u", &facts);
    response_takes_ = facts.isvararg != 0 ? 3 : facts.nparams;
  }
  lua_settop(L_, 0);
}

std::string WrkHost::next_message(load::Request& request) {
  if (has_request_) {
    lua_getglobal(L_, "request");
  } else {
    lua_getglobal(L_, "wrk");
    lua_getfield(L_, -1, "format");
    lua_remove(L_, -2);
  }
  const bool threw = lua_pcall(L_, 0, 1, 0) != LUA_OK;
  const std::string_view made = string_at(L_, -1);
  std::string trouble;
  if (threw) {
    trouble = made.empty() ? where() + ": request() threw a value that is no text" : std::string(made);
  } else if (lua_type(L_, -1) != LUA_TSTRING) {
    trouble = fmt::format("{}: request() returned a {}, not a message", where(), luaL_typename(L_, -1));
  } else if (made != request.message) {
    request.message.assign(made);
    if (const std::string_view complaint = wire::heed_message(request); !complaint.empty()) {
      trouble = fmt::format("{}: request() made what cannot be sent: {}", where(), complaint);
      request.message.clear();
    }
  }
  lua_settop(L_, 0);
  return trouble;
}

std::string WrkHost::tell(const load::Outcome& outcome) {
  Telling telling{&outcome, response_takes_};
  lua_pushcfunction(L_, tell_protected);
  lua_pushlightuserdata(L_, &telling);
  std::string trouble;
  if (lua_pcall(L_, 1, 0, 0) != LUA_OK) {
    const std::string_view message = string_at(L_, -1);
    trouble = message.empty() ? where() + ": response() threw a value that is no text" : std::string(message);
  }
  lua_settop(L_, 0);
  return trouble;
}

std::unique_ptr<load::User> WrkHost::make_user(std::size_t, std::uint64_t) { return std::make_unique<WrkUser>(*this); }

}  // namespace rushhour::script
