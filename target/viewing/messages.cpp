#include "target/viewing/messages.hpp"

#include <fmt/format.h>

#include <utility>

#include "reports/foundation/letters.hpp"

namespace rushhour::viewing {
namespace {

namespace http = boost::beast::http;

// The page's own policy, so that it is written once; what no page may do in a frame only a header can say.
std::string policy_of(const Answer& answer) {
  constexpr std::string_view mark = "<meta http-equiv=\"Content-Security-Policy\" content=\"";
  std::string policy = "default-src 'none'; base-uri 'none'; form-action 'none'";
  if (answer.type.starts_with("text/html")) {
    const std::size_t begin = answer.body.find(mark);
    const std::size_t end = begin == std::string::npos ? begin : answer.body.find('"', begin + mark.size());
    if (end != std::string::npos) policy = answer.body.substr(begin + mark.size(), end - begin - mark.size());
  }
  return policy + "; frame-ancestors 'none'";
}

}  // namespace

std::string head_of(const Answer& answer, bool keep) {
  std::string head = fmt::format("HTTP/1.1 {} {}\r\nContent-Type: {}\r\n", answer.status,
                                 std::string(http::obsolete_reason(static_cast<http::status>(answer.status))), answer.type);
  head += fmt::format("Content-Security-Policy: {}\r\n", policy_of(answer));
  head +=
      "X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\nCross-Origin-Resource-Policy: same-origin\r\n"
      "Cache-Control: no-store\r\n";
  if (!answer.allow.empty()) head += fmt::format("Allow: {}\r\n", answer.allow);
  if (answer.status == 401) head += "WWW-Authenticate: Bearer\r\n";
  if (!answer.stream) head += fmt::format("Content-Length: {}\r\n", answer.body.size());
  return head + (keep ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n");
}

Asked asked_of(http::request<http::string_body>&& request) {
  const std::string target(request.target());
  const std::size_t mark = target.find('?');
  Asked asked{std::string(request.method_string()), target.substr(0, mark), mark == std::string::npos ? "" : target.substr(mark + 1)};
  const auto field = [&](auto name) { return std::string(request[name]); };
  asked.host = field(http::field::host);
  asked.origin = field(http::field::origin);
  asked.authorization = field(http::field::authorization);
  asked.last_event_id = field("Last-Event-ID");
  asked.body = std::move(request.body());
  return asked;
}

std::uint64_t seen_by(std::string_view last_event_id, std::string_view instance) noexcept {
  if (!last_event_id.starts_with(instance)) return 0;
  return number_in<std::uint64_t>(last_event_id.substr(instance.size())).value_or(0);
}

std::optional<double> factor_in(std::string_view body) noexcept { return number_in<double>(body); }

}  // namespace rushhour::viewing
