#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "sim/script/feeder/mapped_file.hpp"
#include "sim/script/feeder/row_index.hpp"

namespace rushhour::script {

/// Rows that are JSON, one a line: a mapped file, or a text of our own. They are parsed when drawn. Immutable: any thread.
class JsonLines {
 public:
  /// Reads it through once. Throws UserError (Exit::settings), with the line, if it is missing, empty or a line is not JSON.
  JsonLines(const std::filesystem::path& file, const std::string& name);

  /// REQUIRES: lines of JSON, at least one, each with its line end.
  explicit JsonLines(std::string lines);

  std::uint64_t count() const noexcept { return index_.count(); }
  std::string_view row(std::uint64_t number) const noexcept;

 private:
  std::size_t end_of_line(std::size_t at) const noexcept;

  MappedFile file_;
  std::unique_ptr<const std::string> own_;
  std::string_view text_;
  RowIndex index_;
};

}  // namespace rushhour::script
