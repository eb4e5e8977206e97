#include "reports/commands/say.hpp"

namespace rushhour {

void say(std::FILE* stream, std::string_view text) noexcept {
  const std::size_t written = std::fwrite(text.data(), 1, text.size(), stream);
  if (written < text.size()) std::clearerr(stream);
}

}  // namespace rushhour
