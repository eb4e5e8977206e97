// http.get(url [, params]) and its sisters fill in the user's call and yield; what the yield returns is the response.

#include <fmt/format.h>

#include "sim/script/http/argument.hpp"
#include "sim/script/http/batch.hpp"
#include "sim/script/http/call_params.hpp"
#include "sim/script/http/call_reader.hpp"
#include "sim/script/library.hpp"
#include "sim/script/lua_user.hpp"

namespace rushhour::script {
namespace {

struct Method {
  const char* name;
  const char* function;
  bool takes_body;
};
constexpr Method get{"GET", "http.get", false};
constexpr Method head{"HEAD", "http.head", false};
constexpr Method options{"OPTIONS", "http.options", false};
constexpr Method del{"DELETE", "http.delete", false};
constexpr Method post{"POST", "http.post", true};
constexpr Method put{"PUT", "http.put", true};
constexpr Method patch{"PATCH", "http.patch", true};

// Arguments from `first` on: url, then a body if the method takes one, then params.
int send(lua_State* L, const Method& method, int first) {
  lua_settop(L, first + 2);
  if (!method.takes_body && !lua_isnil(L, first + 2)) return luaL_error(L, "%s takes a url and params, no more", method.function);
  const CallArguments arguments = method.takes_body ? CallArguments{first, first + 1, first + 2} : CallArguments{first, 0, first + 1};
  if (!read_call(L, method.name, arguments, LuaUser::of(L).begin_call())) return raise_scratch(L);
  return yield(L, {load::Action::Kind::send}, method.function);
}

template <const Method& method>
int http_call(lua_State* L) {
  return send(L, method, 1);
}

int http_request(lua_State* L) {
  const char* method = luaL_checkstring(L, 1);
  for (const char* c = method; *c != 0; ++c)
    if (*c < 'A' || *c > 'Z') return luaL_error(L, "http.request wants a method in capital letters first, not '%s'", method);
  return send(L, {method, "http.request", true}, 2);
}

}  // namespace

void open_http(lua_State* L) {
  open_params(L);
  const luaL_Reg functions[] = {{"get", http_call<get>},     {"head", http_call<head>}, {"options", http_call<options>},
                                {"delete", http_call<del>},  {"post", http_call<post>}, {"put", http_call<put>},
                                {"patch", http_call<patch>}, {"request", http_request}, {"batch", send_batch},
                                {"params", prepare_params},  {nullptr, nullptr}};
  luaL_newlib(L, functions);
}

}  // namespace rushhour::script
