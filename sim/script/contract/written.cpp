#include "sim/script/contract/written.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "reports/foundation/user_error.hpp"
#include "sim/script/contract/modules.hpp"

namespace rushhour::script::contract {
namespace {

std::string capital(std::string_view text) {
  std::string out(text);
  if (!out.empty() && out[0] >= 'a' && out[0] <= 'z') out[0] = static_cast<char>(out[0] - 'a' + 'A');
  return out;
}

// ---- rushhour.d.lua

// Lines of comment, broken between words.
std::string comment(std::string_view text) {
  constexpr std::size_t width = 120;
  std::string out;
  while (!text.empty()) {
    std::size_t length = text.size() <= width ? text.size() : text.rfind(' ', width);
    if (length == std::string_view::npos) length = std::min(text.find(' '), text.size());
    out += fmt::format("---{}\n", text.substr(0, length));
    text.remove_prefix(std::min(length + 1, text.size()));
  }
  return out;
}

std::string sentence(std::string_view text, std::string_view otherwise = {}) {
  return comment(capital(text) + (otherwise.empty() ? "." : fmt::format(" (default: {}).", otherwise)));
}

std::string field_text(const Field& field) {
  return fmt::format("{}---@field {}{} {}\n", sentence(field.says, field.otherwise), field.name, field.otherwise.empty() ? "" : "?",
                     field.type);
}

std::string class_text(const Table& table) {
  std::string out = fmt::format("{}---@class {}rushhour.{}{}\n", sentence(table.says), table.given ? "" : "(exact) ", table.name,
                                table.base != nullptr ? fmt::format(" : rushhour.{}", table.base->name) : "");
  for (const Field& field : table.fields) out += field_text(field);
  return out + "\n";
}

std::string function_comment(const Function& function) {
  std::string out = sentence(function.says);
  if (!function.errors.empty()) out += comment(fmt::format("An error: {}.", function.errors));
  for (const std::string_view argument : split_arguments(function.arguments)) {
    const std::size_t colon = argument.find(':');
    out += fmt::format("---@param {} {}\n", argument.substr(0, colon), argument.substr(colon + 2));
  }
  if (!function.returns.empty()) out += fmt::format("---@return {}\n", function.returns);
  return out;
}

std::string argument_names(const Function& function) {
  std::string out;
  for (const std::string_view argument : split_arguments(function.arguments)) {
    std::string_view name = argument.substr(0, argument.find(':'));
    if (name.ends_with('?')) name.remove_suffix(1);
    out += (out.empty() ? "" : ", ") + std::string(name);
  }
  return out;
}

std::string module_text(const Module& module) {
  const std::string local = "rushhour_" + std::string(module.name.substr(module.name.find('.') + 1));
  std::string out = fmt::format("{}---@class {}\n", sentence(module.says), module.name);
  for (const Field& field : module.fields) out += field_text(field);
  for (const Function& function : module.functions)
    if (function.name.empty())
      out += fmt::format("---@overload fun({}){}\n", function.arguments,
                         function.returns.empty() ? std::string() : fmt::format(": {}", function.returns));
  out += fmt::format("local {} = {{}}\n\n", local);
  for (const Function& function : module.functions)
    if (!function.name.empty())
      out += fmt::format("{}function {}{}{}({}) end\n\n", function_comment(function), local, module.object ? ":" : ".", function.name,
                         argument_names(function));
  return out;
}

// ---- docs/scenarios.md

// "rushhour.rate|string" as `rate` or `string`.
std::string type_in_words(std::string_view type) {
  std::string out, word;
  int depth = 0;
  const auto flush = [&] {
    for (std::size_t at = word.find("rushhour."); at != std::string::npos; at = word.find("rushhour.")) word.erase(at, 9);
    if (word != "nil") out += fmt::format("{}`{}`", out.empty() ? "" : ", ", word);
    word.clear();
  };
  for (const char c : type) {
    if (c == '(' || c == '<' || c == '{') ++depth;
    if (c == ')' || c == '>' || c == '}') --depth;
    if (c == '|' && depth == 0) {
      flush();
      continue;
    }
    if (c == '|') word += '\\';
    word += c;
  }
  flush();
  return out;
}

std::string page_table(const Table& table) {
  std::string out =
      table.given ? "| field | type | meaning |\n|---|---|---|\n" : "| key | type | meaning | without it |\n|---|---|---|---|\n";
  for (const Field& field : table.fields) {
    out += fmt::format("| `{}` | {} | {} |", field.name, type_in_words(field.type), field.says);
    out += table.given ? "\n" : fmt::format(" {} |\n", field.otherwise.empty() ? "must be given" : field.otherwise);
  }
  return out;
}

std::string page_module(const Module& module) {
  std::string out = "| function | gives | what it does | an error |\n|---|---|---|---|\n";
  const std::string_view own = module.name.substr(module.name.find('.') + 1);
  for (const Field& field : module.fields) out += fmt::format("| `{}` | {} | {} | |\n", field.name, type_in_words(field.type), field.says);
  for (const Function& function : module.functions) {
    std::string call = fmt::format("{}({})", function.name.empty() ? own : function.name, function.arguments);
    for (std::size_t at = call.find("rushhour."); at != std::string::npos; at = call.find("rushhour.")) call.erase(at, 9);
    for (std::size_t at = call.find('|'); at != std::string::npos; at = call.find('|', at + 2)) call.insert(at, "\\");
    out += fmt::format("| `{}{}` | {} | {} | {} |\n", module.object ? ":" : "", call,
                       function.returns.empty() ? std::string("nothing") : type_in_words(function.returns), function.says, function.errors);
  }
  return out;
}

std::string page_aliases() {
  std::string out = "| type | is | meaning |\n|---|---|---|\n";
  for (const Alias& alias : aliases()) out += fmt::format("| `{}` | {} | {} |\n", alias.name, type_in_words(alias.type), alias.says);
  return out;
}

std::string made(std::string_view name) {
  if (name == "types") return page_aliases();
  for (const Table* table : tables())
    if (table->name == name) return page_table(*table);
  for (const Module& module : modules())
    if (module.name == name) return page_module(module);
  throw UserError(fmt::format("the contract has no '{}'", name));
}

}  // namespace

std::string definitions() {
  std::string out =
      "---@meta\n\n-- What a scenario of rushhour may write and call, for the Lua language server. Written by rushhour itself.\n\n";
  for (const Alias& alias : aliases()) out += fmt::format("{}---@alias rushhour.{} {}\n\n", sentence(alias.says), alias.name, alias.type);
  for (const Table* table : tables()) out += class_text(*table);
  for (const Module& module : modules()) out += module_text(module);
  return out + "---@type rushhour.options\noptions = {}\n";
}

std::string with_tables(std::string_view page) {
  constexpr std::string_view mark = "<!-- contract:", mark_end = " -->\n", end = "<!-- end of contract -->";
  std::string out;
  for (;;) {
    const std::size_t begin = page.find(mark);
    if (begin == std::string_view::npos) return out + std::string(page);
    const std::size_t name_at = begin + mark.size();
    const std::size_t name_end = page.find(mark_end, name_at);
    const std::size_t stop = page.find(end, name_at);
    if (name_end == std::string_view::npos || stop == std::string_view::npos || stop < name_end)
      throw UserError(fmt::format("'{}' without its end", page.substr(begin, 40)));
    out += page.substr(0, name_end + mark_end.size());
    out += made(page.substr(name_at, name_end - name_at));
    page.remove_prefix(stop);
    out += page.substr(0, end.size());
    page.remove_prefix(end.size());
  }
}

}  // namespace rushhour::script::contract
