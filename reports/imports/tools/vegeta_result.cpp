#include "reports/imports/tools/vegeta_result.hpp"

#include <fmt/format.h>

namespace rushhour::imports {

std::string vegeta_error(const VegetaResult& result) {
  if (result.code >= 200 && result.code < 400) return {};
  if (result.code != 0) return fmt::format("http {}", result.code);
  const std::size_t colon = result.error.rfind(": ");
  const std::string_view last = colon == std::string_view::npos ? result.error : result.error.substr(colon + 2);
  return last.empty() ? "failed" : std::string(last);
}

// The origin of the first address is the run's target and is left out of the steps.
std::string_view VegetaResults::step_of(const VegetaResult& result) {
  std::string_view url = result.url.substr(0, result.url.find_first_of("?#"));
  if (into_.target.empty() && !url.empty()) {
    const std::size_t scheme = url.find("://");
    const std::size_t slash = scheme == std::string_view::npos ? std::string_view::npos : url.find('/', scheme + 3);
    into_.target = kept_text(url.substr(0, slash), Names::longest);
  }
  const std::string_view path = url.starts_with(into_.target) ? url.substr(into_.target.size()) : std::string_view("elsewhere");
  if (path.empty()) url = "/";
  if (path.starts_with('/')) url = path;
  if (result.url.empty()) return "(all requests)";
  step_ = result.method;
  if (!step_.empty()) step_ += ' ';
  step_ += url;
  return step_;
}

void VegetaResults::take(const VegetaResult& result) {
  error_ = vegeta_error(result);
  Sample sample{result.begin + result.latency, result.latency, result.attack.empty() ? "vegeta" : result.attack, step_of(result)};
  sample.error = error_;
  sample.bytes_out = result.bytes_out;
  sample.bytes_in = result.bytes_in;
  if (!into_.run.add(sample)) return in_.reject("its time is more than 31 days from that of the first line");
  in_.accept();
}

}  // namespace rushhour::imports
