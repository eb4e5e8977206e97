#include "target/telemetry/audit.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

#include "reports/foundation/digest.hpp"
#include "reports/foundation/wall_text.hpp"
#include "target/telemetry/json_line.hpp"

namespace rushhour::telemetry {

std::string Pseudonyms::of(std::string_view role, std::string_view name) const {
  if (name.empty()) return {};
  // The zero byte keeps role and name apart: neither holds one.
  const std::string person = fmt::format("{}{}{}", role, '\0', name);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  ::HMAC(::EVP_sha256(), key_.data(), static_cast<int>(key_.size()), reinterpret_cast<const unsigned char*>(person.data()), person.size(),
         digest.data(), nullptr);
  return fmt::format("{}-{}", role, hexadecimal({digest.data(), 6}));
}

std::string audit_line(const AuditEntry& entry, std::string_view pseudonym) {
  JsonLine line;
  line.text("at", utc_text(entry.at)).text("role", entry.role).text("who", pseudonym);
  line.text("action", entry.action).text("entity", entry.entity);
  if (!entry.from.empty()) line.text("from", entry.from);
  if (!entry.to.empty()) line.text("to", entry.to);
  return line.text("trace", entry.trace).integer("status", entry.status).finish();
}

}  // namespace rushhour::telemetry
