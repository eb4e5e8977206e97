#include "sim/commands/settings/dashboard_flag.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <string_view>

#include "reports/foundation/user_error.hpp"
#include "reports/pages/words/plain_text.hpp"
#include "target/viewing/rules.hpp"

namespace rushhour::sim {
namespace {

constexpr std::string_view flag = "--dashboard";
constexpr std::string_view any_port = "127.0.0.1:0";

[[noreturn]] void refuse(std::string_view word, std::string_view why) {
  throw UserError(fmt::format("{} {}: {}", flag, pages::harmless(word), why), Exit::flags);
}

bool is_file(const std::string& word) {
  std::error_code trouble;
  return std::filesystem::exists(word, trouble) && !std::filesystem::is_directory(word, trouble);
}

// Whether the word behind the flag is its value.
bool is_value(const std::string& word) {
  if (word.starts_with('-')) return false;
  const viewing::Meant meant = viewing::meant_by(word);
  const bool here = is_file(word);
  if (meant == viewing::Meant::place && here)
    refuse(word,
           "is an address, and a file here as well; write --dashboard=ADDR for the address, and the scenario in front of --dashboard");
  if (meant == viewing::Meant::perhaps && !here && !word.ends_with(".lua"))
    refuse(word, fmt::format("there is no scenario of that name here; an address has a port, as in {0}:8089, or stands behind a sign of "
                             "equality, as in --dashboard={0}",
                             word));
  return meant == viewing::Meant::place;
}

}  // namespace

std::vector<std::string> with_dashboard_joined(const std::vector<std::string>& words) {
  std::vector<std::string> joined;
  for (auto word = words.begin(); word != words.end(); ++word) {
    if (*word == "--") {
      joined.insert(joined.end(), word, words.end());
      break;
    }
    if (*word == fmt::format("{}=", flag))
      throw UserError(fmt::format("{} wants an address behind its sign of equality, such as 127.0.0.1:8089", flag), Exit::flags);
    joined.push_back(*word);
    if (*word != flag) continue;
    const auto next = word + 1;
    const bool has_value = next != words.end() && is_value(*next);
    joined.back() += fmt::format("={}", has_value ? *next : std::string(any_port));
    if (has_value) ++word;
  }
  return joined;
}

}  // namespace rushhour::sim
