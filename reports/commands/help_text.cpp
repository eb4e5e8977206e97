#include "reports/commands/help_text.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <string_view>
#include <vector>

namespace rushhour {
namespace {

constexpr std::size_t widest = 80;
constexpr std::size_t column = 30;  // where what a flag does begins

// What stands for a value: "FILE" of "TEXT:FILE", "N" of every kind of number.
std::string placeholder(const std::string& type) {
  std::string word = type.substr(0, type.find(':'));
  if (type.ends_with(":FILE") || type.ends_with(":DIR")) word = type.substr(type.rfind(':') + 1);
  return word == "UINT" || word == "INT" || word == "FLOAT" ? "N" : word;
}

// "1 to 64" of "UINT:INT in [1 - 64]"; empty without a range.
std::string range_of(const std::string& type) {
  const auto open = type.find(" in ["), dash = type.find(" - ", open), close = type.find(']', open);
  if (open == std::string::npos || dash == std::string::npos || close == std::string::npos) return {};
  return fmt::format("{} to {}", type.substr(open + 5, dash - open - 5), type.substr(dash + 3, close - dash - 3));
}

std::string heading_of(const CLI::Option& option, bool positional) {
  std::string words = "  " + option.get_name(positional, true);
  if (const auto brace = words.find('{'); brace != std::string::npos) words.erase(brace);  // a flag that may go without its value
  if (option.get_items_expected_max() > 0 && !positional) words += " " + placeholder(option.get_type_name());
  return words;
}

std::string what_it_does(const CLI::Option& option) {
  std::vector<std::string> more;
  const std::string range = range_of(option.get_type_name()), otherwise = option.get_default_str(), variable = option.get_envname();
  if (!range.empty()) more.push_back(range);
  if (!otherwise.empty()) more.push_back(otherwise + " if absent");
  if (!variable.empty()) more.push_back("$" + variable);
  return option.get_description() + (more.empty() ? std::string() : fmt::format(" [{}]", fmt::join(more, ", ")));
}

// `text` from `at` on, in lines that end before the last column; all but the first begin at `indent`.
std::string wrapped(std::string_view text, std::size_t at, std::size_t indent) {
  std::string out;
  for (const std::string& word : CLI::detail::split(std::string(text), ' ')) {
    const bool first = out.empty() || out.back() == ' ';
    if (!first && at + 1 + word.size() > widest) {
      out += "\n" + std::string(indent, ' ');
      at = indent;
    } else if (!first) {
      out += ' ';
      ++at;
    }
    out += word;
    at += word.size();
  }
  return out + "\n";
}

class HelpText : public CLI::Formatter {
  std::string make_option(const CLI::Option* option, bool positional) const override {
    std::string out = heading_of(*option, positional);
    out += out.size() + 2 > column ? "\n" + std::string(column, ' ') : std::string(column - out.size(), ' ');
    return out + wrapped(what_it_does(*option), column, column);
  }
};

}  // namespace

std::string help_text(CLI::App& app) {
  app.formatter(std::make_shared<HelpText>());
  return app.help();
}

}  // namespace rushhour
