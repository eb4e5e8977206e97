// The buffer holds a window of the file: what was not taken yet stands between `begin_` and `end_`, with `padding` bytes of room behind. It
// grows only for a line that does not fit.

#include "reports/imports/input.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <utility>

#include "reports/foundation/user_error.hpp"

namespace rushhour::imports {
namespace {

constexpr std::size_t head_size = std::size_t{64} << 10;
constexpr std::size_t first_size = std::size_t{128} << 10;
constexpr std::uint64_t patience = 1000;  // lines that may be rejected before the first is read

[[noreturn]] void refuse(const std::string& name, const std::string& why) {
  throw UserError(fmt::format("{}: {}", name, why), Exit::settings);
}

}  // namespace

Input::Input(std::string name, Read read) : name_(std::move(name)), read_(std::move(read)), buffer_(first_size + padding) {}

bool Input::fill() {
  if (at_end_) return false;
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (end_ + padding == buffer_.size()) buffer_.resize(2 * end_ + padding);
  const std::size_t got = read_(buffer_.data() + end_, buffer_.size() - padding - end_);
  end_ += got;
  at_end_ = got == 0;
  return !at_end_;
}

std::string_view Input::head() {
  peek(head_size);
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  if (!begun_ && std::string_view(buffer_.data() + begin_, end_ - begin_).starts_with(mark)) begin_ += mark.size();
  begun_ = true;
  return peek(head_size);
}

std::string_view Input::peek(std::size_t most) {
  while (end_ - begin_ < most && fill()) {
  }
  return {buffer_.data() + begin_, std::min(most, end_ - begin_)};
}

std::string_view Input::take_bytes(std::size_t most) {
  const std::string_view bytes = peek(most);
  begin_ += bytes.size();
  number_ = next_number_++;
  return bytes;
}

std::string_view Input::take_all(std::size_t most) {
  head();
  if (peek(most + 1).size() > most) refuse(name_, fmt::format("it is larger than {} MB, which no such file is", most >> 20));
  return take_bytes(most);
}

// Where the record that begins at `begin_` ends, its first line ending at `line_end`; that same line end if its quotes never close.
std::size_t Input::end_of_record(std::size_t line_end) {
  std::size_t quotes = 0;
  std::size_t from = begin_, to = line_end;
  for (;;) {
    quotes += static_cast<std::size_t>(std::count(buffer_.data() + from, buffer_.data() + to, '"'));
    if (quotes % 2 == 0) return to;
    from = to;
    const char* found = nullptr;
    while (found == nullptr) {
      if (to + 1 < end_) found = static_cast<const char*>(std::memchr(buffer_.data() + to + 1, '\n', end_ - to - 1));
      if (found != nullptr) break;
      const std::size_t moved = begin_;
      if (end_ - begin_ > longest_record || !fill()) return line_end;
      from -= moved;
      to -= moved;
      line_end -= moved;
    }
    to = static_cast<std::size_t>(found - buffer_.data());
    if (to - begin_ > longest_record) return line_end;
  }
}

void Input::take(std::size_t end, std::size_t lines) {
  line_ = {buffer_.data() + begin_, end - begin_};
  if (line_.ends_with('\r')) line_.remove_suffix(1);
  number_ = next_number_;
  next_number_ += lines;
  cut_ = end == end_;
  begin_ = std::min(end + 1, end_);
}

void Input::skip_long_line() {
  number_ = next_number_++;
  for (const char* found = nullptr; found == nullptr;) {
    found = static_cast<const char*>(std::memchr(buffer_.data() + begin_, '\n', end_ - begin_));
    begin_ = found == nullptr ? end_ : static_cast<std::size_t>(found - buffer_.data()) + 1;
    if (found == nullptr && !fill()) break;
  }
  reject(fmt::format("the line is longer than {} MB", longest_line >> 20));
}

bool Input::next(bool quoted) {
  if (!begun_) head();
  for (std::size_t seen = 0;;) {
    const auto* found = static_cast<const char*>(std::memchr(buffer_.data() + begin_ + seen, '\n', end_ - begin_ - seen));
    const std::size_t line_end = found == nullptr ? end_ : static_cast<std::size_t>(found - buffer_.data());
    if (line_end - begin_ > longest_line) {
      skip_long_line();
      seen = 0;
    } else if (found != nullptr) {
      take_record(line_end, quoted);
      return true;
    } else {
      seen = end_ - begin_;
      if (fill()) continue;
      if (begin_ == end_) return false;
      take(end_, 1);
      return true;
    }
  }
}

void Input::take_record(std::size_t line_end, bool quoted) {
  const bool has_quotes = quoted && std::memchr(buffer_.data() + begin_, '"', line_end - begin_) != nullptr;
  const std::size_t end = has_quotes ? end_of_record(line_end) : line_end;
  const auto breaks = has_quotes ? std::count(buffer_.data() + begin_, buffer_.data() + end, '\n') : 0;
  take(end, 1 + static_cast<std::size_t>(breaks));
}

void Input::reject(std::string reason) {
  if (kept_.size() < most_kept) kept_.push_back({number_, std::move(reason)});
  if (++rejected_ >= patience && accepted_ == 0)
    refuse(name_, fmt::format("none of its first {} lines could be read; line {}: {}", patience, kept_.front().line, kept_.front().reason));
}

Input open_input(const std::filesystem::path& file) {
  const std::string name = file.string();
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  if (!std::filesystem::exists(status)) refuse(name, "there is no such file");
  if (std::filesystem::is_directory(status)) refuse(name, "it is a folder; give the file that the tool wrote");
  const std::shared_ptr<gzFile_s> in(gzopen(name.c_str(), "rb"), [](gzFile open) {
    if (open != nullptr) gzclose_r(open);
  });
  if (in == nullptr) refuse(name, "it cannot be read; is it yours to read?");
  gzbuffer(in.get(), 256 << 10);
  return Input(name, [in, name](char* out, std::size_t room) {
    const int got = gzread(in.get(), out, static_cast<unsigned>(std::min<std::size_t>(room, 1U << 30)));
    int trouble = Z_OK;
    const char* const words = gzerror(in.get(), &trouble);
    if (got < 0 || trouble == Z_BUF_ERROR)
      refuse(name, trouble == Z_BUF_ERROR ? "it is packed by gzip and cut short; get the whole file"
                                          : fmt::format("it cannot be read: {}", words));
    return static_cast<std::size_t>(got);
  });
}

Input text_input(std::string name, std::string_view text) {
  return Input(std::move(name), [text, at = std::size_t{0}](char* out, std::size_t room) mutable {
    const std::size_t size = std::min(room, text.size() - at);
    if (size > 0) std::memcpy(out, text.data() + at, size);
    at += size;
    return size;
  });
}

}  // namespace rushhour::imports
