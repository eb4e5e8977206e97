// http.get(url [, params]) and its sisters fill in the user's call and yield; what the yield returns is the response. Everything that a
// table says is sent with sorted keys, so that one seed sends the same bytes every time.

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "reports/foundation/letters.hpp"
#include "sim/script/http/argument.hpp"
#include "sim/script/http/call_body.hpp"
#include "sim/script/http/call_params.hpp"
#include "sim/script/library.hpp"
#include "sim/script/lua_user.hpp"
#include "sim/script/lua_value.hpp"

namespace rushhour::script {
namespace {

// The body's own Content-Type stands first, and steps back before one that the script names. What would go out twice is a mistake: params
// say the same thing in two ways.
bool settle_headers(lua_State* L, std::vector<load::Header>& headers, bool body_brought_type) {
  const auto count = [&headers](std::string_view name) {
    return std::count_if(headers.begin(), headers.end(), [name](const load::Header& header) { return same_name(header.name, name); });
  };
  if (body_brought_type && count("content-type") > 1) headers.erase(headers.begin());
  if (headers.size() < 2) return true;
  if (count("authorization") > 1) return mistake(L, "params has two of auth, bearer and headers.Authorization; give one of them");
  if (count("cookie") > 1) return mistake(L, "params has both cookies and headers.Cookie; give one of them");
  std::stable_sort(headers.begin(), headers.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return true;
}

// A script that brings a trace of its own keeps it.
void add_traceparent(LuaUser& user, std::vector<load::Header>& headers) {
  constexpr std::string_view name = "traceparent";
  if (std::none_of(headers.begin(), headers.end(), [name](const load::Header& header) { return same_name(header.name, name); }))
    headers.push_back({std::string(name), user.next_traceparent()});
}

void name_step(load::Call& call) {
  if (!call.step.empty()) return;
  const std::string& url = call.request.url;
  std::size_t begin = url.find("://");
  begin = begin == std::string::npos ? 0 : std::min(url.find('/', begin + 3), url.size());
  call.step = call.request.method;
  call.step += ' ';
  call.step.append(url, begin, url.find_first_of("?#", begin) - begin);
}

// Arguments from `first` on: url, then a body if the method takes one, then params.
bool read_call(lua_State* L, const char* method, int first, bool takes_body) {
  load::Call& call = LuaUser::of(L).begin_call();
  const load::HttpOptions& defaults = Library::http_options(Library::host(L));
  call.request.method = method;
  call.request.headers.clear();
  call.request.body.clear();
  call.request.timeout = defaults.timeout;
  call.request.body_use = defaults.body;
  call.request.redirects = defaults.redirects;
  call.step.clear();
  call.expected.clear();
  if (string_at(L, first).empty()) return mistake(L, fmt::format("http wants a path or a URL first, not a {}", luaL_typename(L, first)));
  call.request.url = string_at(L, first);
  lua_settop(L, first + 2);
  const int params = takes_body ? first + 2 : first + 1;
  if (!takes_body && !lua_isnil(L, first + 2)) return mistake(L, fmt::format("http.{} takes a url and params, no more", method));
  if (takes_body && !lua_isnil(L, first + 1) && !read_body(L, first + 1, call.request)) return false;
  const bool body_brought_type = !call.request.headers.empty();
  if (!read_params(L, params, call) || !settle_headers(L, call.request.headers, body_brought_type)) return false;
  if (defaults.traceparent) add_traceparent(LuaUser::of(L), call.request.headers);
  name_step(call);
  return true;
}

int send(lua_State* L, const char* method, int first, bool takes_body) {
  if (!read_call(L, method, first, takes_body)) return raise_scratch(L);
  LuaUser::of(L).wanted_ = {load::Action::Kind::send};
  return lua_yield(L, 0);
}

template <const char* const& method, bool takes_body>
int http_call(lua_State* L) {
  return send(L, method, 1, takes_body);
}

constexpr const char* get = "GET";
constexpr const char* head = "HEAD";
constexpr const char* options = "OPTIONS";
constexpr const char* del = "DELETE";
constexpr const char* post = "POST";
constexpr const char* put = "PUT";
constexpr const char* patch = "PATCH";

int http_request(lua_State* L) {
  const char* method = luaL_checkstring(L, 1);
  for (const char* c = method; *c != 0; ++c)
    if (*c < 'A' || *c > 'Z') return luaL_error(L, "http.request wants a method in capital letters first, not '%s'", method);
  return send(L, method, 2, true);
}

}  // namespace

void open_http(lua_State* L) {
  const luaL_Reg functions[] = {{"get", http_call<get, false>},    {"head", http_call<head, false>}, {"options", http_call<options, false>},
                                {"delete", http_call<del, false>}, {"post", http_call<post, true>},  {"put", http_call<put, true>},
                                {"patch", http_call<patch, true>}, {"request", http_request},        {nullptr, nullptr}};
  luaL_newlib(L, functions);
}

}  // namespace rushhour::script
