#include "sim/script/http/form_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "reports/foundation/random_stream.hpp"

namespace rushhour::script {
namespace {

bool is_letter_or_digit(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

void append_encoded(std::string_view text, std::string_view plain, bool plus_for_blank, std::string& out) {
  constexpr std::string_view figures = "0123456789ABCDEF";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (is_letter_or_digit(c) || plain.find(c) != std::string_view::npos) {
      out += c;
    } else if (c == ' ' && plus_for_blank) {
      out += '+';
    } else {
      out += '%';
      out += figures[byte >> 4];
      out += figures[byte & 15];
    }
  }
}

void append_pairs(std::span<const load::Header> pairs, std::string_view plain, bool plus_for_blank, std::string& out) {
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    if (i > 0) out += '&';
    append_encoded(pairs[i].name, plain, plus_for_blank, out);
    out += '=';
    append_encoded(pairs[i].value, plain, plus_for_blank, out);
  }
}

/// Inside quotes a form's name may hold anything but these, which browsers percent-encode.
void append_quoted(std::string_view text, std::string& out) {
  out += '"';
  for (const char c : text)
    if (c == '"' || c == '\r' || c == '\n')
      fmt::format_to(std::back_inserter(out), "%{:02X}", static_cast<unsigned>(c));
    else
      out += c;
  out += '"';
}

std::string draw_boundary(std::span<const FormPart> parts) {
  for (std::uint64_t attempt = 0;; ++attempt) {
    std::uint64_t drawn = attempt;
    for (const FormPart& part : parts) drawn ^= RandomStream(drawn, "boundary", part.content, attempt)();
    const std::string boundary = fmt::format("rushhour-{:016x}", RandomStream(drawn, "boundary", "", attempt)());
    const auto holds = [&boundary](const FormPart& part) { return part.content.find(boundary) != std::string::npos; };
    if (std::none_of(parts.begin(), parts.end(), holds)) return boundary;
  }
}

}  // namespace

void append_query(std::span<const load::Header> pairs, std::string& out) { append_pairs(pairs, "-._~", false, out); }

void append_form(std::span<const load::Header> pairs, std::string& out) { append_pairs(pairs, "*-._", true, out); }

void add_query(std::string& url, std::span<const load::Header> pairs) {
  if (pairs.empty()) return;
  std::string query;
  append_query(pairs, query);
  add_query(url, query);
}

void add_query(std::string& url, std::string_view query) {
  const std::size_t end = std::min(url.find('#'), url.size());
  const std::string fragment = url.substr(end);
  url.resize(end);
  const std::size_t mark = url.find('?');
  if (mark == std::string::npos)
    url += '?';
  else if (mark + 1 < url.size() && url.back() != '&')
    url += '&';
  url += query;
  url += fragment;
}

std::string append_multipart(std::span<const FormPart> parts, std::string& out) {
  const std::string boundary = draw_boundary(parts);
  for (const FormPart& part : parts) {
    out.append("--").append(boundary).append("\r\nContent-Disposition: form-data; name=");
    append_quoted(part.name, out);
    if (!part.filename.empty()) {
      out += "; filename=";
      append_quoted(part.filename, out);
    }
    if (!part.type.empty()) out.append("\r\nContent-Type: ").append(part.type);
    out.append("\r\n\r\n").append(part.content).append("\r\n");
  }
  out.append("--").append(boundary).append("--\r\n");
  return "multipart/form-data; boundary=" + boundary;
}

}  // namespace rushhour::script
