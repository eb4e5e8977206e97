#include "sim/wire/http/request_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "reports/foundation/letters.hpp"
#include "sim/wire/http/url.hpp"

namespace rushhour::wire {
namespace {

/// The characters of a token (RFC 9110 section 5.6.2).
constexpr std::array<bool, 256> token_chars = [] {
  std::array<bool, 256> table{};
  for (char c = 'a'; c <= 'z'; ++c) table[static_cast<unsigned char>(c)] = true;
  for (char c = 'A'; c <= 'Z'; ++c) table[static_cast<unsigned char>(c)] = true;
  for (char c = '0'; c <= '9'; ++c) table[static_cast<unsigned char>(c)] = true;
  for (const char c : {'!', '#', '$', '%', '&', '\'', '*', '+', '-', '.', '^', '_', '`', '|', '~'})
    table[static_cast<unsigned char>(c)] = true;
  return table;
}();

bool is_token(std::string_view text) noexcept {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return token_chars[static_cast<unsigned char>(c)]; });
}

bool is_value(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte >= 0x20 && byte != 0x7f) || byte == '\t';
  });
}

/// Which of the headers that we would add the request brings itself.
struct Brought {
  bool host = false;
  bool agent = false;
  bool length = false;
  bool connection = false;
};

std::string_view check_header(const load::Header& header, const std::string& body, Brought& brought) noexcept {
  if (!is_token(header.name)) return "a header's name is empty or has a character that no name has";
  if (!is_value(header.value)) return "a header's value has a line break or another control character";
  switch (header.name.size()) {
    case 4:
      brought.host |= same_name(header.name, "host");
      break;
    case 10:
      brought.agent |= same_name(header.name, "user-agent");
      brought.connection |= same_name(header.name, "connection");
      break;
    case 14:
      if (!same_name(header.name, "content-length")) break;
      brought.length = true;
      if (header.value != std::to_string(body.size())) return "Content-Length is not the length of the body";
      break;
    case 17:
      if (same_name(header.name, "transfer-encoding")) return "Transfer-Encoding cannot be set; bodies go with their length";
      break;
    default:
      break;
  }
  return {};
}

void add(std::string& out, std::string_view name, std::string_view value) { out.append(name).append(": ").append(value).append("\r\n"); }

void add_number(std::string& out, std::string_view name, std::size_t value) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  add(out, name, {digits.data(), static_cast<std::size_t>(end - digits.data())});
}

/// A request without a body states so where its method usually has one (RFC 9110 section 8.6).
bool wants_length(const load::Request& request) noexcept {
  return !request.body.empty() || request.method == "POST" || request.method == "PUT" || request.method == "PATCH";
}

}  // namespace

std::string_view write_request(const load::Request& request, std::string_view host, std::string_view target, std::string& out,
                               std::string_view cookies, bool last) {
  out.assign(request.message);
  if (!out.empty()) return {};
  if (!is_token(request.method)) return "the method is empty or has a character that no method has";
  if (request.method == "CONNECT") return "the method CONNECT is for proxies";
  Brought brought;
  for (const load::Header& header : request.headers)
    if (const std::string_view complaint = check_header(header, request.body, brought); !complaint.empty()) return complaint;

  out.append(request.method).push_back(' ');
  if (target.empty() || target.front() != '/') out.push_back('/');
  out.append(target).append(" HTTP/1.1\r\n");
  if (!brought.host) add(out, "Host", host);
  if (!brought.agent) add(out, "User-Agent", "rushhour/" RUSHHOUR_VERSION);
  for (const load::Header& header : request.headers)
    if (cookies.empty() || !same_name(header.name, "cookie")) add(out, header.name, header.value);
  if (!cookies.empty()) add(out, "Cookie", cookies);
  if (last && !brought.connection) add(out, "Connection", "close");
  if (!brought.length && wants_length(request)) add_number(out, "Content-Length", request.body.size());
  out.append("\r\n").append(request.body);
  return {};
}

bool is_repeatable(const load::Request& request) noexcept {
  for (const std::string_view method : {"GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"})
    if (request.method == method) return true;
  return std::any_of(request.headers.begin(), request.headers.end(),
                     [](const load::Header& header) { return same_name(header.name, "idempotency-key"); });
}

bool asks_to_close(const load::Request& request) noexcept {
  return std::any_of(request.headers.begin(), request.headers.end(), [](const load::Header& header) {
    return header.name.size() == 10 && same_name(header.name, "connection") && same_name(header.value, "close");
  });
}

}  // namespace rushhour::wire
