#include "reports/imports/tools/k6_csv.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "reports/foundation/user_error.hpp"
#include "reports/foundation/wall_text.hpp"
#include "reports/imports/csv_fields.hpp"
#include "reports/imports/tools/k6_points.hpp"

namespace rushhour::imports {
namespace {

constexpr std::string_view header_begin = "metric_name,timestamp,metric_value";

using Tag = std::pair<std::string_view, std::string_view K6Point::*>;
constexpr std::array<Tag, 9> tags{{{"scenario", &K6Point::scenario},
                                   {"group", &K6Point::group},
                                   {"name", &K6Point::name},
                                   {"url", &K6Point::url},
                                   {"method", &K6Point::method},
                                   {"status", &K6Point::status},
                                   {"error", &K6Point::error},
                                   {"expected_response", &K6Point::expected_response},
                                   {"check", &K6Point::check}}};

// K6_CSV_TIME_FORMAT: seconds, or finer by the number of digits, or RFC 3339.
std::optional<WallTime> time_of(std::string_view text) {
  if (text.find('T') != std::string_view::npos) return parse_utc(text);
  for (const auto& [digits, unit] : {std::pair<std::size_t, Instant>{10, std::chrono::seconds(1)},
                                     {13, std::chrono::milliseconds(1)},
                                     {16, std::chrono::microseconds(1)}})
    if (text.size() <= digits) return wall_time_of(text, unit);
  const auto ns = text.size() == 19 ? real_number(text) : std::nullopt;
  return ns ? wall_time_of(std::string(text.substr(0, 16)) + "." + std::string(text.substr(16)), std::chrono::microseconds(1))
            : std::nullopt;
}

class K6CsvReader {
 public:
  /// REQUIRES: the line of `in` is the header.
  K6CsvReader(Input& in, Gathered& into) : in_(in), into_(into), points_(into) {
    fields_.split(in.line(), ',');
    count_ = fields_.size();
    for (std::size_t i = 0; i < tags.size(); ++i) columns_[i] = column_of(fields_, tags[i].first);
  }

  void take() {
    if (in_.is_cut()) return in_.reject("the line is cut short");
    if (!fields_.split(in_.line(), ',')) return in_.reject("its quotes do not end");
    if (fields_.size() != count_) return in_.reject(fmt::format("it has {} fields, not {}", fields_.size(), count_));
    const auto time = time_of(fields_[1]);
    const auto value = real_number(fields_[2]);
    if (!time) return in_.reject("its timestamp is no time of any of k6's formats");
    if (!value) return in_.reject("its metric_value is no number");
    K6Point point;
    point.metric = fields_[0];
    point.time = *time;
    point.value = *value;
    for (std::size_t i = 0; i < tags.size(); ++i) point.*tags[i].second = fields_.at(columns_[i]);
    if (fields_[1].size() == 10) by_second_ = true;
    const std::string_view reason = points_.take(point);
    reason.empty() ? in_.accept() : in_.reject(std::string(reason));
  }

  void finish() {
    if (by_second_)
      into_.remarks.emplace_back(
          "k6 wrote whole seconds (K6_CSV_TIME_FORMAT), so the rates of single seconds are off by up to one second.");
  }

 private:
  Input& in_;
  Gathered& into_;
  K6Points points_;
  CsvFields fields_;
  std::size_t count_ = 0;
  std::array<std::size_t, tags.size()> columns_{};
  bool by_second_ = false;
};

}  // namespace

bool is_like_k6_csv(std::string_view head) { return head.starts_with(header_begin); }

void read_k6_csv(Input& in, Gathered& into) {
  if (!in.next_record() || !is_like_k6_csv(in.line()))
    throw UserError(fmt::format("{}:1: it does not begin with k6's header '{},...'", in.name(), header_begin), Exit::settings);
  K6CsvReader reader(in, into);
  while (in.next_record()) reader.take();
  reader.finish();
}

}  // namespace rushhour::imports
