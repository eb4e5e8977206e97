#include "sim/wire/http/message.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "reports/foundation/letters.hpp"
#include "sim/wire/http/url.hpp"

namespace rushhour::wire {
namespace {

std::string_view trimmed(std::string_view text) noexcept {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// Takes a line off `head`, without its end.
std::string_view take_line(std::string_view& head) noexcept {
  const std::size_t end = std::min(head.find("\r\n"), head.size());
  const std::string_view line = head.substr(0, end);
  head.remove_prefix(std::min(end + 2, head.size()));
  return line;
}

/// "GET /path HTTP/1.1": the method, or nothing.
std::string_view method_of(std::string_view line) noexcept {
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == 0 || last <= first + 1) return {};
  const std::string_view version = line.substr(last + 1);
  if (version != "HTTP/1.1" && version != "HTTP/1.0") return {};
  if (line.substr(first + 1, last - first - 1).find(' ') != std::string_view::npos) return {};
  const std::string_view method = line.substr(0, first);
  const bool letters = std::all_of(method.begin(), method.end(), [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); });
  return letters ? method : std::string_view();
}

/// What a head says of its message.
struct Said {
  std::optional<std::size_t> length;
  std::string_view complaint;
};

void heed_length(std::string_view value, Said& said) noexcept {
  std::size_t length = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), length);
  if (error != std::errc{} || end != value.data() + value.size())
    said.complaint = "its Content-Length is no number";
  else if (said.length && *said.length != length)
    said.complaint = "it has two Content-Lengths";
  said.length = length;
}

Said heed_head(std::string_view head, load::Request& request) {
  Said said;
  while (!head.empty() && said.complaint.empty()) {
    const std::string_view line = take_line(head);
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0) {
      said.complaint = "a line of its head is no header";
      break;
    }
    const std::string_view name = line.substr(0, colon);
    switch (name.size()) {
      case 10:
        if (same_name(name, "connection")) request.headers.push_back({std::string(name), std::string(trimmed(line.substr(colon + 1)))});
        break;
      case 14:
        if (same_name(name, "content-length")) heed_length(trimmed(line.substr(colon + 1)), said);
        break;
      case 15:
        if (same_name(name, "idempotency-key"))
          request.headers.push_back({std::string(name), std::string(trimmed(line.substr(colon + 1)))});
        break;
      case 17:
        if (same_name(name, "transfer-encoding")) said.complaint = "it has a Transfer-Encoding; bodies go with their Content-Length";
        break;
      default:
        break;
    }
  }
  return said;
}

}  // namespace

std::string_view heed_message(load::Request& request) {
  const std::string_view message = request.message;
  const std::size_t end = message.find("\r\n\r\n");
  if (end == std::string_view::npos) return "its head does not end with an empty line";
  std::string_view head = message.substr(0, end);
  const std::string_view method = method_of(take_line(head));
  if (method.empty()) return "its first line is not 'METHOD PATH HTTP/1.1'";
  if (method == "CONNECT") return "the method CONNECT is for proxies";
  request.method.assign(method);
  request.headers.clear();
  const Said said = heed_head(head, request);
  if (!said.complaint.empty()) return said.complaint;
  const std::size_t body = message.size() - end - 4;
  const std::size_t announced = said.length.value_or(0);
  if (body < announced) return "its body is shorter than its Content-Length";
  if (body > announced) return "more follows than its Content-Length announces; several messages in one text cannot be sent";
  return {};
}

}  // namespace rushhour::wire
