#include "reports/pages/live/live_words.hpp"

#include <catch2/catch.hpp>
#include <string>

using namespace rushhour;

TEST_CASE("the live page's strip says the rarest percentile that the last second carries", "[reports][pages][live]") {
  const auto title_and_value = [](std::uint64_t samples) {
    pages::GrowingRecord live(nlohmann::json::object());
    live.tick({{"at_ns", 1'000'000'000}, {"offered", 1U}, {"done", 1U}});
    latency::Interval second{std::chrono::seconds(0), std::chrono::seconds(1), {}};
    second.series[{"a", "x", "response", true, false}].record(5'000'000, samples);
    live.interval(std::move(second));
    const nlohmann::json item = pages::running_words(live, nullptr)["strip"][2];
    return item["title"].get<std::string>() + " " + item["value"].get<std::string>();
  };
  CHECK(title_and_value(1000) == "Response time p99 5.00ms");
  CHECK(title_and_value(999) == "Response time p95 5.00ms");
  CHECK(title_and_value(100) == "Response time p90 5.00ms");
  CHECK(title_and_value(99) == "Response time p90 –");
}
