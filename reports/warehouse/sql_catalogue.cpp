#include "reports/warehouse/sql_catalogue.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <stdexcept>

#include "reports/foundation/letters.hpp"
#include "reports/foundation/nearest_name.hpp"
#include "reports/foundation/user_error.hpp"

namespace rushhour::warehouse {
namespace {

/// What stands behind `word`, if the line begins with it.
std::optional<std::string_view> behind(std::string_view word, std::string_view line) {
  if (!line.starts_with(word)) return std::nullopt;
  return trimmed(line.substr(word.size()));
}

std::vector<std::string_view> split_at_commas(std::string_view text) {
  std::vector<std::string_view> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    parts.push_back(trimmed(text.substr(begin, end - begin)));
    begin = end + 1;
  }
  return parts;
}

/// Depth first: what a file needs goes before it.
class Ordering {
 public:
  explicit Ordering(std::vector<SqlFile> files) : files_(std::move(files)), marks_(files_.size(), Mark::untouched) {}

  std::vector<SqlFile> run() {
    for (std::size_t i = 0; i < files_.size(); ++i) visit(i);
    return std::move(ordered_);
  }

 private:
  enum class Mark { untouched, open, done };

  void visit(std::size_t index) {
    if (marks_[index] == Mark::done) return;
    if (marks_[index] == Mark::open) throw std::logic_error(files_[index].path() + ".sql needs itself, in a circle");
    marks_[index] = Mark::open;
    for (const std::string_view need : files_[index].needs) visit(find(need, files_[index]));
    marks_[index] = Mark::done;
    ordered_.push_back(files_[index]);
  }

  std::size_t find(std::string_view path, const SqlFile& whose) const {
    for (std::size_t i = 0; i < files_.size(); ++i)
      if (files_[i].path() == path) return i;
    throw std::logic_error(fmt::format("{}.sql needs {}, which is no file", whose.path(), path));
  }

  std::vector<SqlFile> files_;
  std::vector<Mark> marks_;
  std::vector<SqlFile> ordered_;
};

std::vector<SqlFile> in_layers(std::span<const EmbeddedFile> files, std::initializer_list<std::string_view> layers) {
  std::vector<SqlFile> found;
  for (const std::string_view layer : layers) {
    const auto begin = static_cast<std::ptrdiff_t>(found.size());
    for (const EmbeddedFile& file : files)
      if (file.path.ends_with(".sql") && file.path.starts_with(layer)) found.push_back(read_sql_file(file));
    std::sort(found.begin() + begin, found.end(), [](const SqlFile& a, const SqlFile& b) { return a.name < b.name; });
  }
  return found;
}

}  // namespace

SqlFile read_sql_file(const EmbeddedFile& file) {
  SqlFile read;
  const std::size_t slash = std::min(file.path.find('/'), file.path.size());
  read.layer = file.path.substr(0, slash);
  read.name = file.path.substr(std::min(slash + 1, file.path.size()));
  if (read.name.ends_with(".sql")) read.name.remove_suffix(4);
  read.text = file.text;
  std::string_view rest = file.text;
  while (rest.starts_with("--")) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = trimmed(rest.substr(2, end - 2));
    if (const auto needs = behind("needs:", line))
      read.needs = split_at_commas(*needs);
    else if (const auto parts_by = behind("parts by:", line))
      read.parts_by = *parts_by;
    else if (const auto severity = behind("severity:", line))
      read.severity = *severity;
    else if (const auto owner = behind("owner:", line))
      read.owner = *owner;
    else if (!read.sentence.ends_with('.'))
      read.sentence += (read.sentence.empty() ? "" : " ") + std::string(line);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return read;
}

std::vector<SqlFile> tables_in_order(std::span<const EmbeddedFile> files) {
  return Ordering(in_layers(files, {"ledger/", "bronze/", "silver/", "gold/"})).run();
}

std::vector<std::string_view> setting_names(std::span<const EmbeddedFile> files) {
  constexpr std::string_view before = "name = '";
  std::set<std::string_view> names;
  for (const EmbeddedFile& file : files) {
    for (std::size_t at = file.text.find(before); at != std::string_view::npos; at = file.text.find(before, at + 1)) {
      const std::size_t begin = at + before.size(), end = std::min(file.text.find('\'', begin), file.text.size());
      const std::string_view name = file.text.substr(begin, end - begin);
      // Settings have a point in their names, columns have none.
      if (name.find('.') != std::string_view::npos) names.insert(name);
    }
  }
  return {names.begin(), names.end()};
}

std::vector<SqlFile> kpis(std::span<const EmbeddedFile> files) { return in_layers(files, {"kpi/"}); }

std::vector<SqlFile> assertions(std::span<const EmbeddedFile> files) { return in_layers(files, {"quality/"}); }

SqlFile file_at(std::string_view path, std::span<const EmbeddedFile> files) {
  for (const EmbeddedFile& file : files)
    if (const SqlFile read = read_sql_file(file); read.path() == path) return read;
  throw std::logic_error(fmt::format("there is no {}.sql", path));
}

SqlFile find_kpi(std::string_view name, std::span<const EmbeddedFile> files) {
  std::vector<std::string_view> names;
  for (const SqlFile& kpi : kpis(files)) {
    if (kpi.name == name) return kpi;
    names.push_back(kpi.name);
  }
  throw UserError(fmt::format("there is no KPI '{}'{} (--list names them)", name, did_you_mean(name, names)), Exit::flags);
}

}  // namespace rushhour::warehouse
