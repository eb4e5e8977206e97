#pragma once

#include <string>
#include <string_view>

#include "reports/foundation/instant.hpp"
#include "target/telemetry/line_writer.hpp"

namespace rushhour::telemetry {

/// Who changed what: one line of the audit log.
struct AuditEntry {
  WallTime at{};
  std::string_view role;    ///< "customer", "restaurant", "courier", "admin"; "nobody" without a token
  std::string_view who;     ///< the name or number that the role is played by; it is written as a pseudonym
  std::string_view action;  ///< "order.cancel", "fault.add"
  std::string_view entity;  ///< "order/5f...", "fault/3"
  std::string_view from;    ///< the state before, empty if there was none
  std::string_view to;      ///< the state after, likewise
  std::string_view trace;   ///< 32 hex digits
  int status = 0;           ///< that the request was answered with
};

/// Stable names for people who are not to be named: the same key gives the same person the same pseudonym, and without the key nobody finds
/// the person. Any thread.
class Pseudonyms {
 public:
  explicit Pseudonyms(std::string key) : key_(std::move(key)) {}

  /// "customer-3f9c0a1b2c4d": twelve hex digits of HMAC-SHA256 over role and name. Empty for an empty name.
  std::string of(std::string_view role, std::string_view name) const;

 private:
  std::string key_;
};

/// One line of the audit log, with `pseudonym` for the one who acted.
std::string audit_line(const AuditEntry& entry, std::string_view pseudonym);

/// The audit log: appended to, flushed as soon as nothing more waits, never rewritten.
///
/// Thread safety: any thread.
class AuditLog {
 public:
  /// `writer` must outlive this.
  AuditLog(LineWriter& writer, std::string key) : writer_(writer), pseudonyms_(std::move(key)) {}

  /// False if the line was dropped, which the writer counts.
  bool note(const AuditEntry& entry) { return writer_.put(audit_line(entry, pseudonyms_.of(entry.role, entry.who))); }

 private:
  LineWriter& writer_;
  Pseudonyms pseudonyms_;
};

}  // namespace rushhour::telemetry
