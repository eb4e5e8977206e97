#pragma once

#include <cstdint>
#include <deque>
#include <filesystem>
#include <future>
#include <span>
#include <string>
#include <string_view>

#include "sim/city/files/fault.hpp"
#include "sim/city/files/output_file.hpp"
#include "sim/city/files/spoil.hpp"

namespace rushhour::city {

/// A file of records, one a line, and beside it what is known to be wrong with them. A record is appended to `text()` without its line
/// break, then finished; that is where faults get into it, where copies of earlier ones follow, and where lines are counted. One thread.
/// Memory: the buffer, and copies of the few records that will be repeated within the next two hundred.
class RecordFile {
 public:
  /// `head` is what stands before the first record, whole lines. `columns`: the header of a CSV file. `dirt` must outlive the file.
  RecordFile(const std::filesystem::path& folder, std::string_view name, Format format, std::string_view head, std::string_view columns,
             const Dirt& dirt);

  std::string& text() noexcept { return text_; }

  /// What was appended since the last time is a record, which may have one of the `possible` faults. `record` names it among those of the
  /// file, the same whatever else is generated.
  void finish(std::uint64_t record, std::span<const Fault> possible);

  /// Behind the last record; `tail` is whole lines.
  void close(std::string_view tail);
  void keep() { out_.keep(); }

  std::string_view name() const noexcept { return name_; }
  std::uint64_t rows() const noexcept { return rows_; }          ///< copies among them
  std::uint64_t bytes() const noexcept { return out_.bytes(); }  ///< REQUIRES: closed
  std::uint64_t faults() const noexcept { return faults_; }

  /// The faults in the order of their lines, as the elements of a JSON array, one a line, each with a comma behind it. REQUIRES: closed.
  const std::filesystem::path& answers() const noexcept { return answers_.part(); }

 private:
  struct Copy {
    std::uint64_t due_row;
    std::uint64_t of_line;
    std::string record;
    std::string_view column;
  };

  void plant(std::uint64_t record, Fault fault);
  void end_line();
  void repeat_due();
  void repeat(const Copy& copy);
  void answer(Fault fault, std::uint64_t of_line);
  void flush();
  void await_disk();
  void write_answers();

  std::string name_;
  Format format_;
  std::string_view columns_;
  const Dirt& dirt_;
  OutputFile out_;
  OutputFile answers_;
  std::string text_;
  std::string full_;           // on its way to the disk
  std::future<void> brought_;  // valid while it is
  std::string answers_text_;
  std::size_t begun_ = 0;   // where the record that is being written begins in text_
  std::uint64_t line_ = 1;  // on which it stands
  std::uint64_t rows_ = 0;
  std::uint64_t faults_ = 0;
  std::deque<Copy> copies_;  // by due_row
};

}  // namespace rushhour::city
