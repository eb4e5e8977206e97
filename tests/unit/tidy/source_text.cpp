#include "tests/unit/tidy/source_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace rushhour::tidy {
namespace {

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// Walks C++ once. Each skip_... is called at the beginning of what it skips, and returns where that ends.
class Blanker {
 public:
  explicit Blanker(std::string_view text) : text_(text), out_(text) {}

  std::string run() {
    for (std::size_t i = 0; i < text_.size();) i = step(i);
    return std::move(out_);
  }

 private:
  std::size_t step(std::size_t i) {
    if (at(i, "//")) return blank(i, end_of_line(i));
    if (at(i, "/*")) return blank(i, after("*/", i + 2));
    if (text_[i] == '"') return i > 0 && text_[i - 1] == 'R' ? blank(i, end_of_raw(i)) : blank(i, end_of_literal(i));
    // 1'000: a quote behind a digit or a letter separates digits.
    if (text_[i] == '\'' && (i == 0 || !is_word(text_[i - 1]))) return blank(i, end_of_literal(i));
    return i + 1;
  }

  bool at(std::size_t i, std::string_view what) const { return text_.substr(i, what.size()) == what; }

  std::size_t end_of_line(std::size_t i) const { return std::min(text_.find('\n', i), text_.size()); }

  std::size_t after(std::string_view what, std::size_t from) const {
    const std::size_t found = text_.find(what, from);
    return found == std::string_view::npos ? text_.size() : found + what.size();
  }

  std::size_t end_of_literal(std::size_t i) const {
    const char quote = text_[i];
    for (++i; i < text_.size() && text_[i] != quote && text_[i] != '\n'; ++i)
      if (text_[i] == '\\') ++i;
    return std::min(i + 1, text_.size());
  }

  std::size_t end_of_raw(std::size_t i) const {
    const std::size_t open = text_.find('(', i);
    if (open == std::string_view::npos) return text_.size();
    return after(")" + std::string(text_.substr(i + 1, open - i - 1)) + "\"", open);
  }

  std::size_t blank(std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i)
      if (out_[i] != '\n') out_[i] = ' ';
    return end;
  }

  std::string_view text_;
  std::string out_;
};

}  // namespace

std::string to_string(const Findings& findings) {
  std::string out;
  for (const Finding& finding : findings) out += fmt::format("{}:{}: {}\n", finding.path, finding.line, finding.says);
  return out;
}

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = text.find(at);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::vector<std::string_view> split_lines(std::string_view text) {
  std::vector<std::string_view> lines = split(text, '\n');
  if (lines.back().empty()) lines.pop_back();  // the last line ends with its newline
  return lines;
}

std::string_view top_folder(std::string_view path) {
  const std::size_t slash = path.find('/');
  return slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash);
}

std::string_view folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash);
}

std::string_view file_name(std::string_view path) {
  return path.substr(path.rfind('/') + 1);  // npos + 1 is 0
}

std::string_view extension(std::string_view path) {
  const std::string_view name = file_name(path);
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos ? std::string_view{} : name.substr(dot + 1);
}

bool is_cpp(std::string_view path) { return extension(path) == "cpp" || extension(path) == "hpp"; }

bool in_folder(std::string_view path, std::string_view folder) {
  return path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/';
}

bool starts_with_any(std::string_view text, std::initializer_list<std::string_view> beginnings) {
  return std::any_of(beginnings.begin(), beginnings.end(), [&](std::string_view b) { return text.starts_with(b); });
}

std::string code_only(std::string_view cpp) { return Blanker(cpp).run(); }

std::size_t find_word(std::string_view text, std::string_view word, std::size_t from) {
  for (std::size_t i = text.find(word, from); i != std::string_view::npos; i = text.find(word, i + 1)) {
    const bool open_before = i == 0 || !is_word(text[i - 1]) || !is_word(word.front());
    const std::size_t end = i + word.size();
    const bool open_after = end == text.size() || !is_word(text[end]) || !is_word(word.back());
    if (open_before && open_after) return i;
  }
  return std::string_view::npos;
}

std::vector<Include> includes_of(std::string_view text) {
  std::vector<Include> found;
  each_line(text, [&](std::string_view line, std::size_t number) {
    if (!line.starts_with("#include ")) return;
    const std::size_t open = line.find_first_of("\"<");
    const std::size_t close = line.find_last_of("\">");
    if (open != std::string_view::npos && close > open)
      found.push_back({line.substr(open + 1, close - open - 1), number, line[open] == '"'});
  });
  return found;
}

void each_line(std::string_view text, const std::function<void(std::string_view, std::size_t)>& visit) {
  std::size_t number = 0;
  for (const std::string_view line : split_lines(text)) visit(line, ++number);
}

}  // namespace rushhour::tidy
