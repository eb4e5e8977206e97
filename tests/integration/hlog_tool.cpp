// Shows the room of histograms to hlog.test.cjs.
//
//     hlog_tool read FILE          prints the figures of each line of an .hlog, and of all together, as JSON
//     hlog_tool write < VALUES     prints an .hlog; each line of VALUES is "TAG BEGIN_MS LENGTH_MS VALUE VALUE ..."

#include <fmt/format.h>

#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <string_view>

#include "reports/foundation/user_error.hpp"
#include "reports/latency/histogram_log.hpp"

namespace {

using namespace rushhour;
using nlohmann::json;

json figures(const latency::Histogram& histogram) {
  json percentiles = json::array();
  for (int half = 1; half <= 200; ++half) percentiles.push_back(histogram.quantile(half / 200.0));
  return {{"count", histogram.count()},
          {"mean", histogram.mean()},
          {"min", histogram.min()},
          {"max", histogram.max()},
          {"percentiles", percentiles}};
}

int read(const char* file) {
  const latency::HistogramLog log = latency::read_log(std::filesystem::path(file));
  latency::Histogram all;
  json lines = json::array();
  for (const latency::LogLine& line : log.lines) {
    json one = figures(line.histogram);
    one.update({{"tag", line.tag}, {"begin_ms", line.begin.count() / 1'000'000}, {"length_ms", line.length.count() / 1'000'000}});
    lines.push_back(std::move(one));
    all.merge(line.histogram);
  }
  const json whole{
      {"start_ms", log.start.time_since_epoch().count() / 1'000'000}, {"lines", lines}, {"all", figures(all)}, {"warnings", log.warnings}};
  fmt::print("{}\n", whole.dump());
  return 0;
}

int write() {
  fmt::print("{}", latency::log_head(WallTime(std::chrono::seconds(1'700'000'000))));
  for (std::string line; std::getline(std::cin, line);) {
    std::istringstream words(line);
    std::string tag;
    std::int64_t begin_ms = 0, length_ms = 0;
    words >> tag >> begin_ms >> length_ms;
    latency::Histogram histogram;
    for (std::int64_t value = 0; words >> value;) histogram.record(value);
    fmt::print("{}", latency::log_line(tag, std::chrono::milliseconds(begin_ms), std::chrono::milliseconds(length_ms), histogram));
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view word = argc > 1 ? argv[1] : "";
  try {
    if (word == "read" && argc == 3) return read(argv[2]);
    if (word == "write" && argc == 2) return write();
  } catch (const UserError& error) {
    fmt::print(stderr, "hlog_tool: {}\n", error.what());
    return 1;
  }
  fmt::print(stderr, "usage: hlog_tool read FILE | write < VALUES\n");
  return 2;
}
