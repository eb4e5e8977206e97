#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "tests/unit/tidy/rules.hpp"

namespace rushhour::tidy {
namespace {

// clang-format off: spelt in two pieces, so that these lines do not break the rule that they state.
constexpr std::array<std::string_view, 6> marks{
    "TO"
    "DO",
    "FIX"
    "ME",
    "X"
    "XX",
    "HA"
    "CK",
    "not imple"
    "mented",
    "st"
    "ub"};
// clang-format on
constexpr std::array<std::string_view, 4> machine_roots{"/root/", "/work/", "/tmp/", "/home/"};

constexpr std::array<std::string_view, 4> clock_words{"clock::now", "Clock::now", "clock_gettime", "gettimeofday"};
constexpr std::array<std::string_view, 3> sleep_words{"this_thread::sleep", "usleep", "nanosleep"};
constexpr std::array<std::string_view, 3> chance_words{"random_device", "getrandom", "srand"};

bool may_hold_marks(std::string_view path) {
  constexpr std::array<std::string_view, 9> sources{"cpp", "hpp", "js", "cjs", "lua", "sql", "sh", "cmake", "css"};
  return std::find(sources.begin(), sources.end(), extension(path)) != sources.end() || file_name(path) == "CMakeLists.txt" ||
         path == "Makefile";
}

bool may_read_clocks(std::string_view path) {
  return path == "main.cpp" || starts_with_any(path, {"sim/wire/", "target/server/", "target/viewing/", "reports/runs/", "tests/bench/"});
}

template <class Words>
void each_word(const SourceFile& file, std::string_view text, const Words& words, std::string_view says, Findings& found) {
  each_line(text, [&](std::string_view line, std::size_t number) {
    for (const std::string_view word : words) {
      // steady_clock::now, an alias of it, and std::this_thread::sleep_for hold the word; all others stand alone.
      const bool qualified = word.find("::") != std::string_view::npos;
      const bool there = qualified ? line.find(word) != std::string_view::npos : find_word(line, word) != std::string_view::npos;
      if (there) found.push_back({file.path, number, fmt::format("'{}': {}", word, says)});
    }
  });
}

}  // namespace

Findings leftover_marks(const Tree& tree) {
  Findings found;
  for (const SourceFile& file : tree)
    if (may_hold_marks(file.path)) each_word(file, file.text, marks, "finish it, or leave it out", found);
  return found;
}

Findings clocks_out_of_their_room(const Tree& tree) {
  Findings found;
  for (const SourceFile& file : tree) {
    if (!is_cpp(file.path) || may_read_clocks(file.path)) continue;
    const std::string code = code_only(file.text);
    // A unit test may read the time to give up waiting for another thread, but neither sleeps nor draws.
    if (top_folder(file.path) != "tests") each_word(file, code, clock_words, "take the instant from the Clock seam", found);
    each_word(file, code, sleep_words, "nothing sleeps here: hold the clock", found);
    each_word(file, code, chance_words, "draw from a RandomStream", found);
  }
  return found;
}

Findings machine_paths(const Tree& tree) {
  Findings found;
  for (const SourceFile& file : tree) {
    if (top_folder(file.path) == "tests") continue;
    each_line(file.text, [&](std::string_view line, std::size_t number) {
      for (const std::string_view root : machine_roots) {
        const std::size_t at = line.find(root);
        // Part of a longer path, as in build/tmp/, is no root.
        const bool is_root =
            at != std::string_view::npos && (at == 0 || std::string_view(" \"'=(:`").find(line[at - 1]) != std::string_view::npos);
        if (is_root) found.push_back({file.path, number, fmt::format("'{}' is a place of one machine", root)});
      }
    });
  }
  return found;
}

}  // namespace rushhour::tidy
