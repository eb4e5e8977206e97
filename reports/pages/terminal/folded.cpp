#include "reports/pages/terminal/folded.hpp"

#include "reports/pages/words/plain_text.hpp"

namespace rushhour::pages {

std::string folded(std::string_view text, std::size_t at, std::size_t hang, std::size_t width) {
  if (width == 0) return std::string(text);
  std::string out;
  std::size_t column = at;
  std::string blanks;  // those before the next word, which go where the line is broken
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    const std::size_t columns = display_width(word);
    if (!out.empty() && column + blanks.size() + columns > width) {
      out += '\n' + std::string(hang, ' ');
      column = hang;
    } else {
      out += blanks;
      column += blanks.size();
    }
    out += word;
    column += columns;
    text.remove_prefix(word.size());
    blanks.assign(std::min(text.find_first_not_of(' '), text.size()), ' ');
    text.remove_prefix(blanks.size());
  }
  return out;
}

}  // namespace rushhour::pages
