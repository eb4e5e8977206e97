#include "reports/pages/html.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "reports/pages/words/plain_text.hpp"

namespace rushhour::pages {

constexpr std::size_t long_table = 30;  // rows; more scroll under their headings

std::string escape_html(std::string_view text) {
  std::string out;
  for (const char c : harmless(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string text_html(std::string_view text) {
  std::string out;
  const std::string shown = harmless(text);
  for (const Stretch& stretch : stretches_of(shown))
    out += stretch.leftward ? "<bdi>" + escape_html(stretch.text) + "</bdi>" : escape_html(stretch.text);
  return out;
}

std::string prose_html(std::string_view text) {
  std::string out = text_html(text);
  for (auto at = out.find(" %"); at != std::string::npos; at = out.find(" %", at)) out.replace(at, 1, "&nbsp;");
  return out;
}

std::string script_json(const nlohmann::json& value) {
  std::string out;
  for (const char c : value.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace)) {
    if (c == '<' || c == '>' || c == '&')
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    else
      out += c;
  }
  return out;
}

std::string fill(std::string_view page, std::span<const std::pair<std::string_view, std::string>> values) {
  std::string out;
  for (auto open = page.find("{{"); open != std::string_view::npos; open = page.find("{{")) {
    const auto close = page.find("}}", open);
    if (close == std::string_view::npos) break;
    const std::string_view name = page.substr(open + 2, close - open - 2);
    const auto value = std::find_if(values.begin(), values.end(), [&](const auto& entry) { return entry.first == name; });
    if (value == values.end()) throw std::logic_error(fmt::format("the page has a place '{}' that nothing fills", name));
    out += page.substr(0, open);
    out += value->second;
    page.remove_prefix(close + 2);
  }
  return out += page;
}

std::string fact_pair(std::string_view title, const std::string& html) {
  return html.empty() ? std::string() : fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", escape_html(title), html);
}

std::string policy_hash(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1)
    throw std::runtime_error("OpenSSL refuses to compute a SHA-256");
  std::array<unsigned char, 2 * EVP_MAX_MD_SIZE> base64{};
  const int length = EVP_EncodeBlock(base64.data(), digest.data(), static_cast<int>(size));
  return fmt::format("'sha256-{}'", std::string(base64.begin(), base64.begin() + length));
}

void HtmlTable::add(std::vector<Cell> cells, std::string_view row_class) {
  body_ += row_class.empty() ? std::string("<tr>") : fmt::format("<tr class=\"{}\">", row_class);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const bool number = i < columns_.size() && columns_[i].number;
    std::string classes = number ? "n" : "";
    if (!cells[i].tone.empty()) classes += (classes.empty() ? "" : " ") + cells[i].tone;
    const char* tag = i == 0 ? "th scope=\"row\"" : "td";
    body_ += fmt::format("<{}", tag);
    if (!classes.empty()) body_ += fmt::format(" class=\"{}\"", classes);
    if (!cells[i].value.empty()) body_ += fmt::format(" data-value=\"{}\"", escape_html(cells[i].value));
    body_ += fmt::format(">{}{}</{}>", text_html(cells[i].text), cells[i].drawing, i == 0 ? "th" : "td");
  }
  body_ += "</tr>\n";
  ++rows_;
}

HtmlTable& HtmlTable::sortable() {
  sortable_ = true;
  return *this;
}

std::string HtmlTable::html(std::string_view id) const {
  std::string out = fmt::format("<div class=\"scroll{}\" tabindex=\"0\" role=\"group\" aria-label=\"{}\">\n<table",
                                rows_ > long_table ? " long" : "", escape_html(caption_));
  if (!id.empty()) out += fmt::format(" id=\"{}\"", id);
  if (sortable_) out += " class=\"sortable\"";
  out += fmt::format("><caption>{}</caption>\n<thead><tr>", text_html(caption_));
  for (const Column& column : columns_)
    out += fmt::format("<th scope=\"col\"{}>{}</th>", column.number ? " class=\"n\"" : "", text_html(column.title));
  return out + "</tr></thead>\n<tbody>\n" + body_ + "</tbody></table></div>\n";
}

std::string paragraphs(const std::vector<std::string>& sentences, std::string_view css_class) {
  std::string out;
  for (const std::string& sentence : sentences) out += fmt::format("<p class=\"{}\">{}</p>\n", css_class, prose_html(sentence));
  return out;
}

}  // namespace rushhour::pages
