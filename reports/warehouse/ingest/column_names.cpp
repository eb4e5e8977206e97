#include "reports/warehouse/ingest/column_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <string_view>
#include <unordered_set>

#include "reports/foundation/letters.hpp"
#include "reports/foundation/nearest_name.hpp"
#include "reports/foundation/user_error.hpp"

namespace rushhour::warehouse {
namespace {

constexpr std::size_t shown_bytes_max = 60;

[[noreturn]] void refuse(const std::string& file, const std::string& why) {
  throw UserError(fmt::format("{}: {}", file, why), Exit::settings);
}

int field_named(const Dataset& dataset, std::string_view name) {
  const auto found = std::find_if(dataset.fields.begin(), dataset.fields.end(), [name](const FieldSpec& field) {
    return same_name(field.name, name) || (!field.other_name.empty() && same_name(field.other_name, name));
  });
  return found == dataset.fields.end() ? -1 : static_cast<int>(found - dataset.fields.begin());
}

std::string listed(const std::vector<std::string_view>& names) {
  constexpr std::size_t listed_max = 10;
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), listed_max); ++i)
    text += fmt::format("{}{}", i == 0 ? "" : ", ", names[i].empty() ? "(without a name)" : names[i].substr(0, shown_bytes_max));
  if (names.size() > listed_max) text += fmt::format(" and {} more", names.size() - listed_max);
  return text;
}

/// By column. No name twice, and no field.
std::vector<int> fields_by_column(const std::vector<std::string>& names, const Dataset& dataset, const std::string& file) {
  std::unordered_set<std::string> seen;
  std::unordered_set<int> taken;
  std::vector<int> fields;
  for (const std::string& name : names) {
    if (!name.empty() && !seen.insert(lower_case(name)).second)
      refuse(file, fmt::format("two columns are named '{}'; leave one out, or rename it", name.substr(0, shown_bytes_max)));
    const int field = field_named(dataset, name);
    if (field >= 0 && !taken.insert(field).second)
      refuse(file,
             fmt::format("column '{}' and another are both {}; leave one out", name, dataset.fields[static_cast<std::size_t>(field)].name));
    fields.push_back(field);
  }
  return fields;
}

void check_required(const std::vector<int>& fields, const std::vector<std::string_view>& unknown, const Dataset& dataset,
                    const std::string& file) {
  for (std::size_t i = 0; i < dataset.fields.size(); ++i) {
    const FieldSpec& field = dataset.fields[i];
    if (!field.required || std::find(fields.begin(), fields.end(), static_cast<int>(i)) != fields.end()) continue;
    // Ten thousand columns need no guess.
    const std::string_view nearest = nearest_name(field.name, std::span(unknown).first(std::min<std::size_t>(unknown.size(), 100)));
    refuse(file, fmt::format("column {} is missing in its head{}", field.name,
                             nearest.empty() ? std::string() : fmt::format("; is it '{}'? Then rename that", nearest)));
  }
}

}  // namespace

ColumnFields find_fields(const std::vector<std::string>& names, const Dataset& dataset, const std::string& file) {
  ColumnFields columns{fields_by_column(names, dataset, file)};
  std::vector<std::string_view> known, unknown;
  for (const FieldSpec& field : dataset.fields) known.push_back(field.name);
  for (std::size_t i = 0; i < names.size(); ++i)
    if (columns.fields[i] < 0) unknown.push_back(names[i]);
  if (unknown.size() == names.size())
    refuse(file, fmt::format("its head names no column of {}; it must name {}", dataset.name, listed(known)));
  check_required(columns.fields, unknown, dataset, file);
  if (!unknown.empty()) columns.notes.push_back(fmt::format("columns that were not taken: {}", listed(unknown)));
  return columns;
}

}  // namespace rushhour::warehouse
