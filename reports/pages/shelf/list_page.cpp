#include "reports/pages/shelf/list_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>
#include <optional>

#include "reports/foundation/units.hpp"
#include "reports/foundation/user_error.hpp"
#include "reports/pages/html.hpp"
#include "reports/pages/shelf/still_page.hpp"
#include "reports/pages/words/figures.hpp"
#include "reports/pages/words/plain_text.hpp"
#include "reports/runs/beside/run_json.hpp"
#include "reports/runs/record_fields.hpp"
#include "reports/verdicts/threshold.hpp"

namespace rushhour::pages {
namespace {

using nlohmann::json;

std::optional<double> number_at(const json& meta, const char* pointer) {
  const json::json_pointer at(pointer);
  return meta.contains(at) && meta.at(at).is_number() ? std::optional(meta.at(at).get<double>()) : std::nullopt;
}

// A run directory may come from anywhere, so a fraction or a negative number where none can be is as good as nothing.
std::optional<std::uint64_t> whole_at(const json& meta, const char* pointer) {
  const json::json_pointer at(pointer);
  return meta.contains(at) && runs::is_count(meta.at(at)) ? std::optional(meta.at(at).get<std::uint64_t>()) : std::nullopt;
}

std::string verdict_of(const json& meta) {
  const std::optional<std::uint64_t> exit = whole_at(meta, "/verdict/exit_code");
  if (!exit) return "no verdict: it goes on, or was cut short";
  switch (*exit <= 255 ? static_cast<Exit>(*exit) : Exit::trouble) {
    case Exit::passed:
      return "✓ passed";
    case Exit::thresholds:
      return "✕ failed: thresholds";
    case Exit::invalid:
      return "✕ invalid measurement";
    case Exit::interrupted:
      return "! interrupted";
    case Exit::aborted:
      return "! aborted";
    default:
      return fmt::format("✕ exit code {}", *exit);
  }
}

std::string errors_of(const json& meta) {
  const std::optional<std::uint64_t> errors = whole_at(meta, "/totals/errors"), count = whole_at(meta, "/totals/count");
  return errors && count ? share_text(*errors, *count) : "-";
}

// As people write it, without the letter that stands between day and time in the file.
std::string when_of(const json& meta) {
  std::string when = fact(meta, "/started").substr(0, 19);
  if (when.size() > 10 && when[10] == 'T') when[10] = ' ';
  return when;
}

const char* tone_of(std::string_view verdict) { return verdict.starts_with("✓") ? "good" : verdict.starts_with("✕") ? "bad" : "open"; }

std::string row_of(const ListedRun& run, const json& meta) {
  const std::optional<std::uint64_t> p99 = whole_at(meta, "/totals/response_time_ns/p99");
  const std::optional<double> rate = number_at(meta, "/load/achieved_rate");
  const std::string verdict = verdict_of(meta);
  const auto cell = [](const std::string& text) { return fmt::format("<td>{}</td>", escape_html(text)); };
  const auto number = [](const std::string& text) { return fmt::format("<td class=\"n\">{}</td>", escape_html(text)); };
  return fmt::format("<tr><th scope=\"row\"><a href=\"/run/{}\">{}</a></th>", in_address(run.name), escape_html(run.name)) +
         fmt::format("<td class=\"when\">{}</td>", escape_html(when_of(meta))) + cell(clip(fact(meta, "/target"), 80)) +
         fmt::format("<td class=\"{}\">{}</td>", tone_of(verdict), escape_html(verdict)) +
         number(p99 ? format_duration(Instant(static_cast<std::int64_t>(*p99))) : "-") + number(errors_of(meta)) +
         number(rate ? verdicts::format_rate(*rate) : "-") + "</tr>\n";
}

std::string choice(const char* name, const char* words, const std::vector<std::string>& names, std::size_t chosen) {
  std::string out = fmt::format("<label>{} <select name=\"{}\">\n", words, name);
  for (std::size_t i = 0; i < names.size(); ++i)
    out +=
        fmt::format("<option value=\"{}\"{}>{}</option>\n", escape_html(names[i]), i == chosen ? " selected" : "", escape_html(names[i]));
  return out + "</select></label>\n";
}

std::string table(std::string_view id, std::string_view caption, std::string_view heads, const std::string& rows) {
  return fmt::format(
      "<div class=\"scroll\" role=\"region\" aria-label=\"{1}\" tabindex=\"0\"><table "
      "id=\"{0}\"><caption>{1}</caption>\n<thead><tr>{2}</tr>"
      "</thead>\n<tbody>\n{3}</tbody></table></div>\n",
      id, escape_html(caption), heads, rows);
}

std::string pages_below(std::size_t page, std::size_t pages, std::string_view wanted) {
  std::string out;
  const std::string also = wanted.empty() ? std::string() : "&amp;name=" + in_address(wanted);
  if (page > 1) out += fmt::format("<a href=\"/?page={}{}\">newer runs</a> ", page - 1, also);
  if (pages > 1) out += fmt::format("page {} of {}", page, pages);
  if (page < pages) out += fmt::format(" <a href=\"/?page={}{}\">older runs</a>", page + 1, also);
  return out.empty() ? out : fmt::format("<p class=\"pages\">{}</p>\n", out);
}

std::vector<ListedRun> named(const RunList& list, std::string_view wanted) {
  const auto same = [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); };
  std::vector<ListedRun> found;
  for (const ListedRun& run : list.runs)
    if (std::search(run.name.begin(), run.name.end(), wanted.begin(), wanted.end(), same) != run.name.end() || wanted.empty())
      found.push_back(run);
  return found;
}

std::string search_form(std::string_view wanted, std::size_t found) {
  return fmt::format(
      "<form class=\"filter\" action=\"/\" method=\"get\" role=\"search\"><label>Only runs with <input type=\"search\" name=\"name\" "
      "value=\"{}\"></label> in their name <button type=\"submit\" class=\"plain\">Show</button>{}</form>\n",
      escape_html(harmless(wanted)), wanted.empty() ? "" : fmt::format(" {} found, <a href=\"/\">show all</a>", format_count(found)));
}

}  // namespace

std::string list_page(const RunList& list, std::size_t page, std::string_view wanted) {
  const std::vector<ListedRun> found = named(list, wanted);
  const std::size_t pages = std::max<std::size_t>((found.size() + runs_a_page - 1) / runs_a_page, 1);
  page = std::clamp<std::size_t>(page, 1, pages);
  const std::size_t begin = (page - 1) * runs_a_page, end = std::min(begin + runs_a_page, found.size());
  std::string rows, unreadable;
  std::vector<std::string> names;
  for (std::size_t i = begin; i < end; ++i) {
    const ListedRun& run = found[i];
    try {
      rows += row_of(run, runs::read_meta(list.folder / run.name));
      names.push_back(run.name);
    } catch (const UserError& error) {
      unreadable += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n", escape_html(run.name), escape_html(error.what()));
    }
  }
  std::string main = "<section class=\"runs\" aria-label=\"Runs\">\n";
  if (list.runs.size() > 1) main += search_form(wanted, found.size());
  if (rows.empty() && wanted.empty())
    main +=
        "<p class=\"finding\">There is no run here that can be read. 'rushhour run' writes them to the folder that its --out names, else "
        "to runs.</p>\n";
  constexpr std::string_view heads =
      "<th scope=\"col\">run</th><th scope=\"col\">started, UTC</th><th scope=\"col\">target</th><th scope=\"col\">verdict</th>"
      "<th scope=\"col\" class=\"n\">p99</th><th scope=\"col\" class=\"n\">errors</th><th scope=\"col\" class=\"n\">achieved</th>";
  if (!rows.empty()) main += table("runs-table", "Runs, newest first; p99 of the response time", heads, rows);
  main += pages_below(page, pages, wanted);
  if (list.left_out > 0) main += fmt::format("<p class=\"note\">{} older runs are not listed.</p>\n", list.left_out);
  if (names.size() > 1)
    main += "<form action=\"/compare\" method=\"get\">" + choice("a", "Lay", names, 0) + choice("b", "beside", names, 1) +
            "<button type=\"submit\">Compare</button></form>\n";
  if (!unreadable.empty())
    main += table("unreadable-table", "Directories that cannot be read as runs",
                  "<th scope=\"col\">directory</th><th scope=\"col\">why</th>", unreadable);
  return still_page("Runs",
                    fmt::format("{} in {}", counted(list.runs.size() + list.left_out, "run", "runs"), harmless(list.folder.string())),
                    main + "</section>\n");
}

}  // namespace rushhour::pages
