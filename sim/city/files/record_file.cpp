#include "sim/city/files/record_file.hpp"

#include <algorithm>
#include <utility>

#include "sim/city/files/row_text.hpp"

namespace rushhour::city {
namespace {

constexpr std::size_t flush_from = std::size_t{2} << 20;
constexpr std::uint64_t repeated_within = 200;

}  // namespace

RecordFile::RecordFile(const std::filesystem::path& folder, std::string_view name, Format format, std::string_view head,
                       std::string_view columns, const Dirt& dirt)
    : name_(name),
      format_(format),
      columns_(columns),
      dirt_(dirt),
      out_(folder / name),
      answers_(folder / std::string(name).append(".faults")),
      text_(head) {
  line_ += static_cast<std::uint64_t>(std::count(head.begin(), head.end(), '\n'));
  begun_ = text_.size();
}

void RecordFile::finish(std::uint64_t record, std::span<const Fault> possible) {
  if (const std::optional<Fault> fault = dirt_.draw(name_, record, possible)) plant(record, *fault);
  end_line();
  repeat_due();
  if (text_.size() >= flush_from) flush();
}

void RecordFile::plant(std::uint64_t record, Fault fault) {
  std::string written = text_.substr(begun_);
  if (fault.kind == FaultKind::duplicate) {
    const std::uint64_t due = rows_ + 1 + dirt_.below(name_, record, repeated_within);
    const auto at = std::upper_bound(copies_.begin(), copies_.end(), due, [](std::uint64_t row, const Copy& c) { return row < c.due_row; });
    copies_.insert(at, {due, line_, std::move(written), fault.column});
    return;
  }
  if (fault.kind == FaultKind::broken_json) {
    cut_short(written, dirt_.below(name_, record, 1000));
  } else if (fault.kind == FaultKind::missing_value && format_ == Format::json_lines) {
    remove_member(written, fault.column);
  } else {
    const std::string_view clean = field_of(format_, columns_, written, fault.column);
    replace_field(format_, columns_, written, fault.column, dirt_.spoilt(fault, name_, record, clean));
  }
  text_.replace(begun_, std::string::npos, written);
  answer(fault, 0);
}

void RecordFile::end_line() {
  text_ += '\n';
  ++rows_;
  ++line_;
  begun_ = text_.size();
}

void RecordFile::repeat_due() {
  while (!copies_.empty() && copies_.front().due_row <= rows_) {
    const Copy copy = std::move(copies_.front());
    copies_.pop_front();
    repeat(copy);
  }
}

void RecordFile::repeat(const Copy& copy) {
  text_ += copy.record;
  answer({FaultKind::duplicate, copy.column}, copy.of_line);
  end_line();
}

void RecordFile::answer(Fault fault, std::uint64_t of_line) {
  std::string& row = answers_text_;
  row.append(R"({"file":")");
  row.append(name_).append(R"(","line":)");
  append_number(row, line_);
  row.append(R"(,"kind":")").append(name_of(fault.kind)).append("\"");
  if (!fault.column.empty()) row.append(R"(,"column":")").append(fault.column).append("\"");
  if (of_line > 0) {
    row.append(R"(,"of":)");
    append_number(row, of_line);
  }
  row.append("},\n");
  ++faults_;
  if (row.size() >= flush_from) write_answers();
}

void RecordFile::flush() {
  await_disk();
  std::swap(text_, full_);
  text_.clear();
  begun_ = 0;
  brought_ = std::async(std::launch::async, [this] { out_.write(full_); });
}

void RecordFile::await_disk() {
  if (brought_.valid()) brought_.get();
}

void RecordFile::write_answers() {
  answers_.write(answers_text_);
  answers_text_.clear();
}

void RecordFile::close(std::string_view tail) {
  while (!copies_.empty()) {
    const Copy copy = std::move(copies_.front());
    copies_.pop_front();
    repeat(copy);
  }
  text_ += tail;
  flush();
  await_disk();
  out_.close();
  write_answers();
  answers_.close();
}

}  // namespace rushhour::city
