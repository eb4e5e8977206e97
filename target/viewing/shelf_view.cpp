#include "target/viewing/shelf_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "reports/foundation/user_error.hpp"
#include "reports/pages/live/past_run.hpp"
#include "reports/pages/report_page.hpp"
#include "reports/pages/shelf/compare_page.hpp"
#include "reports/pages/shelf/list_page.hpp"
#include "reports/pages/shelf/run_list.hpp"
#include "reports/pages/shelf/still_page.hpp"
#include "reports/runs/run_record.hpp"
#include "reports/verdicts/conclusion.hpp"

namespace rushhour::viewing {
namespace {

constexpr std::size_t pages_kept = 8;
constexpr std::string_view run_prefix = "/run/";

Answer page(std::string text) { return {200, std::move(text)}; }

Answer not_listed(const std::string& name) {
  return {404, pages::plain_page("No such run", fmt::format("There is no run directory called '{}' here.", name))};
}

}  // namespace

std::string decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned byte = 0;
    const char* const begin = text.data() + i + 1;
    if (text[i] == '%' && i + 2 < text.size() && std::from_chars(begin, begin + 2, byte, 16).ptr == begin + 2) {
      out += static_cast<char>(byte);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

std::string field_of(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos || pair.substr(0, equals) != name) continue;
    std::string value(pair.substr(equals + 1));
    std::replace(value.begin(), value.end(), '+', ' ');
    return decoded(value);
  }
  return {};
}

Answer ShelfView::answer(const Asked& asked) {
  if (asked.method != "GET") return not_allowed("GET, HEAD");
  try {
    if (asked.path == "/") return list(asked);
    if (asked.path == "/compare") return compare(asked);
    if (asked.path.starts_with(run_prefix)) return report(asked, std::string_view(asked.path).substr(run_prefix.size()));
  } catch (const UserError& error) {
    return {422, pages::plain_page("It cannot be shown", error.what())};
  }
  return {404, pages::plain_page("No such page", "/ lists the runs, /run/NAME is the report of one, /compare?a=NAME&b=NAME shows two.")};
}

Answer ShelfView::list(const Asked& asked) const {
  const std::string wanted = field_of(asked.query, "page");
  std::size_t number = 1;
  std::from_chars(wanted.data(), wanted.data() + wanted.size(), number);
  return page(pages::list_page(pages::list_runs(folder_), number, field_of(asked.query, "name")));
}

template <class Make>
Answer ShelfView::kept(const std::string& of, std::filesystem::file_time_type changed, Make&& make) {
  const auto found = std::find_if(kept_.begin(), kept_.end(), [&](const Kept& one) { return one.of == of && one.changed == changed; });
  if (found != kept_.end()) return page(found->page);
  kept_.push_front({of, changed, make()});
  if (kept_.size() > pages_kept) kept_.pop_back();
  return page(kept_.front().page);
}

Answer ShelfView::report(const Asked& asked, std::string_view encoded) {
  const std::string name = decoded(encoded), baseline = field_of(asked.query, "baseline");
  const pages::RunList list = pages::list_runs(folder_);
  if (list.find(name) == nullptr) return not_listed(name);
  if (!baseline.empty() && list.find(baseline) == nullptr) return not_listed(baseline);
  const std::filesystem::path directory = folder_ / name;
  if (baseline.empty())
    return kept(asked.path, pages::last_change(directory), [&] { return pages::report_page(pages::read_past_run(directory).material()); });
  const std::filesystem::file_time_type changed = std::max(pages::last_change(directory), pages::last_change(folder_ / baseline));
  return kept(asked.path + "?" + asked.query, changed, [&] {
    const pages::PastRun run = pages::read_past_run(directory), other = pages::read_past_run(folder_ / baseline);
    const pages::Material of_other = other.material();
    return pages::report_page(run.material(&of_other));
  });
}

Answer ShelfView::compare(const Asked& asked) {
  const std::string a = field_of(asked.query, "a"), b = field_of(asked.query, "b");
  const pages::RunList list = pages::list_runs(folder_);
  if (list.find(a) == nullptr) return not_listed(a);
  if (list.find(b) == nullptr) return not_listed(b);
  const std::filesystem::file_time_type changed = std::max(pages::last_change(folder_ / a), pages::last_change(folder_ / b));
  return kept(asked.path + "?" + asked.query, changed, [&] {
    const pages::PastRun one = pages::read_past_run(folder_ / a), other = pages::read_past_run(folder_ / b);
    return pages::compare_page(a, one.material(), b, other.material());
  });
}

}  // namespace rushhour::viewing
