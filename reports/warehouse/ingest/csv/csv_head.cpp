#include "reports/warehouse/ingest/csv/csv_head.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_set>

#include "reports/foundation/letters.hpp"
#include "reports/foundation/nearest_name.hpp"
#include "reports/foundation/user_error.hpp"

namespace rushhour::warehouse {
namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

[[noreturn]] void refuse(const std::string& file, const std::string& why) {
  throw UserError(fmt::format("{}: {}", file, why), Exit::settings);
}

/// The one of , ; tab | that the first line has most of, quoted ones aside.
char most_frequent_delimiter(std::string_view text) {
  constexpr std::string_view known = ",;\t|";
  std::array<std::size_t, known.size()> counts{};
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (c == '\n' && !quoted) break;
    const std::size_t which = known.find(c);
    if (which != std::string_view::npos && !quoted) ++counts[which];
  }
  return known[static_cast<std::size_t>(std::max_element(counts.begin(), counts.end()) - counts.begin())];
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

int field_named(const Dataset& dataset, std::string_view name) {
  const auto found = std::find_if(dataset.fields.begin(), dataset.fields.end(), [name](const FieldSpec& field) {
    return same_name(field.name, name) || (!field.other_name.empty() && same_name(field.other_name, name));
  });
  return found == dataset.fields.end() ? -1 : static_cast<int>(found - dataset.fields.begin());
}

void check_text(std::string_view text, const std::string& file) {
  if (text.empty()) refuse(file, "it is empty; its first line must name the columns");
  if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff"))
    refuse(file, "it is in UTF-16; save it as UTF-8 (iconv -f UTF-16 -t UTF-8)");
}

std::vector<std::string> names_in(std::string_view text, bool at_end, CsvHead& head, const std::string& file) {
  std::vector<std::string> names;
  const CsvScan scan = scan_record(text, at_end, head.shape, [&](const CsvField& field) {
    names.emplace_back(trimmed(field.doubled ? undoubled(field) : std::string(field.text)));
  });
  if (scan.found != CsvScan::Found::record) refuse(file, "its first line must name the columns, but does not end, or not its quotes");
  if (text.substr(0, scan.bytes).find('\0') != std::string_view::npos)
    refuse(file, "there are NUL bytes in its first line; if it is UTF-16, save it as UTF-8");
  const std::size_t carriage_return = text.substr(0, scan.bytes).find('\r');
  if (carriage_return != std::string_view::npos && carriage_return + 1 < scan.bytes && text[carriage_return + 1] != '\n')
    refuse(file, "its lines end in a carriage return alone; save it with line feeds");
  head.bytes += scan.bytes;
  head.lines = scan.lines;
  return names;
}

/// What keeps the columns apart, for a message: at most ten of them.
std::string listed(const std::vector<std::string_view>& names) {
  constexpr std::size_t listed_max = 10;
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), listed_max); ++i)
    text += fmt::format("{}{}", i == 0 ? "" : ", ", names[i].substr(0, 60));
  if (names.size() > listed_max) text += fmt::format(" and {} more", names.size() - listed_max);
  return text;
}

void find_fields(const std::vector<std::string>& names, const Dataset& dataset, CsvHead& head, const std::string& file) {
  std::unordered_set<std::string> seen;
  std::unordered_set<int> taken;
  for (const std::string& name : names) {
    if (!name.empty() && !seen.insert(lower_case(name)).second)
      refuse(file, fmt::format("two columns are named '{}'; leave one out, or rename it", name.substr(0, 60)));
    const int field = field_named(dataset, name);
    if (field >= 0 && !taken.insert(field).second)
      refuse(file,
             fmt::format("column '{}' and another are both {}; leave one out", name, dataset.fields[static_cast<std::size_t>(field)].name));
    head.fields.push_back(field);
  }
}

/// Required columns that are missing, or all of them: then the first line is no head.
void check_fields(const std::vector<std::string>& names, const Dataset& dataset, const CsvHead& head, const std::string& file) {
  std::vector<std::string_view> known, unknown;
  for (const FieldSpec& field : dataset.fields) known.push_back(field.name);
  for (std::size_t i = 0; i < names.size(); ++i)
    if (head.fields[i] < 0) unknown.push_back(names[i]);
  if (unknown.size() == names.size())
    refuse(file, fmt::format("its first line names no column of {}; it must be a head with {}", dataset.name, listed(known)));
  for (std::size_t i = 0; i < dataset.fields.size(); ++i) {
    const FieldSpec& field = dataset.fields[i];
    if (!field.required || std::find(head.fields.begin(), head.fields.end(), static_cast<int>(i)) != head.fields.end()) continue;
    // Ten thousand columns need no guess.
    const std::size_t compared = std::min<std::size_t>(unknown.size(), 100);
    const std::string_view nearest = nearest_name(field.name, std::span(unknown).first(compared));
    refuse(file, fmt::format("column {} is missing in its head{}", field.name,
                             nearest.empty() ? std::string() : fmt::format("; is it '{}'? Then rename that", nearest)));
  }
}

}  // namespace

CsvHead read_head(std::string_view text, bool at_end, const Dataset& dataset, std::optional<char> delimiter, const std::string& file) {
  CsvHead head;
  if (text.starts_with(byte_order_mark)) head.bytes = byte_order_mark.size();
  text.remove_prefix(head.bytes);
  check_text(text, file);
  head.shape.delimiter = delimiter ? *delimiter : most_frequent_delimiter(text);
  const std::vector<std::string> names = names_in(text, at_end, head, file);
  head.shape.columns = names.size();
  find_fields(names, dataset, head, file);
  check_fields(names, dataset, head, file);

  std::vector<std::string_view> not_taken;
  for (std::size_t i = 0; i < names.size(); ++i)
    if (head.fields[i] < 0) not_taken.push_back(names[i].empty() ? std::string_view("(without a name)") : std::string_view(names[i]));
  if (!not_taken.empty()) head.notes.push_back(fmt::format("columns that were not taken: {}", listed(not_taken)));
  return head;
}

}  // namespace rushhour::warehouse
