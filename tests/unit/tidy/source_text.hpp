#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

/// The checks of style: pure functions of a list of files, so that each can be shown a file that keeps its rule and one that breaks it.
namespace rushhour::tidy {

/// A file of the tree: its path from the project's root, with '/', and its text.
struct SourceFile {
  std::string path;
  std::string text;
};

using Tree = std::vector<SourceFile>;

/// A broken rule. `line` counts from 1; 0 stands for the file or folder as a whole.
struct Finding {
  std::string path;
  std::size_t line = 0;
  std::string says;
};

using Findings = std::vector<Finding>;

/// "path:line: says", one a line.
std::string to_string(const Findings& findings);

std::vector<std::string_view> split_lines(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char at);

/// "reports" of "reports/latency/histogram.hpp", "" of "main.cpp".
std::string_view top_folder(std::string_view path);
/// "reports/latency" of "reports/latency/histogram.hpp", "" of "main.cpp".
std::string_view folder_of(std::string_view path);
/// "histogram.hpp" of "reports/latency/histogram.hpp".
std::string_view file_name(std::string_view path);
/// "cpp" of "main.cpp", "" without a dot.
std::string_view extension(std::string_view path);
bool is_cpp(std::string_view path);
bool in_folder(std::string_view path, std::string_view folder);
bool starts_with_any(std::string_view text, std::initializer_list<std::string_view> beginnings);

/// C++ with every comment, string and character replaced by spaces: same length, same lines. Knows raw strings and digit separators.
std::string code_only(std::string_view cpp);

/// Where `word` stands in `text` as a word of its own (no letter, digit or underscore beside it), from `from` on; npos if nowhere.
std::size_t find_word(std::string_view text, std::string_view word, std::size_t from = 0);

/// What is named between quotes or angle brackets by the #include lines of `text`.
struct Include {
  std::string_view name;
  std::size_t line;
  bool quoted;
};
std::vector<Include> includes_of(std::string_view text);

/// Calls `visit(line, number)` for each line.
void each_line(std::string_view text, const std::function<void(std::string_view, std::size_t)>& visit);

}  // namespace rushhour::tidy
