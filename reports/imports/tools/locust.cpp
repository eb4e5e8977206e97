#include "reports/imports/tools/locust.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include "reports/foundation/user_error.hpp"
#include "reports/imports/csv_fields.hpp"

namespace rushhour::imports {
namespace {

constexpr Instant millisecond = std::chrono::milliseconds(1);
constexpr std::string_view scenario = "locust", all_requests = "Aggregated";

/// A file of Locust's: a header that names the columns, then rows.
class Rows {
 public:
  explicit Rows(Input& in) : in_(in) {
    if (in_.next_record() && header_.split(in_.line(), ',')) {
      names_.reserve(header_.size());
      for (std::size_t i = 0; i < header_.size(); ++i) names_.emplace_back(header_[i]);
    }
  }

  std::size_t column(std::string_view name) const {
    for (std::size_t i = 0; i < names_.size(); ++i)
      if (names_[i] == name) return i;
    throw UserError(fmt::format("{}:1: its header names no column '{}'", in_.name(), name), Exit::settings);
  }

  /// The next row that is one; false at the end.
  bool next() {
    while (in_.next_record()) {
      if (in_.is_cut())
        in_.reject("the line is cut short");
      else if (!row_.split(in_.line(), ','))
        in_.reject("its quotes do not end");
      else if (row_.size() != names_.size())
        in_.reject(fmt::format("it has {} fields, not {}", row_.size(), names_.size()));
      else
        return true;
    }
    return false;
  }

  std::string_view operator[](std::size_t column) const { return row_[column]; }
  const std::vector<std::string>& names() const { return names_; }

 private:
  Input& in_;
  CsvFields header_, row_;
  std::vector<std::string> names_;
};

bool has_header(std::string_view head, std::string_view begin, std::string_view column) {
  const std::string_view line = head.substr(0, head.find('\n'));
  return line.starts_with(begin) && line.find(column) != std::string_view::npos;
}

// "Median Response Time" is the "50%" of the row again.
std::string figure_called(std::string_view column) {
  if (column == "Average Response Time") return "mean";
  if (column == "Min Response Time") return "min";
  if (column == "Max Response Time") return "max";
  if (column.ends_with('%') && column != "100%") return "p" + std::string(column.substr(0, column.size() - 1));
  return {};
}

}  // namespace

bool is_like_locust_stats(std::string_view head) { return has_header(head, "Type,Name,", "Request Count"); }

void read_locust_stats(Input& in, Gathered& into) {
  Rows rows(in);
  const std::size_t type = rows.column("Type"), name = rows.column("Name"), count = rows.column("Request Count"),
                    failures = rows.column("Failure Count"), rate = rows.column("Requests/s");
  into.stated_precision =
      "Locust rounds times of 100 ms and more to two significant digits before it takes percentiles, and others to 1 ms.";
  while (rows.next()) {
    const auto requests = whole_number(rows[count]), failed = whole_number(rows[failures]);
    if (!requests || !failed || *failed > *requests) {
      in.reject("its Request Count and Failure Count are no counts");
      continue;
    }
    runs::StatedStep stated{std::string(scenario), {}, static_cast<std::uint64_t>(*requests), static_cast<std::uint64_t>(*failed), {}};
    const bool whole = rows[name] == all_requests && rows[type].empty();
    stated.step =
        whole ? "(all requests)" : kept_text(fmt::format("{}{}{}", rows[type], rows[type].empty() ? "" : " ", rows[name]), Names::longest);
    for (std::size_t i = 0; i < rows.names().size(); ++i)
      if (const std::string figure = figure_called(rows.names()[i]); !figure.empty())
        if (const auto time = length_of(rows[i], millisecond)) stated.times_ns.emplace_back(figure, static_cast<double>(time->count()));
    if (whole) {
      into.stated_requests += stated.count;
      into.stated_errors += stated.errors;
      if (const auto per_second = real_number(rows[rate]); per_second && *per_second > 0)
        into.stated_length = std::max(
            into.stated_length, length_of(static_cast<double>(*requests) / *per_second, std::chrono::seconds(1)).value_or(Instant(0)));
    }
    into.stated.push_back(std::move(stated));
    in.accept();
  }
}

bool is_like_locust_history(std::string_view head) { return has_header(head, "Timestamp,User Count,", "Total Request Count"); }

void read_locust_history(Input& in, Gathered& into) {
  Rows rows(in);
  const std::size_t time = rows.column("Timestamp"), users = rows.column("User Count"), name = rows.column("Name"),
                    total = rows.column("Total Request Count"), failures = rows.column("Total Failure Count");
  std::int64_t requests_before = 0, failed_before = 0;
  while (rows.next()) {
    if (rows[name] != all_requests) continue;  // of --csv-full-history: the requests by name, which the aggregate holds
    const auto at = wall_time_of(rows[time], std::chrono::seconds(1));
    const auto busy = whole_number(rows[users]), requests = whole_number(rows[total]), failed = whole_number(rows[failures]);
    if (!at || !busy || !requests || !failed || *requests < requests_before || *failed < failed_before) {
      in.reject("its Timestamp, User Count and totals are no time and no counts that rise");
      continue;
    }
    // Totals of a second are those up to its begin.
    Counts* const counts = into.run.counts_at(*at - Instant(1), scenario);
    if (counts == nullptr) {
      in.reject("its time is more than 31 days from that of the first line");
      continue;
    }
    const auto fresh = static_cast<std::uint64_t>(*requests - std::exchange(requests_before, *requests));
    const auto fresh_failed = static_cast<std::uint64_t>(*failed - std::exchange(failed_before, *failed));
    counts->offered += fresh;
    counts->done += fresh;
    counts->requests += fresh;
    if (fresh_failed > 0) counts->error("failed") += fresh_failed;
    counts->users = std::max(counts->users.value_or(0), static_cast<std::uint64_t>(*busy));
    in.accept();
  }
}

}  // namespace rushhour::imports
