#include "reports/warehouse/pipeline/digest.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>

namespace rushhour::warehouse {

std::string digest_of(std::string_view text) {
  std::array<unsigned char, 32> digest{};
  EVP_Digest(text.data(), text.size(), digest.data(), nullptr, EVP_sha256(), nullptr);
  std::string digits;
  for (const unsigned char byte : digest) digits += fmt::format("{:02x}", byte);
  return digits;
}

}  // namespace rushhour::warehouse
