#include "reports/warehouse/pipeline/kpi.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>

#include "reports/foundation/digest.hpp"
#include "reports/foundation/user_error.hpp"

namespace rushhour::warehouse {
namespace {

using Shape = KpiResult::Shape;

constexpr std::string_view mark = "-- result:";

/// `text` with each line but the first pushed in.
std::string indented(std::string_view text, std::size_t depth) {
  std::string result;
  for (const char c : text) {
    result += c;
    if (c == '\n') result.append(depth, ' ');
  }
  return result;
}

std::string name_text(std::string_view text) { return nlohmann::json(text).dump(); }

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  while (true) {
    const std::size_t begin = line.find_first_not_of(' ');
    if (begin == std::string_view::npos) return words;
    const std::size_t end = std::min(line.find(' ', begin), line.size());
    words.push_back(line.substr(begin, end - begin));
    line.remove_prefix(end);
  }
}

Shape shape_of(std::string_view word, const SqlFile& kpi) {
  constexpr std::pair<std::string_view, Shape> shapes[] = {
      {"row", Shape::row}, {"rows", Shape::rows}, {"keyed", Shape::keyed}, {"value", Shape::value}, {"texts", Shape::texts}};
  for (const auto& [name, shape] : shapes)
    if (name == word) return shape;
  throw std::logic_error(fmt::format("{}.sql: '{}' is no shape of a result", kpi.path(), word));
}

std::string members(const Rows& rows, const std::vector<Cell>& cells, std::size_t first) {
  std::string text;
  for (std::size_t i = first; i < cells.size(); ++i)
    text += fmt::format("{}{}: {}", i == first ? "" : ", ", name_text(rows.columns[i].name), to_json(cells[i]));
  return text;
}

std::string joined(const std::vector<std::string>& items, char open, char close) {
  if (items.empty()) return {open, close};
  std::string text(1, open);
  for (std::size_t i = 0; i < items.size(); ++i) text += (i == 0 ? "\n  " : ",\n  ") + items[i];
  return text + "\n" + close;
}

std::string value_of(const Rows& rows, Shape shape) {
  std::vector<std::string> items;
  for (const auto& cells : rows.rows) {
    if (shape == Shape::rows)
      items.push_back(fmt::format("{{{}}}", members(rows, cells, 0)));
    else if (shape == Shape::keyed)
      items.push_back(fmt::format("{}: {{{}}}", name_text(cells[0].text), members(rows, cells, 1)));
    else
      items.push_back(to_json(cells[0]));
  }
  if (shape == Shape::value) return items.empty() ? "null" : items.front();
  return shape == Shape::keyed ? joined(items, '{', '}') : joined(items, '[', ']');
}

/// The members that one result adds to the object.
void add(std::vector<std::string>& object, const Rows& rows, const KpiResult& result) {
  if (result.shape != Shape::row) {
    object.push_back(fmt::format("{}: {}", name_text(result.name), indented(value_of(rows, result.shape), 2)));
    return;
  }
  if (rows.rows.size() != 1) throw std::logic_error(fmt::format("a result that is one row has {}", rows.rows.size()));
  for (std::size_t i = 0; i < rows.columns.size(); ++i)
    object.push_back(fmt::format("{}: {}", name_text(rows.columns[i].name), to_json(rows.rows[0][i])));
}

}  // namespace

std::vector<KpiResult> results_of(const SqlFile& kpi) {
  std::vector<KpiResult> results;
  std::size_t at = kpi.text.find(mark);
  if (at == std::string_view::npos) return {{kpi.name, Shape::rows, kpi.text}};
  while (at != std::string_view::npos) {
    const std::size_t line_end = std::min(kpi.text.find('\n', at), kpi.text.size());
    const auto words = words_of(kpi.text.substr(at + mark.size(), line_end - at - mark.size()));
    if (words.empty() || words.size() > 2) throw std::logic_error(fmt::format("{}.sql: a result is NAME SHAPE", kpi.path()));
    const std::size_t next = kpi.text.find(mark, line_end);
    results.push_back({words.size() == 2 ? words[0] : std::string_view(), shape_of(words.back(), kpi),
                       kpi.text.substr(line_end, std::min(next, kpi.text.size()) - line_end)});
    at = next;
  }
  return results;
}

std::string kpi_json(Session& session, const SqlFile& kpi) {
  std::vector<std::string> object;
  for (const KpiResult& result : results_of(kpi)) {
    try {
      add(object, session.query(result.sql), result);
    } catch (const UserError& error) {
      throw UserError(fmt::format("{}.sql: {}", kpi.path(), error.what()), error.exit());
    }
  }
  return joined(object, '{', '}');
}

KpiTexts compute_kpis(Session& session) {
  KpiTexts texts;
  for (const SqlFile& kpi : kpis()) texts.emplace(kpi.name, kpi_json(session, kpi));
  return texts;
}

std::string full_report(const KpiTexts& kpis) {
  std::vector<std::string> object;
  for (const auto& [name, json] : kpis) object.push_back(fmt::format("{}: {}", name_text(name), indented(json, 2)));
  return joined(object, '{', '}');
}

std::string wrapped(const SqlFile& kpi, std::string_view json, std::string_view date, std::string_view version) {
  const std::vector<std::string> metadata{
      fmt::format("\"kpi\": {}", name_text(kpi.name)), fmt::format("\"definition\": {}", name_text(kpi.sentence)),
      fmt::format("\"version\": {}", name_text(version)), fmt::format("\"sql_sha256\": {}", name_text(digest_of(kpi.text)))};
  return joined({fmt::format("\"calculation_date\": {}", name_text(date)), fmt::format("\"kpi_value\": {}", indented(json, 2)),
                 fmt::format("\"metadata\": {}", indented(joined(metadata, '{', '}'), 2))},
                '{', '}');
}

}  // namespace rushhour::warehouse
