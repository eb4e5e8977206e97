// The chunk is parsed twice: once as it stands, so that its syntax errors are reported as Lua reports them, and once inside
//
//     return function(_ENV, ...) <chunk> end
//
// on the same first line, so that line numbers stay. Calling the outer chunk gives the factory; calling the factory with a table gives an
// instance of the script whose globals live in that table.

#include "sim/script/host.hpp"

#include <fmt/format.h>

#include "reports/foundation/user_error.hpp"
#include "sim/script/bounds/error_text.hpp"
#include "sim/script/library.hpp"
#include "sim/script/lua_user.hpp"
#include "sim/script/lua_value.hpp"
#include "sim/script/options/options_reader.hpp"

namespace rushhour::script {
namespace {

[[noreturn]] void throw_script_error(lua_State* L) {
  const std::string message(string_at(L, -1));
  lua_pop(L, 1);
  throw UserError(message.empty() ? "the script threw a value that is no text" : message, Exit::script);
}

}  // namespace

Host& Library::host(lua_State* L) noexcept { return LuaUser::of(L).host(); }

const char* Library::source_folder(Host& host, lua_State* L) {
  const auto folder = host.settings_.source->file.parent_path();
  return lua_pushstring(L, folder.empty() ? "." : folder.c_str());
}

double Library::now_s(Host& host) noexcept { return seconds(host.clock_->now()); }
double Library::wall_s(Host& host) noexcept { return seconds(host.settings_.started.time_since_epoch() + host.clock_->now()); }
std::string& Library::scratch(Host& host) noexcept { return host.scratch_; }
const std::map<std::string, std::string>& Library::env(const Host& host) noexcept { return host.settings_.env; }

const load::HttpOptions& Library::http_options(const Host& host) noexcept {
  static const load::HttpOptions defaults;
  return host.http_ != nullptr ? *host.http_ : defaults;
}

void Library::note_check(Host& host, const char* name, std::size_t size, bool passed) {
  if (host.recorder_ != nullptr) host.recorder_->check({name, size}, passed);
}

bool Library::may_log(Host& host) noexcept {
  constexpr std::uint64_t line_limit = 1000;  // of one worker
  return host.log_lines_++ < line_limit;
}

int raise_scratch(lua_State* L) {
  const std::string& text = Library::scratch(Library::host(L));
  luaL_where(L, 1);
  lua_pushlstring(L, text.data(), text.size());
  lua_concat(L, 2);
  return lua_error(L);
}

Host::Host(const HostSettings& settings, const Clock& clock) : settings_(settings), clock_(&clock), code_(memory_), L_(new_state(memory_)) {
  code_.limit(settings.limits, settings.state_memory);
  try {
    open_sandbox(L_, *this);
    open_response(L_);
    compile();
    if (!settings_.setup_json.empty() && push_json(L_, settings_.setup_json, "")) {
      freeze(L_);
      data_ = luaL_ref(L_, LUA_REGISTRYINDEX);
    }
  } catch (...) {
    lua_close(L_);
    throw;
  }
  lua_gc(L_, LUA_GCINC, 150, 200, 10);
}

Host::~Host() { lua_close(L_); }

load::Call& Host::lend_call() {
  if (idle_calls_.empty()) {
    idle_calls_.reserve(calls_.size() + 1);  // so that taking back never has to
    return *calls_.emplace_back(std::make_unique<load::Call>());
  }
  load::Call& call = *idle_calls_.back();
  idle_calls_.pop_back();
  return call;
}

void Host::take_back(load::Call& call) noexcept {
  constexpr std::size_t keep_limit = 16 * 1024;  // a body that grew beyond is given back
  if (call.request.body.capacity() > keep_limit) std::string().swap(call.request.body);
  idle_calls_.push_back(&call);
}

void Host::compile() {
  const Source& source = *settings_.source;
  const std::string name = "@" + source.name;
  if (luaL_loadbufferx(L_, source.text.data(), source.text.size(), name.c_str(), "t") != LUA_OK) throw_script_error(L_);
  lua_pop(L_, 1);
  // A first line that begins with # is skipped by Lua only at the start of a file.
  const std::string body = source.text.starts_with("#") ? "--" + source.text : source.text;
  const std::string wrapped = "return function(_ENV, ...) " + body + "\nend";
  if (luaL_loadbufferx(L_, wrapped.data(), wrapped.size(), name.c_str(), "t") != LUA_OK) throw_script_error(L_);
  if (lua_pcall(L_, 0, 1, 0) != LUA_OK) throw_script_error(L_);
  factory_ = luaL_ref(L_, LUA_REGISTRYINDEX);
  lua_createtable(L_, 0, 1);
  lua_pushglobaltable(L_);
  lua_setfield(L_, -2, "__index");
  environment_ = luaL_ref(L_, LUA_REGISTRYINDEX);
}

load::Plan Host::read_plan() {
  failure_.clear();
  const auto reader = make_special("");
  if (!reader->failure().empty()) throw UserError(reader->failure(), Exit::script);
  lua_rawgeti(L_, LUA_REGISTRYINDEX, reader->environment());
  lua_pushliteral(L_, "options");
  lua_rawget(L_, -2);
  load::Plan plan;
  std::string trouble;
  try {
    plan = read_options(L_, settings_.source->name, settings_.source->file.parent_path());
  } catch (const UserError& error) {
    trouble = error.what();
  }
  for (const load::Scenario& scenario : plan.scenarios) {
    if (!trouble.empty()) break;
    lua_pushlstring(L_, scenario.exec.data(), scenario.exec.size());
    lua_rawget(L_, -3);
    if (!lua_isfunction(L_, -1))
      trouble = fmt::format("{}: options.scenarios.{}.exec: there is no global function '{}' in the script", settings_.source->name,
                            scenario.name, one_line(scenario.exec, 100));
    lua_pop(L_, 1);
  }
  lua_pop(L_, 2);
  if (!trouble.empty()) throw UserError(trouble, Exit::settings);
  return plan;
}

bool Host::has_function(const char* name) {
  const auto reader = make_special("");
  lua_rawgeti(L_, LUA_REGISTRYINDEX, reader->environment());
  lua_pushstring(L_, name);
  lua_rawget(L_, -2);
  const bool found = lua_isfunction(L_, -1);
  lua_pop(L_, 2);
  return found;
}

std::unique_ptr<load::User> Host::make_user(std::size_t scenario, std::uint64_t vu) {
  auto user = std::make_unique<LuaUser>(*this, plan_->scenarios[scenario].name, plan_->scenarios[scenario].exec, vu);
  share_options(user->environment());
  return user;
}

// Each instance of the chunk has made the tables of `options` anew, which say the same for all and may weigh more than the user.
void Host::share_options(int environment) {
  lua_rawgeti(L_, LUA_REGISTRYINDEX, environment);
  lua_pushliteral(L_, "options");
  lua_rawget(L_, -2);
  if (lua_istable(L_, -1)) {
    if (options_ == LUA_NOREF) {
      freeze(L_);
      lua_pushvalue(L_, -1);
      options_ = luaL_ref(L_, LUA_REGISTRYINDEX);
    }
    lua_pushliteral(L_, "options");
    lua_rawgeti(L_, LUA_REGISTRYINDEX, options_);
    lua_rawset(L_, -4);
  }
  lua_pop(L_, 2);
}

std::unique_ptr<LuaUser> Host::make_special(const char* function) {
  auto user = std::make_unique<LuaUser>(*this, "", function, 0);
  user->keep_result();
  return user;
}

}  // namespace rushhour::script
