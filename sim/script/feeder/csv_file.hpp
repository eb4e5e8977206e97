#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/script/feeder/mapped_file.hpp"
#include "sim/script/feeder/row_index.hpp"

namespace rushhour::script {

/// How a CSV file is written.
struct CsvFormat {
  char separator = ',';
  char quote = '"';                ///< 0 for none
  std::vector<std::string> names;  ///< of the columns; empty: the first row holds them
};

/// One field of a row, as it stands.
struct CsvField {
  enum class Trouble : unsigned char { none, open_quote, behind_quote };
  std::string_view text;  ///< between the quotes, if there are any
  std::size_t next = 0;   ///< where the next field begins
  bool last = false;      ///< of its row
  bool doubled = false;   ///< whether quotes stand twice in it
  Trouble trouble = Trouble::none;
};

/// The field that begins at `at`. REQUIRES: at <= text.size().
CsvField read_field(std::string_view text, std::size_t at, const CsvFormat& format) noexcept;

/// A CSV file as RFC 4180 has it, with any one-byte separator and quote, lines that end in LF or CR LF, a byte order mark or none. Text is
/// bytes: whatever is no UTF-8 stays as it is. Rows lie in the mapped file and are read when drawn. Immutable: any thread.
class CsvFile {
 public:
  /// Reads it through once. Throws UserError (Exit::settings), with the line, if it is missing, empty, ragged or wrongly quoted.
  CsvFile(const std::filesystem::path& file, const std::string& name, CsvFormat format);

  std::uint64_t count() const noexcept { return index_.count(); }
  const std::vector<std::string>& names() const noexcept { return format_.names; }

  /// Calls `take(column, text)` for each column of a row, from 0. `room`: for a field whose quotes must be undoubled. Holds no object with
  /// a destructor, so `take` may jump.
  template <class Take>
  void row(std::uint64_t number, std::string& room, const Take& take) const {
    std::size_t at = begin_of(number);
    bool over = false;
    for (std::size_t column = 0; column < format_.names.size(); ++column) {
      // A file that was changed under us may have lost fields; they are empty then.
      const CsvField field = over ? CsvField{{}, at, true} : read_field(text_, at, format_);
      take(column, field.doubled ? undoubled(field.text, room) : field.text);
      at = field.next;
      over = field.last;
    }
  }

 private:
  void read_names(std::size_t& at, const std::string& name);
  void check_row(std::size_t begin, std::size_t& at, const std::string& name) const;
  std::size_t begin_of(std::uint64_t number) const noexcept;
  std::string_view undoubled(std::string_view text, std::string& room) const;

  MappedFile file_;
  std::string_view text_;
  CsvFormat format_;
  bool quoted_;  // whether a quote stands anywhere; without one, a line is a row
  RowIndex index_;
};

}  // namespace rushhour::script
