#include "sim/script/source.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include "reports/foundation/user_error.hpp"

namespace rushhour::script {
namespace {

constexpr std::size_t size_limit = 4 << 20;

std::string sha256_of(const std::string& text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned length = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &length, EVP_sha256(), nullptr);
  std::string hex;
  for (unsigned i = 0; i < length; ++i) hex += fmt::format("{:02x}", digest[i]);
  return hex;
}

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
  source.sha256 = sha256_of(source.text);
  return source;
}

}  // namespace rushhour::script
