#include "reports/imports/format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "reports/foundation/nearest_name.hpp"
#include "reports/foundation/user_error.hpp"
#include "reports/imports/tools/artillery.hpp"
#include "reports/imports/tools/h2load.hpp"
#include "reports/imports/tools/hlog.hpp"
#include "reports/imports/tools/jtl.hpp"
#include "reports/imports/tools/k6_csv.hpp"
#include "reports/imports/tools/k6_json.hpp"
#include "reports/imports/tools/k6_summary.hpp"
#include "reports/imports/tools/locust.hpp"
#include "reports/imports/tools/vegeta.hpp"
#include "reports/imports/tools/wrk.hpp"

namespace rushhour::imports {
namespace {

constexpr const char* sent_to_done = "from sending a request to the end of its answer; what it waited before that is not in it";
constexpr const char* k6_times =
    "from sending a request to the end of its answer, without name resolution, connecting and waiting for a user";
constexpr const char* wrk_times =
    "response times, from when a request was due, where wrk2 recorded them (-R); else from sending to the end";
constexpr const char* hlog_times =
    "as whoever wrote the log meant them, which a histogram log does not say; they stand here as service times";

constexpr Format known[] = {
    {"jtl", "JMeter", "results as CSV", "service", sent_to_done, is_like_jtl, read_jtl},
    {"jtl-xml", "JMeter", "results as XML (told apart, but not read)", "service", sent_to_done, is_like_jtl_xml, refuse_jtl_xml},
    {"k6-json", "k6", "samples: --out json", "service", k6_times, is_like_k6_json, read_k6_json},
    {"k6-csv", "k6", "samples: --out csv", "service", k6_times, is_like_k6_csv, read_k6_csv},
    {"artillery", "Artillery", "report: --output", "service", sent_to_done, is_like_artillery, read_artillery},
    {"k6-summary", "k6", "handleSummary, --summary-export", "service", k6_times, is_like_k6_summary, read_k6_summary},
    {"h2load", "h2load", "--log-file", "service", sent_to_done, is_like_h2load, read_h2load},
    {"locust", "Locust", "NAME_stats.csv of --csv", "service", sent_to_done, is_like_locust_stats, read_locust_stats},
    {"locust-history", "Locust", "NAME_stats_history.csv of --csv", "service", sent_to_done, is_like_locust_history, read_locust_history},
    {"wrk", "wrk", "what wrk and wrk2 print", "both", wrk_times, is_like_wrk, read_wrk},
    {"vegeta-json", "Vegeta", "results as JSON lines: vegeta encode", "service", sent_to_done, is_like_vegeta_json, read_vegeta_json},
    {"vegeta-csv", "Vegeta", "results as CSV: vegeta encode --to csv", "service", sent_to_done, is_like_vegeta_csv, read_vegeta_csv},
    {"vegeta-gob", "Vegeta", "results as vegeta attack writes them", "service", sent_to_done, is_like_vegeta_gob, read_vegeta_gob},
    {"hlog", "HdrHistogram", "interval log of nanoseconds", "unknown", hlog_times, is_like_hlog, read_hlog},
};

std::string names() {
  std::string list;
  for (const Format& format : known) list += fmt::format("{}{}", list.empty() ? "" : ", ", format.name);
  return list;
}

}  // namespace

std::span<const Format> formats() noexcept { return known; }

const Format& format_called(std::string_view name) {
  std::vector<std::string_view> all;
  for (const Format& format : known) {
    if (format.name == name) return format;
    all.emplace_back(format.name);
  }
  throw UserError(fmt::format("import: there is no format '{}'{}; there are {}", name, did_you_mean(name, all), names()), Exit::flags);
}

const Format& format_of(Input& in) {
  const std::string_view head = in.head();
  if (head.find_first_not_of(" \t\r\n") == std::string_view::npos) throw UserError(in.name() + ": it is empty", Exit::settings);
  for (const Format& format : known)
    if (format.is_like(head)) return format;
  const bool binary = head.find('\0') != std::string_view::npos;
  throw UserError(fmt::format("{}: {}; known are {} (docs/imports.md), and --format says which one it is meant to be", in.name(),
                              binary ? "it is no text, and no known format" : "it is of no known format", names()),
                  Exit::settings);
}

}  // namespace rushhour::imports
