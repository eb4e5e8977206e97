// How a function is found.
//
// C++: the text without comments, strings and preprocessor lines is walked brace by brace. The head of a brace is what stands before it,
// back to the last `;`, `{` or `}` outside parentheses. Outside any function, a brace whose head holds a parenthesis opens a function,
// except
//   1. a brace inside parentheses (an argument), and
//   2. a brace behind a name in a constructor's list of initialisers, which does not end the head either.
// Control statements stand in functions only, so they need no rule. Lambdas count as part of the function that they stand in.
//
// JavaScript and Lua: a line that opens a function ends at the next line with its own indentation that begins with `}` or `end`.

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "tests/unit/tidy/rules.hpp"

namespace rushhour::tidy {
namespace {

constexpr std::size_t limit = 70;

std::string without_preprocessor(std::string code) {
  bool goes_on = false;
  std::size_t begin = 0;
  while (begin < code.size()) {
    const std::size_t end = std::min(code.find('\n', begin), code.size());
    const std::string_view line(code.data() + begin, end - begin);
    const bool directive = goes_on || line.substr(std::min(line.find_first_not_of(' '), line.size())).starts_with('#');
    goes_on = directive && line.ends_with('\\');
    if (directive) std::fill(code.begin() + static_cast<std::ptrdiff_t>(begin), code.begin() + static_cast<std::ptrdiff_t>(end), ' ');
    begin = end + 1;
  }
  return code;
}

// Whether a constructor's initialisers have begun: a single colon behind a closing parenthesis, outside parentheses.
bool initialisers_begun(std::string_view head) {
  int depth = 0;
  bool closed = false;
  for (std::size_t i = 0; i < head.size(); ++i) {
    if (head[i] == '(') ++depth;
    if (head[i] == ')') closed = --depth == 0 || closed;
    const bool doubled = (i > 0 && head[i - 1] == ':') || (i + 1 < head.size() && head[i + 1] == ':');
    if (head[i] == ':' && !doubled && closed && depth == 0) return true;
  }
  return false;
}

class BraceWalk {
 public:
  BraceWalk(const std::string& path, const std::string& code, Findings& found) : path_(path), code_(code), found_(found) {}

  void run() {
    for (i_ = 0; i_ < code_.size(); ++i_) step(code_[i_]);
  }

 private:
  enum class Kind { initialiser, function, other };
  struct Brace {
    Kind kind;
    int parentheses;         // open around it
    std::size_t head_begin;  // of its head
    std::size_t first_line;  // of its head
  };

  void step(char c) {
    if (c == '\n') ++line_;
    if (!std::isspace(static_cast<unsigned char>(c)) && head_line_ == 0) head_line_ = line_;
    if (c == '(') ++parentheses_;
    if (c == ')') --parentheses_;
    if (c == ';' && parentheses_ == 0) begin_head();
    if (c == '{') open();
    if (c == '}' && !braces_.empty()) close();
  }

  void begin_head() {
    head_begin_ = i_ + 1;
    head_line_ = 0;
  }

  Kind kind_of_brace() const {
    if (parentheses_ > 0) return Kind::initialiser;
    const std::string_view head(code_.data() + head_begin_, i_ - head_begin_);
    const std::size_t last = head.find_last_not_of(" \n");
    if (last == std::string_view::npos) return Kind::other;
    const bool behind_name = std::isalnum(static_cast<unsigned char>(head[last])) != 0 || head[last] == '_' || head[last] == '>';
    if (behind_name && initialisers_begun(head)) return Kind::initialiser;
    return !in_function_ && head.find('(') != std::string_view::npos ? Kind::function : Kind::other;
  }

  void open() {
    const Kind kind = kind_of_brace();
    braces_.push_back({kind, parentheses_, head_begin_, head_line_});
    if (kind == Kind::function) in_function_ = true;
    parentheses_ = 0;
    begin_head();
  }

  void close() {
    const Brace brace = braces_.back();
    braces_.pop_back();
    parentheses_ = brace.parentheses;
    if (brace.kind == Kind::initialiser) {
      head_begin_ = brace.head_begin;
      head_line_ = brace.first_line;
      return;
    }
    begin_head();
    if (brace.kind != Kind::function) return;
    in_function_ = false;
    const std::size_t lines = line_ - brace.first_line + 1;
    if (lines > limit) found_.push_back({path_, brace.first_line, fmt::format("a function of {} lines", lines)});
  }

  const std::string& path_;
  const std::string& code_;
  Findings& found_;
  std::vector<Brace> braces_;
  bool in_function_ = false;
  int parentheses_ = 0;
  std::size_t i_ = 0;
  std::size_t line_ = 1;
  std::size_t head_begin_ = 0;
  std::size_t head_line_ = 0;  // 0: nothing of the head has been seen
};

bool opens_javascript(std::string_view line) {
  if (!line.ends_with('{') || starts_with_any(line, {"(", "if ", "for ", "while ", "switch ", "} "})) return false;
  return find_word(line, "function") != std::string_view::npos || line.find("=>") != std::string_view::npos || line.ends_with(") {");
}

bool opens_lua(std::string_view line) {
  line = line.substr(0, line.find("--"));
  return find_word(line, "function") != std::string_view::npos && find_word(line, "end") == std::string_view::npos;
}

void walk_indented(const SourceFile& file, bool (*opens)(std::string_view), std::string_view closing, Findings& found) {
  const std::vector<std::string_view> lines = split_lines(file.text);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::size_t indent = std::min(lines[i].find_first_not_of(' '), lines[i].size());
    if (!opens(lines[i].substr(indent))) continue;
    std::size_t end = i + 1;
    const auto ends = [&](std::string_view line) {
      return line.find_first_not_of(' ') == indent && line.substr(indent).starts_with(closing);
    };
    while (end < lines.size() && !ends(lines[end])) ++end;
    if (end - i + 1 > limit) found.push_back({file.path, i + 1, fmt::format("a function of {} lines", end - i + 1)});
  }
}

}  // namespace

Findings long_functions(const Tree& tree) {
  Findings found;
  for (const SourceFile& file : tree) {
    const std::string_view kind = extension(file.path);
    if (is_cpp(file.path)) {
      const std::string code = without_preprocessor(code_only(file.text));
      BraceWalk(file.path, code, found).run();
    } else if (kind == "js" || kind == "cjs") {
      walk_indented(file, opens_javascript, "}", found);
    } else if (kind == "lua") {
      walk_indented(file, opens_lua, "end", found);
    }
  }
  return found;
}

}  // namespace rushhour::tidy
