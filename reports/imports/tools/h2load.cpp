#include "reports/imports/tools/h2load.hpp"

#include <string>

#include "reports/imports/csv_fields.hpp"

namespace rushhour::imports {
namespace {

constexpr Instant microsecond = std::chrono::microseconds(1);
constexpr std::string_view step = "(all requests)";

class H2loadReader {
 public:
  H2loadReader(Input& in, Gathered& into) : in_(in), run_(into.run) {}

  void take() {
    if (in_.is_cut()) return in_.reject("the line is cut short");
    if (!fields_.split(in_.line(), '\t') || fields_.size() != 3)
      return in_.reject("it is not start, status and duration with tabs between");
    const auto begin = wall_time_of(fields_[0], microsecond);
    const auto duration = length_of(fields_[2], microsecond);
    const auto status = whole_number(fields_[1]);
    if (!begin) return in_.reject("its start is no time in microseconds since 1970");
    if (!duration) return in_.reject("its duration is no number of microseconds");
    if (!status && fields_[1] != "-1") return in_.reject("its status is neither a status nor -1");
    Sample sample{*begin + *duration, *duration, "h2load", step};
    if (!status)
      error_ = "failed";
    else if (*status >= 400 || *status < 100)
      error_ = "http " + std::string(fields_[1]);
    else
      error_.clear();
    sample.error = error_;
    if (!run_.add(sample)) return in_.reject("its time is more than 31 days from that of the first line");
    in_.accept();
  }

 private:
  Input& in_;
  RunBuilder& run_;
  CsvFields fields_;
  std::string error_;
};

}  // namespace

bool is_like_h2load(std::string_view head) {
  CsvFields fields;
  if (!fields.split(head.substr(0, head.find_first_of("\r\n")), '\t') || fields.size() != 3) return false;
  return wall_time_of(fields[0], microsecond) && (whole_number(fields[1]) || fields[1] == "-1") && whole_number(fields[2]);
}

void read_h2load(Input& in, Gathered& into) {
  H2loadReader reader(in, into);
  while (in.next_line()) reader.take();
}

}  // namespace rushhour::imports
