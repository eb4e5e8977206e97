#include "reports/pages/words/command_line.hpp"

#include <nlohmann/json.hpp>
#include <string_view>

#include "reports/pages/words/figures.hpp"

namespace rushhour::pages {

using nlohmann::json;

namespace {

// One word of a POSIX shell.
std::string shell_word(const std::string& word) {
  constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:=,@%+";
  if (!word.empty() && word.find_first_not_of(plain) == std::string::npos) return word;
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

}  // namespace

std::string command_line(const json& meta) {
  std::string line;
  const auto words = meta.find("command_line");
  if (words == meta.end() || !words->is_array()) return line;
  for (const json& word : *words)
    if (word.is_string()) line += (line.empty() ? "" : " ") + shell_word(word.get<std::string>());
  return line;
}

std::string command_again(const json& meta) {
  std::string again = command_line(meta);
  const std::string seed = fact(meta, "/seed");
  if (!again.empty() && !seed.empty() && again.find("--seed") == std::string::npos) again += " --seed " + seed;
  return again;
}

}  // namespace rushhour::pages
