#include "reports/commands/flags.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <string>
#include <string_view>

#include "reports/commands/help_text.hpp"
#include "reports/foundation/user_error.hpp"

namespace rushhour {
namespace {

// While flags_of() asks a verb, what its parser holds goes here, and the verb is told that it has nothing to do.
std::vector<FlagFacts>* asked = nullptr;

// "TEXT:{csv,json}" lists its choices; a check may follow the type behind a colon, as in "TEXT:FILE".
std::vector<std::string> choices_in(const std::string& type) {
  const std::size_t begin = type.find('{');
  const std::size_t end = type.find('}');
  if (begin == std::string::npos || end == std::string::npos || end < begin) return {};
  return CLI::detail::split(type.substr(begin + 1, end - begin - 1), ',');
}

FlagFacts::Wants wanted(std::string_view type) {
  using Wants = FlagFacts::Wants;
  const auto ends = [type](std::string_view word) {
    return type == word || (type.size() > word.size() && type.ends_with(word) && type[type.size() - word.size() - 1] == ':');
  };
  return ends("FILE") ? Wants::file : ends("DIR") ? Wants::folder : ends("RUN") ? Wants::run : Wants::words;
}

FlagFacts facts_of(const CLI::Option& option) {
  FlagFacts facts;
  facts.says = option.get_description();
  facts.argument = option.get_positional();
  facts.choices = choices_in(option.get_type_name());
  facts.wants = wanted(option.get_type_name());
  if (facts.argument) {
    facts.names = {option.get_name()};
    if (facts.wants == FlagFacts::Wants::words) facts.wants = wanted(facts.names.front());
    return facts;
  }
  for (const std::string& name : option.get_lnames()) facts.names.push_back("--" + name);
  for (const std::string& name : option.get_snames()) facts.names.push_back("-" + name);
  // Behind a value that may be left out, as in "[ADDR]", anything may follow.
  facts.takes_value = option.get_items_expected_max() > 0 && !option.get_type_name().starts_with('[');
  return facts;
}

}  // namespace

bool parse_flags(CLI::App& app, int argc, char** argv) { return parse_flags(app, std::vector<std::string>(argv, argv + argc)); }

bool parse_flags(CLI::App& app, std::vector<std::string> words) {
  if (asked != nullptr) {
    for (const CLI::Option* option : app.get_options()) asked->push_back(facts_of(*option));
    return false;
  }
  try {
    std::reverse(words.begin(), words.end());  // as CLI11 wants them
    words.pop_back();
    app.parse(std::move(words));
    return true;
  } catch (const CLI::CallForHelp&) {
    fmt::print("{}", help_text(app));
    return false;
  } catch (const CLI::ParseError& error) {
    const std::string name = app.get_name();
    const std::string verb = name.substr(name.rfind(' ') + 1);
    throw UserError(fmt::format("{}: {}; '{} --help' lists the flags", verb, error.what(), name), Exit::flags);
  }
}

std::vector<FlagFacts> flags_of(const Verb& verb) {
  std::vector<FlagFacts> flags;
  std::string name = verb.name;
  char* words[] = {name.data(), nullptr};
  asked = &flags;
  verb.run(1, words);
  asked = nullptr;
  return flags;
}

}  // namespace rushhour
