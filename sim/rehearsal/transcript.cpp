#include "sim/rehearsal/transcript.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "reports/foundation/units.hpp"
#include "reports/pages/words/plain_text.hpp"

namespace rushhour::sim {
namespace {

constexpr std::size_t body_limit = 64 * 1024;

// Control characters but for those of plain text, or bytes that are no UTF-8, which `harmless` writes out too.
bool is_binary(std::string_view body) {
  std::string kept;
  for (const char c : body)
    if (c != '\t' && c != '\n' && c != '\r') kept += c;
  const std::string shown = pages::harmless(kept);
  // A text may be cut within its last character, and may hold a few things that are written out.
  return shown.size() > kept.size() + 16 + kept.size() / 50;
}

template <class Tell>
void each_line(std::string_view text, Tell&& tell) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    tell(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

}  // namespace

void Transcript::line(std::string_view text) { write_(fmt::format("{}\n", text)); }

void Transcript::part(std::string_view title) { line(pages::harmless(title)); }

// A head, a blank line and a body, each line behind a mark.
void Transcript::message(std::string_view mark, std::string_view head, std::string_view body, std::uint64_t size) {
  const auto tell = [&](std::string_view text) { line(fmt::format("  {} {}", mark, pages::harmless(text))); };
  each_line(head, tell);
  tell("");
  const std::string_view shown = body.substr(0, body_limit);
  if (is_binary(shown)) return tell(fmt::format("(binary, {} bytes)", size));
  each_line(shown, tell);
  if (size > shown.size()) tell(fmt::format("({} more bytes)", size - shown.size()));
}

void Transcript::sent(std::string_view text) {
  if (detail_ != Detail::full) return;
  const std::size_t end = std::min(text.find("\r\n\r\n"), text.size());
  const std::string_view body = text.substr(std::min(end + 4, text.size()));
  message(">", text.substr(0, end), body, body.size());
}

void Transcript::answered(const load::Call& call, const load::Outcome& outcome, bool expected) {
  ++requests_;
  if (!expected) ++unexpected_;
  if (detail_ == Detail::full && outcome.status != 0) {
    std::string head = fmt::format("HTTP {}", outcome.status);
    for (const load::FieldList::Field& header : outcome.headers) head += fmt::format("\n{}: {}", header.name, header.value);
    message("<", head, outcome.body, std::max<std::uint64_t>(outcome.body_size, outcome.body.size()));
  }
  const std::string trouble = outcome.trouble == load::Trouble::none
                                  ? std::string()
                                  : fmt::format("  {}: {}", to_string(outcome.trouble), pages::harmless(outcome.detail));
  const std::string step = pages::pad_right(pages::clip(pages::harmless(call.step), 40), 40);
  line(fmt::format("  {} {} {:>6} {:>10}{}", expected ? "    " : "FAIL", step,
                   outcome.status != 0 ? fmt::format("{}", outcome.status) : "-", format_duration(outcome.done - outcome.sent), trouble));
}

void Transcript::slept(Instant length) { line(fmt::format("       (waits {})", format_duration(length))); }

void Transcript::checked(std::string_view name, std::uint64_t passes, std::uint64_t fails) {
  checks_ += passes + fails;
  failed_checks_ += fails;
  const std::string often = passes + fails > 1 ? fmt::format("  {} of {}", passes, passes + fails) : std::string();
  line(fmt::format("  {} check: {}{}", fails > 0 ? "FAIL" : "ok  ", pages::harmless(name), often));
}

void Transcript::failed(std::string_view message) { line(fmt::format("  FAIL {}", pages::harmless(message))); }

std::string Transcript::sum() const {
  return fmt::format("{} requests, {} not as expected, {} checks, {} failed", requests_, unexpected_, checks_, failed_checks_);
}

load::Action ToldUser::after_outcome(std::size_t call, load::Outcome&& outcome, bool expected) {
  transcript_->answered(user_->call(call), outcome, expected);
  return told(user_->after_outcome(call, std::move(outcome), expected));
}

load::Action ToldUser::told(load::Action action) {
  constexpr Instant worth_a_line = std::chrono::milliseconds(100);
  const bool waits = action.kind == load::Action::Kind::sleep || action.kind == load::Action::Kind::pace;
  if (waits && action.length >= worth_a_line) transcript_->slept(action.length);
  return action;
}

}  // namespace rushhour::sim
