#include "sim/telemetry/metrics_text.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "reports/foundation/random_stream.hpp"

using namespace rushhour;
using namespace rushhour::sim;

namespace {

struct Kept {
  std::string name, labels;
  MetricType type;
  double value;
};

struct Told {
  std::vector<Kept> samples;
  MetricsRead read;
};

Told tell(std::string_view text) {
  Told told;
  told.read = read_metrics(text, [&](const MetricSample& s) { told.samples.push_back({std::string(s.name), s.labels, s.type, s.value}); });
  CHECK(told.read.samples == told.samples.size());
  return told;
}

/// What python3-prometheus-client writes in OpenMetrics, exemplars and creation times among it.
constexpr std::string_view python = R"(# HELP python_gc_objects_collected Objects collected during gc
# TYPE python_gc_objects_collected counter
python_gc_objects_collected_total{generation="0"} 285.0
# HELP process_resident_memory_bytes Resident memory size in bytes.
# TYPE process_resident_memory_bytes gauge
process_resident_memory_bytes 2.0873216e+07
# HELP orders Orders that were placed.
# TYPE orders counter
orders_total{kind="pick \"up\"",zone="a\\b"} 3.0 # {trace_id="af"} 1.0 1.7e+09
orders_created{kind="pick \"up\"",zone="a\\b"} 1.7e+09
# HELP wait Seconds.
# TYPE wait histogram
wait_bucket{le="0.5"} 1.0
wait_bucket{le="+Inf"} 2.0
wait_count 2.0
wait_sum 3.5
# EOF
)";

/// What prom-client of Node writes in the older format.
constexpr std::string_view node = R"(# HELP nodejs_eventloop_lag_seconds Lag of event loop in seconds.
# TYPE nodejs_eventloop_lag_seconds gauge
nodejs_eventloop_lag_seconds 0.0021

# HELP http_requests_total Requests.
# TYPE http_requests_total counter
http_requests_total{method="GET",code="200",} 1027 1395066363000
http_requests_total{code="400", method = "GET"} 3
# TYPE rpc_duration_seconds summary
rpc_duration_seconds{quantile="0.5"} NaN
rpc_duration_seconds_count 0
something_without_a_type 12.47
)";

}  // namespace

TEST_CASE("the text of the Python client is read, exemplars and times aside") {
  const Told told = tell(python);
  CHECK(told.read.whole);
  CHECK(told.read.bad_lines == 0);
  REQUIRE(told.samples.size() == 8);
  CHECK(told.samples[0].name == "python_gc_objects_collected_total");
  CHECK(told.samples[0].labels == R"(generation="0")");
  CHECK(told.samples[0].type == MetricType::counter);
  CHECK(told.samples[1].value == 20873216);
  CHECK(told.samples[1].type == MetricType::gauge);
  CHECK(told.samples[2].labels == R"(kind="pick \"up\"",zone="a\\b")");
  CHECK(told.samples[2].value == 3);
  CHECK(told.samples[4].type == MetricType::histogram);
  CHECK(told.samples[7].name == "wait_sum");
  CHECK(told.samples[7].type == MetricType::histogram);
}

TEST_CASE("the text of a Node program is read, whatever the order and the blanks of its labels") {
  const Told told = tell(node);
  CHECK_FALSE(told.read.whole);
  CHECK(told.read.bad_lines == 0);
  REQUIRE(told.samples.size() == 6);
  CHECK(told.samples[1].labels == R"(code="200",method="GET")");
  CHECK(told.samples[1].value == 1027);
  CHECK(told.samples[2].labels == R"(code="400",method="GET")");
  CHECK(std::isnan(told.samples[3].value));
  CHECK(told.samples[3].type == MetricType::summary);
  CHECK(told.samples[5].type == MetricType::unknown);
}

TEST_CASE("values are whole, broken, huge, infinite or none") {
  const Told told = tell("a 1\nb -2.5e3\nc +Inf\nd -Inf\ne NaN\nf +7\ng 1e308\n");
  REQUIRE(told.samples.size() == 7);
  CHECK(told.samples[1].value == -2500);
  CHECK(std::isinf(told.samples[2].value));
  CHECK(told.samples[3].value < 0);
  CHECK(std::isnan(told.samples[4].value));
  CHECK(told.samples[5].value == 7);
}

TEST_CASE("a line that is none is counted and skipped, and the next one read") {
  const std::string line = GENERATE(values<std::string>({
      "9name 1",
      "name",
      "name ",
      "name x",
      "name 1 2 3",
      "name 1e",
      "name ++1",
      "name +-1",
      "name -+1",
      "name +",
      "name 1 x",
      "name{ 1",
      "name{a} 1",
      "name{a=} 1",
      "name{a=\"} 1",
      "name{a=\"\\x\"} 1",
      "name{a=\"1\" b=\"2\"} 1",
      "name{a=\"1\",a=\"2\"} 1",
      "name{a=\"1\",,b=\"2\"} 1",
      "{a=\"1\"} 1",
      "<html>",
      "\x01\x02",
      "name{9=\"1\"} 1",
      "name 0x10",
      "name 1,5",
  }));
  CAPTURE(line);
  const Told told = tell(line + "\ngood 1\n");
  CHECK(told.read.bad_lines == 1);
  REQUIRE(told.samples.size() == 1);
  CHECK(told.samples[0].name == "good");
}

TEST_CASE("nothing behind the end mark is read, and a text without a last line end is") {
  CHECK(tell("a 1\n# EOF\nb 2\n").samples.size() == 1);
  CHECK(tell("a 1\nb 2").samples.size() == 2);
  CHECK(tell("a 1\r\nb 2\r\n").samples.size() == 2);
  CHECK(tell("").samples.empty());
  CHECK(tell("\n\n\n").read.bad_lines == 0);
  CHECK(tell("# TYPE\n# TYPE a\n#\n# anything\n").read.bad_lines == 0);
}

TEST_CASE("lines that are too long, or have too many labels, are bad ones") {
  const std::string longest = "a{b=\"" + std::string(16 * 1024 - 9, 'x') + "\"} 1";
  CHECK(tell(longest).samples.size() == 1);
  CHECK(tell("x" + longest).read.bad_lines == 1);
  std::string labels;
  for (int i = 0; i < 64; ++i) labels += "l" + std::to_string(i) + "=\"1\",";
  CHECK(tell("a{" + labels + "} 1").samples.size() == 1);
  CHECK(tell("a{" + labels + "more=\"1\"} 1").read.bad_lines == 1);
}

TEST_CASE("what was written is what is read, whatever stands in the values of labels") {
  const std::uint64_t seed = GENERATE(range(0, 200));
  RandomStream random(seed, "test", "exposition", 0);
  std::string text;
  std::vector<Kept> wanted;
  constexpr std::string_view letters = "abz09 ={},#\"\\\n\t/\xC3\xA4";
  for (std::uint64_t n = random() % 20; n > 0; --n) {
    std::string labels, value;
    for (std::uint64_t length = random() % 12; length > 0; --length) {
      const char c = letters[random() % letters.size()];
      value += c == '"' || c == '\\' ? std::string{'\\', c} : c == '\n' ? std::string("\\n") : std::string(1, c);
    }
    if (random() % 3 > 0) labels = "a=\"" + value + "\"";
    const double figure = static_cast<double>(random() % 1'000'000) / 8;
    wanted.push_back({"m" + std::to_string(n), labels, MetricType::unknown, figure});
    text += wanted.back().name + (labels.empty() ? "" : "{" + labels + "}") + " " + std::to_string(figure) + "\n";
  }
  CAPTURE(seed, text);
  const Told told = tell(text);
  CHECK(told.read.bad_lines == 0);
  REQUIRE(told.samples.size() == wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    CHECK(told.samples[i].name == wanted[i].name);
    CHECK(told.samples[i].labels == wanted[i].labels);
    CHECK(told.samples[i].value == wanted[i].value);
  }
}

TEST_CASE("a text cut short anywhere gives what stood before the cut") {
  const std::size_t whole = tell(python).samples.size();
  for (std::size_t length = 0; length < python.size(); ++length) {
    const Told told = tell(python.substr(0, length));
    CHECK(told.samples.size() <= whole);
    CHECK(told.read.bad_lines <= 1);
  }
}
