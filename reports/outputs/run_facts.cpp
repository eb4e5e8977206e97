#include "reports/outputs/run_facts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "reports/pages/words/figures.hpp"
#include "reports/pages/words/findings.hpp"
#include "reports/pages/words/plain_text.hpp"
#include "reports/runs/record_fields.hpp"

namespace rushhour::outputs {

std::string scenario_stem(const runs::RunRecord& record) {
  const std::string stem = std::filesystem::path(pages::fact(record.meta, "/script/file")).stem().string();
  return stem.empty() ? pages::fact(record.meta, "/run") : stem;
}

std::string_view measurement_word(const verdicts::Conclusion& conclusion) noexcept {
  return !conclusion.validity.judged ? "unknown" : conclusion.validity.valid ? "valid" : "invalid";
}

bool measurement_decides(const verdicts::Conclusion& conclusion) noexcept {
  return conclusion.validity.judged && !conclusion.validity.valid && !conclusion.validity.tolerated;
}

std::vector<std::string> ending_troubles(const runs::RunRecord& record, const verdicts::Conclusion& conclusion) {
  if (conclusion.exit == Exit::passed || conclusion.exit == Exit::invalid || conclusion.exit == Exit::thresholds) return {};
  if (record.meta.contains("teardown_exit") && verdicts::ending_of(record) == verdicts::Ending::plan) return {"teardown failed"};
  std::vector<std::string> troubles{pages::verdict_words(conclusion)};
  if (std::string why = pages::fact(record.meta, "/ended_because"); !why.empty()) troubles.push_back(std::move(why));
  for (std::string& reason : pages::verdict_reasons(record, conclusion)) troubles.push_back(std::move(reason));
  return troubles;
}

std::string threshold_expression(const verdicts::ThresholdResult& result) {
  const std::string window = pages::words_of(result).window;
  return pages::harmless(result.threshold.expression) + (window.empty() ? "" : " " + window);
}

std::string threshold_name(const verdicts::ThresholdResult& result) {
  return pages::harmless(result.threshold.metric) + ": " + threshold_expression(result);
}

std::string threshold_words(const verdicts::ThresholdResult& result) {
  const pages::ThresholdWords words = pages::words_of(result);
  const std::string name = verdicts::aggregate_name(result.threshold);
  const std::string figure = result.has_figure() ? fmt::format("{} was {}", name, words.observed) : fmt::format("{} has no figure", name);
  return fmt::format("{}, the limit is {}{}{}", figure, words.limit, words.remark.empty() ? "" : ", ", words.remark);
}

std::uint64_t ticks_sum(const runs::RunRecord& record, const char* key) {
  std::uint64_t sum = 0;
  for (const nlohmann::json& tick : record.ticks) sum += runs::count_of(record, tick, key);
  return sum;
}

Counted most_first(const std::map<std::string, std::uint64_t>& counts, std::size_t most) {
  std::map<std::string, std::uint64_t> by_name;  // two names may be the same when they are harmless
  for (const auto& [name, n] : counts) by_name[pages::harmless(name)] += n;
  Counted sorted(by_name.begin(), by_name.end());
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  if (sorted.size() <= most) return sorted;
  std::uint64_t rest = 0;
  for (std::size_t i = most; i < sorted.size(); ++i) rest += sorted[i].second;
  sorted.resize(most);
  const auto other = std::find_if(sorted.begin(), sorted.end(), [](const auto& entry) { return entry.first == "(other)"; });
  if (other != sorted.end())
    other->second += rest;
  else
    sorted.emplace_back("(other)", rest);
  return sorted;
}

}  // namespace rushhour::outputs
