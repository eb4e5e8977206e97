// Everything that a table says is sent with sorted keys, so that one seed sends the same bytes every time.

#include "sim/script/http/call_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
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

void clear(const load::HttpOptions& defaults, load::Call& call) {
  call.request.headers.clear();
  call.request.body.clear();
  call.request.timeout = defaults.timeout;
  call.request.body_use = defaults.body;
  call.request.redirects = defaults.redirects;
  call.step.clear();
  call.expected.clear();
  call.group.clear();
  call.tags.clear();
}

}  // namespace

bool read_call(lua_State* L, std::string_view method, const CallArguments& arguments, load::Call& call) {
  LuaUser& user = LuaUser::of(L);
  const load::HttpOptions& defaults = Library::http_options(Library::host(L));
  clear(defaults, call);
  call.request.method = method;
  call.request.url = string_at(L, arguments.url);
  if (call.request.url.empty())
    return mistake(L, fmt::format("http wants a path or a URL first, not a {}", luaL_typename(L, arguments.url)));
  if (arguments.body != 0 && !lua_isnil(L, arguments.body) && !read_body(L, arguments.body, call.request)) return false;
  const bool body_brought_type = !call.request.headers.empty();
  if (arguments.params != 0 && !read_params(L, arguments.params, call)) return false;
  if (!settle_headers(L, call.request.headers, body_brought_type)) return false;
  if (defaults.traceparent) add_traceparent(user, call.request.headers);
  name_step(call);
  if (user.marked() != nullptr) call.group = user.marked()->group;
  user.add_tags(call.tags);
  return true;
}

}  // namespace rushhour::script
