#include "target/server/response_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "target/service/problem.hpp"

namespace rushhour::server {
namespace {

void append_number(std::string& to, std::uint64_t number) {
  const fmt::format_int text(number);
  to.append(text.data(), text.size());
}

// Milliseconds with three digits behind the point: Server-Timing's unit, at the grain of a microsecond.
void append_part(std::string& to, std::string_view name, Instant length) {
  const auto us = static_cast<std::uint64_t>(std::max<std::int64_t>(0, length.count()) / 1000);
  to.append(name).append(";dur=");
  append_number(to, us / 1000);
  const std::array<char, 4> fraction{'.', static_cast<char>('0' + us / 100 % 10), static_cast<char>('0' + us / 10 % 10),
                                     static_cast<char>('0' + us % 10)};
  to.append(fraction.data(), fraction.size());
}

std::string_view persistence_field(Persistence persistence) {
  if (persistence == Persistence::closed) return "Connection: close\r\n";
  return persistence == Persistence::kept ? "Connection: keep-alive\r\n" : "";
}

}  // namespace

std::string_view DateText::at(WallTime now) {
  constexpr std::array<std::string_view, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto second = std::chrono::floor<std::chrono::seconds>(now);
  if (second.time_since_epoch().count() != second_) {
    second_ = second.time_since_epoch().count();
    const auto day = std::chrono::floor<std::chrono::days>(second);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(second - day);
    fmt::format_to_n(text_.data(), text_.size(), "{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", days[std::chrono::weekday(day).c_encoding()],
                     static_cast<unsigned>(date.day()), months[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
                     time.hours().count(), time.minutes().count(), time.seconds().count());
  }
  return {text_.data(), text_.size()};
}

void append_response(std::string& to, const service::Response& response, const service::Timing& timing, std::string_view date,
                     bool head_only, Persistence persistence) {
  const std::string_view body = response.text();
  to.append("HTTP/1.1 ");
  append_number(to, static_cast<std::uint64_t>(response.status));
  to.append(" ").append(service::reason_of(response.status)).append("\r\nDate: ").append(date);
  // Neither has a body, nor may it be announced as empty (RFC 9110, section 8.6).
  if (response.status != 204 && response.status != 304) {
    to.append("\r\nContent-Type: ").append(response.content_type).append("\r\nContent-Length: ");
    append_number(to, body.size());
  }
  append_part(to, "\r\nServer-Timing: queue", timing.queue);
  append_part(to, ", app", timing.app);
  append_part(to, ", db", timing.db);
  to.append("\r\n").append(persistence_field(persistence)).append(response.shared_fields);
  for (const service::Field& field : response.fields) to.append(field.name).append(": ").append(field.value).append("\r\n");
  to.append("\r\n");
  if (!head_only) to.append(body);
}

}  // namespace rushhour::server
