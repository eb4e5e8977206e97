#include "reports/pages/words/comparison_words.hpp"

#include <fmt/format.h>

#include <cmath>

#include "reports/foundation/units.hpp"
#include "reports/pages/words/figures.hpp"
#include "reports/pages/words/plain_text.hpp"

namespace rushhour::pages {
namespace {

constexpr std::size_t longest_value = 80;
constexpr double same_rate = 0.02;  // of two rates that were both meant to be the same

using runs::RunRecord;
using verdicts::Conclusion;

std::string value_at(const RunRecord& record, const char* pointer) {
  const std::string value = clip(fact(record.meta, pointer), longest_value);
  return value.empty() ? "unknown" : value;
}

void add_if_other(std::vector<std::string>& warnings, const RunRecord& record, const RunRecord& baseline, const char* pointer,
                  const char* sentence) {
  const std::string here = value_at(record, pointer);
  const std::string there = value_at(baseline, pointer);
  if (here != there) warnings.push_back(fmt::format(fmt::runtime(sentence), here, there));
}

bool differ(double a, double b) { return std::abs(a - b) > same_rate * std::max(a, b); }

void add_load(std::vector<std::string>& warnings, const runs::Summary& here, const runs::Summary& there) {
  if (here.planned != there.planned)
    warnings.push_back(fmt::format("The lengths differ: {} here, {} in the baseline.", without_zeros(format_duration(here.planned)),
                                   without_zeros(format_duration(there.planned))));
  if (here.warmup != there.warmup)
    warnings.push_back(fmt::format("The warm-ups differ: {} here, {} in the baseline.", without_zeros(format_duration(here.warmup)),
                                   without_zeros(format_duration(there.warmup))));
  if (differ(here.load.offered_rate, there.load.offered_rate))
    warnings.push_back(fmt::format("The offered loads differ: {} here, {} in the baseline; latencies at different loads do not compare.",
                                   verdicts::format_rate(here.load.offered_rate), verdicts::format_rate(there.load.offered_rate)));
}

void add_validity(std::vector<std::string>& warnings, const Conclusion& conclusion, const char* whose) {
  if (!conclusion.validity.judged)
    warnings.push_back(fmt::format("The measurement of {} was made by another tool and is not judged.", whose));
  else if (!conclusion.validity.valid)
    warnings.push_back(fmt::format("The measurement of {} is invalid, so its figures tell little of the target.", whose));
  if (conclusion.interrupted || conclusion.cut_short) warnings.push_back(fmt::format("The plan of {} was not carried through.", whose));
}

}  // namespace

std::vector<std::string> comparison_warnings(const RunRecord& record, const Conclusion& conclusion, const RunRecord& baseline_record,
                                             const Conclusion& baseline) {
  std::vector<std::string> warnings;
  add_validity(warnings, conclusion, "this run");
  add_validity(warnings, baseline, "the baseline");
  add_if_other(warnings, record, baseline_record, "/script/file", "The scripts have different names: {} here, {} in the baseline.");
  if (value_at(record, "/script/sha256") != value_at(baseline_record, "/script/sha256"))
    warnings.emplace_back("The scripts are not the same: their hashes differ.");
  add_if_other(warnings, record, baseline_record, "/target", "The targets have different addresses: {} here, {} in the baseline.");
  add_load(warnings, conclusion.summary, baseline.summary);
  add_if_other(warnings, record, baseline_record, "/seed",
               "The seeds differ ({} here, {} in the baseline), and so does what was drawn from them.");
  add_if_other(warnings, record, baseline_record, "/version", "The versions of rushhour differ: {} here, {} in the baseline.");
  add_if_other(warnings, record, baseline_record, "/host/cpu_model", "The generators' processors differ: {} here, {} in the baseline.");
  add_if_other(warnings, record, baseline_record, "/host/cpus", "The generators' numbers of cores differ: {} here, {} in the baseline.");
  const char* kind = runs::headline_of(conclusion.summary).name;
  const char* other = runs::headline_of(baseline.summary).name;
  if (std::string_view(kind) != other)
    warnings.push_back(fmt::format("This run's figures are of the {}, the baseline has only the {}.", kind, other));
  return warnings;
}

std::string ratio_text(double value, double baseline) {
  if (!(value > 0) || !(baseline > 0)) return "-";
  const double ratio = value / baseline;
  return ratio < 10 ? fmt::format("{:.2f} x", ratio) : fmt::format("{:.0f} x", ratio);
}

std::string difference_text(std::optional<std::int64_t> ns, std::optional<std::int64_t> baseline_ns) {
  if (!ns || !baseline_ns) return "-";
  const std::int64_t by = *ns - *baseline_ns;
  if (std::abs(by) * 1000 <= 2 * *baseline_ns) return "the same";
  const std::string words = fmt::format("{} {}", format_duration(Instant(std::abs(by))), by > 0 ? "longer" : "shorter");
  const std::string ratio = ratio_text(static_cast<double>(*ns), static_cast<double>(*baseline_ns));
  return ratio == "-" ? words : ratio + ", " + words;
}

}  // namespace rushhour::pages
