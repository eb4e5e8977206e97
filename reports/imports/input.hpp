#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace rushhour::imports {

/// A line that could not be read. It holds nothing of the line itself, which may name people.
struct Rejected {
  std::uint64_t line = 0;  ///< from 1
  std::string reason;
};

/// A file of another tool, line by line, and the account of its lines: what was read and what was rejected. Lines of any length up to
/// `longest_line` are kept whole, a longer one is rejected; memory is that of the longest line met. One thread.
class Input {
 public:
  static constexpr std::size_t longest_line = std::size_t{16} << 20;
  static constexpr std::size_t longest_record = std::size_t{64} << 10;  ///< of a record in quotes that goes over several lines
  static constexpr std::size_t most_kept = 100;                         ///< rejected lines that are kept by number and reason
  static constexpr std::size_t padding = 64;                            ///< readable bytes behind each line, for parsers that look ahead

  /// Fills `out` with up to `room` bytes and says how many; 0 at the end. Throws UserError if the bytes cannot be had.
  using Read = std::function<std::size_t(char* out, std::size_t room)>;

  Input(std::string name, Read read);

  const std::string& name() const noexcept { return name_; }

  /// The first bytes, up to 64 KB, without taking them: for telling formats apart.
  std::string_view head();

  /// The next `most` bytes without taking them; fewer only at the end.
  std::string_view peek(std::size_t most);

  /// The next `most` bytes, fewer only at the end: for what has no lines. They count as one line.
  std::string_view take_bytes(std::size_t most);

  /// The whole rest. Throws UserError if it is longer than `most`.
  std::string_view take_all(std::size_t most);

  /// Moves to the next line; false at the end. A line's end is LF or CR LF; a byte order mark at the very start is passed over.
  bool next_line() { return next(false); }

  /// The same for records as CSV has them: a line end within double quotes belongs to the record. Quotes that do not end within
  /// `longest_record` bytes are taken for a mistake of that one line.
  bool next_record() { return next(true); }

  /// The line or record, until the next move. Its number is that of its first line.
  std::string_view line() const noexcept { return line_; }
  std::uint64_t number() const noexcept { return number_; }

  /// Whether the file ended before the line did.
  bool is_cut() const noexcept { return cut_; }

  void accept() noexcept { ++accepted_; }

  /// Counts the line as one that could not be read. Throws UserError if the first thousand lines were all rejected: then it is not the file
  /// that it was taken for.
  void reject(std::string reason);

  std::uint64_t accepted() const noexcept { return accepted_; }
  std::uint64_t rejected() const noexcept { return rejected_; }
  const std::vector<Rejected>& kept() const noexcept { return kept_; }

 private:
  bool next(bool quoted);
  bool fill();
  std::size_t end_of_record(std::size_t line_end);
  void skip_long_line();
  void take(std::size_t end, std::size_t lines);
  void take_record(std::size_t line_end, bool quoted);

  std::string name_;
  Read read_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0, end_ = 0;  // what was read and not taken yet
  bool at_end_ = false;
  bool begun_ = false;
  std::string_view line_;
  std::uint64_t number_ = 0, next_number_ = 1;
  bool cut_ = false;
  std::uint64_t accepted_ = 0, rejected_ = 0;
  std::vector<Rejected> kept_;
};

/// Opens a file, which gzip may have packed. Throws UserError (Exit::settings) that says why it cannot be read.
Input open_input(const std::filesystem::path& file);

/// Reads from a text that outlives it.
Input text_input(std::string name, std::string_view text);

}  // namespace rushhour::imports
