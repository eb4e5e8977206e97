#include "reports/commands/completion_scripts.hpp"

#include <fmt/format.h>

#include <string_view>

namespace rushhour::reports {
namespace {

using Wants = FlagFacts::Wants;

std::string joined(const std::vector<std::string>& words, std::string_view between) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : std::string(between)) + word;
  return text;
}

// As one word of a shell, whatever is in it.
std::string in_quotes(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

// The first words of what help says: a menu has no room for more.
std::string brief(const std::string& says) {
  const std::string first = says.substr(0, says.find_first_of(";:("));
  return first.substr(0, first.find_last_not_of(' ') + 1);
}

std::string names_of(const VerbFacts& verb) {
  std::string names;
  for (const FlagFacts& flag : verb.flags)
    if (!flag.argument) names += (names.empty() ? "" : " ") + joined(flag.names, " ");
  return names;
}

const FlagFacts* argument_of(const VerbFacts& verb) {
  for (const FlagFacts& flag : verb.flags)
    if (flag.argument) return &flag;
  return nullptr;
}

constexpr std::string_view bash_head = R"(# Completions of rushhour for bash, made by 'rushhour completion bash' from its own flags.

_rushhour_words() {
  mapfile -t COMPREPLY < <(compgen -W "$1" -- "$word")
  case ${COMPREPLY[*]} in *=) compopt -o nospace 2>/dev/null ;; esac  # a value follows the sign at once
}
_rushhour_files() { compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$word"); }
_rushhour_folders() { compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$word"); }

# Folders that hold a run: those of runs/ where nothing was typed yet. Where none does, all folders, to go on from.
_rushhour_runs() {
  local folder found=()
  _rushhour_folders
  [ -z "$word" ] && mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -d -- runs/)
  for folder in "${COMPREPLY[@]}"; do [ -f "$folder/run.json" ] && found+=("$folder"); done
  [ "${#found[@]}" -gt 0 ] && COMPREPLY=("${found[@]}")
}

_rushhour() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} joined=
  COMPREPLY=()
  # bash takes --flag=value apart at the sign, and NAME=FILE as well.
  if [ "$word" = "=" ]; then
    word= joined=1
  elif [ "$before" = "=" ]; then
    before=${COMP_WORDS[COMP_CWORD - 2]} joined=1
  fi
  case $joined$before in 1-*) ;; 1*) _rushhour_files; return ;; esac
)";

std::string bash_action(const FlagFacts& flag) {
  if (!flag.choices.empty()) return "_rushhour_words " + in_quotes(joined(flag.choices, " "));
  switch (flag.wants) {
    case Wants::file:
      return "_rushhour_files";
    case Wants::folder:
      return "_rushhour_folders";
    case Wants::run:
      return "_rushhour_runs";
    case Wants::words:
      break;
  }
  return ":";
}

std::string bash_verb(const VerbFacts& verb) {
  std::string out = fmt::format("    {})\n      case $before in\n", verb.name);
  for (const FlagFacts& flag : verb.flags)
    if (flag.takes_value) out += fmt::format("        {}) {}; return ;;\n", joined(flag.names, " | "), bash_action(flag));
  const FlagFacts* argument = argument_of(verb);
  return out + fmt::format(
                   "      esac\n      case $joined$word in\n        1*) ;;\n        -*) _rushhour_words {} ;;\n        *) {} ;;\n      "
                   "esac\n      ;;\n",
                   in_quotes(names_of(verb)), argument == nullptr ? ":" : bash_action(*argument));
}

// In a specification of zsh's _arguments these have a meaning.
std::string zsh_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string zsh_value(const FlagFacts& flag) {
  // Behind a choice that ends in a sign of equality its value follows at once, without a blank.
  if (!flag.choices.empty() && flag.choices.front().ends_with('='))
    return fmt::format(":value:{{compadd -S \"\" -- {}}}", joined(flag.choices, " "));
  if (!flag.choices.empty()) return fmt::format(":value:({})", joined(flag.choices, " "));
  switch (flag.wants) {
    case Wants::file:
      return ":file:_files";
    case Wants::folder:
      return ":folder:_files -/";
    case Wants::run:
      return ":run directory:_rushhour_runs";
    case Wants::words:
      break;
  }
  return ":value: ";
}

std::string zsh_verb(const VerbFacts& verb) {
  std::string out = fmt::format("    {})\n      _arguments", verb.name);
  for (const FlagFacts& flag : verb.flags) {
    if (flag.argument) {
      out += " \\\n        " + in_quotes("*" + zsh_value(flag));
      continue;
    }
    for (const std::string& name : flag.names)
      out +=
          " \\\n        " + in_quotes(fmt::format("*{}[{}]{}", name, zsh_text(brief(flag.says)), flag.takes_value ? zsh_value(flag) : ""));
  }
  return out + "\n      ;;\n";
}

std::string fish_line(const VerbFacts& verb, const FlagFacts& flag) {
  std::string out = fmt::format("complete -c rushhour -n '__fish_seen_subcommand_from {}'", verb.name);
  for (const std::string& name : flag.names) {
    if (flag.argument) break;
    out += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  }
  if (flag.takes_value || flag.argument) {
    const char* needs = flag.takes_value ? " -r" : "";
    if (!flag.choices.empty())
      out += fmt::format(" -f{} -a {}", needs, in_quotes(joined(flag.choices, " ")));
    else if (flag.wants == Wants::file)
      out += fmt::format(" -F{}", needs);
    else if (flag.wants == Wants::folder || flag.wants == Wants::run)
      out += fmt::format(" -f{} -a '(__fish_complete_directories)'", needs);
    else
      out += fmt::format(" -f{}", needs);
  }
  if (!flag.argument) out += " -d " + in_quotes(brief(flag.says));
  return out + "\n";
}

}  // namespace

std::string bash_completion(const std::vector<VerbFacts>& verbs) {
  std::string names;
  for (const VerbFacts& verb : verbs) names += (names.empty() ? "" : " ") + verb.name;
  std::string out(bash_head);
  out += fmt::format("  if [ \"$COMP_CWORD\" -eq 1 ]; then\n    _rushhour_words '{} --help --version'\n    return\n  fi\n", names);
  out += "  case ${COMP_WORDS[1]} in\n";
  for (const VerbFacts& verb : verbs) out += bash_verb(verb);
  return out + "  esac\n}\n\ncomplete -F _rushhour rushhour\n";
}

std::string zsh_completion(const std::vector<VerbFacts>& verbs) {
  std::string out =
      "#compdef rushhour\n# Completions of rushhour for zsh, made by 'rushhour completion zsh' from its own flags.\n\n"
      "_rushhour_runs() {\n  local -a runs=(runs/*/run.json(N:h))\n  (( $#runs )) && compadd -a runs\n  _files -/\n}\n\n"
      "_rushhour() {\n  if (( CURRENT == 2 )); then\n    local -a verbs=(\n";
  for (const VerbFacts& verb : verbs) out += "      " + in_quotes(verb.name + ":" + brief(verb.says)) + "\n";
  out += "    )\n    _describe verb verbs\n    return\n  fi\n  shift words\n  (( CURRENT-- ))\n  case $words[1] in\n";
  for (const VerbFacts& verb : verbs) out += zsh_verb(verb);
  // Read in by `source`, it is not yet known to belong to the command; loaded by compinit, it is called at once.
  return out + "  esac\n}\n\nif [[ $funcstack[1] == _rushhour ]]; then\n  _rushhour \"$@\"\nelse\n  compdef _rushhour rushhour\nfi\n";
}

std::string fish_completion(const std::vector<VerbFacts>& verbs) {
  std::string out =
      "# Completions of rushhour for fish, made by 'rushhour completion fish' from its own flags.\n\ncomplete -c rushhour -f\n";
  for (const VerbFacts& verb : verbs)
    out += fmt::format("complete -c rushhour -n __fish_use_subcommand -a {} -d {}\n", verb.name, in_quotes(verb.says));
  for (const VerbFacts& verb : verbs)
    for (const FlagFacts& flag : verb.flags) out += fish_line(verb, flag);
  return out;
}

}  // namespace rushhour::reports
