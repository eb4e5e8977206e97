#include "sim/script/source.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include "reports/foundation/digest.hpp"
#include "reports/foundation/user_error.hpp"

namespace rushhour::script {
namespace {

constexpr std::size_t size_limit = 4 << 20;

}  // namespace

Source read_source(const std::filesystem::path& file) {
  std::error_code ignored;
  if (std::filesystem::is_directory(file, ignored))
    throw UserError(fmt::format("{}: is a folder; name the scenario's .lua file", file.string()), Exit::script);
  std::ifstream in(file, std::ios::binary);
  if (!in) throw UserError(fmt::format("{}: cannot be read: {}", file.string(), std::strerror(errno)), Exit::script);
  Source source{file, file.filename().string(), {}, {}};
  source.text.assign(std::istreambuf_iterator<char>(in), {});
  if (source.text.size() > size_limit)
    throw UserError(fmt::format("{}: is larger than {} MB, which no scenario is", file.string(), size_limit >> 20), Exit::script);
  if (source.text.starts_with("\x1bLua"))
    throw UserError(fmt::format("{}: is compiled Lua; only source text is run", file.string()), Exit::script);
  source.sha256 = digest_of(source.text);
  return source;
}

}  // namespace rushhour::script
