#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rushhour::script {

/// Where the rows of a text begin. It keeps every sixteenth place, and who wants a row between walks there: half a byte a row, so that it
/// is small beside any file, even one of single letters.
class RowIndex {
 public:
  void add(std::size_t begin) {
    if (count_++ % spacing == 0) kept_.push_back(begin);
  }
  void close() { kept_.shrink_to_fit(); }
  std::uint64_t count() const noexcept { return count_; }

  struct Walk {
    std::size_t from;
    unsigned rows;  ///< how many to pass over
  };
  Walk walk_to(std::uint64_t row) const noexcept { return {kept_[row / spacing], static_cast<unsigned>(row % spacing)}; }

 private:
  static constexpr std::uint64_t spacing = 16;
  std::vector<std::uint64_t> kept_;
  std::uint64_t count_ = 0;
};

/// What is left of a file's text without a byte order mark and without line ends behind the last row. Throws UserError (Exit::settings) for
/// UTF-16, and if nothing is left.
std::string_view without_edges(std::string_view text, const std::string& name);

/// For a message: "menu.csv:17", the line in which `at` stands.
std::string place_of(std::string_view file_text, const char* at, const std::string& name);

}  // namespace rushhour::script
