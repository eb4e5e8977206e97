#include "sim/script/http/call_body.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/script/contract/calls.hpp"
#include "sim/script/http/argument.hpp"
#include "sim/script/http/form_text.hpp"

namespace rushhour::script {
namespace {

bool add_json(lua_State* L, int value, load::Request& request) {
  std::string trouble;
  if (!append_json(L, value, request.body, trouble)) return mistake(L, "json cannot hold " + trouble);
  request.headers.push_back({"Content-Type", "application/json"});
  return true;
}

bool add_form(lua_State* L, int value, load::Request& request) {
  std::vector<load::Header> pairs;
  if (!read_pairs(L, value, "form", true, pairs)) return false;
  append_form(pairs, request.body);
  request.headers.push_back({"Content-Type", "application/x-www-form-urlencoded"});
  return true;
}

bool has_control(std::string_view text) noexcept {
  return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

// { data = "...", filename = "menu.csv", type = "text/csv" }
bool read_file_part(lua_State* L, int value, const std::string& what, FormPart& part) {
  bool has_data = false;
  const bool fine = each_key(L, value, what, contract::part, [&](std::string_view key, int at) {
    auto text = plain_text(L, at);
    if (!text) return mistake(L, fmt::format("{}.{} wants a text, not a {}", what, key, luaL_typename(L, at)));
    if (key == "data") {
      part.content = std::move(*text);
      return has_data = true;
    }
    if (text->empty() || (key == "type" && has_control(*text)))
      return mistake(L, fmt::format("{}.{} wants a text that is not empty, on one line", what, key));
    (key == "type" ? part.type : part.filename) = std::move(*text);
    return true;
  });
  if (fine && !has_data) return mistake(L, fmt::format("{}.data is missing: a part wants a text, or {{ data, filename, type }}", what));
  if (!part.filename.empty() && part.type.empty()) part.type = "application/octet-stream";
  return fine;
}

bool add_multipart(lua_State* L, int value, load::Request& request) {
  if (!lua_istable(L, value)) return mistake(L, fmt::format("multipart wants a table, not a {}", luaL_typename(L, value)));
  std::vector<FormPart> parts;
  push_plain_table(L, value);
  for (lua_pushnil(L); lua_next(L, -2) != 0; lua_pop(L, 1)) {
    if (lua_type(L, -2) != LUA_TSTRING) return mistake(L, "multipart holds a number as key; its keys are names");
    FormPart& part = parts.emplace_back();
    part.name = string_at(L, -2);
    const std::string what = "multipart." + part.name;
    if (auto text = plain_text(L, -1))
      part.content = std::move(*text);
    else if (!read_file_part(L, lua_gettop(L), what, part))
      return false;
  }
  lua_pop(L, 1);
  std::sort(parts.begin(), parts.end(), [](const FormPart& a, const FormPart& b) { return a.name < b.name; });
  request.headers.push_back({"Content-Type", append_multipart(parts, request.body)});
  return true;
}

}  // namespace

bool read_body(lua_State* L, int index, load::Request& request) {
  if (lua_type(L, index) == LUA_TSTRING) {
    request.body = string_at(L, index);
    return true;
  }
  std::string_view found;
  return each_key(L, index, "a body", contract::body, [&](std::string_view key, int value) {
    if (!found.empty())
      return mistake(
          L, fmt::format("a body is one of json, form and multipart; this one has {} and {}", std::min(found, key), std::max(found, key)));
    found = key;
    if (key == "json") return add_json(L, value, request);
    return key == "form" ? add_form(L, value, request) : add_multipart(L, value, request);
  });
}

}  // namespace rushhour::script
