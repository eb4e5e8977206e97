#include "reports/outputs/exposition.hpp"

#include <catch2/catch.hpp>
#include <limits>

using namespace rushhour;
using namespace rushhour::outputs;

TEST_CASE("the format is that which the Accept field prefers") {
  constexpr auto text = Format::text;
  constexpr auto open = Format::open_metrics;
  struct Row {
    const char* accept;
    std::optional<Format> format;
  };
  for (const auto& [accept, format] : {
           Row{"", text},
           Row{"*/*", text},
           Row{"text/plain", text},
           Row{"text/*", text},
           Row{"TEXT/Plain;version=0.0.4", text},
           Row{"application/openmetrics-text", open},
           Row{"application/openmetrics-text; version=1.0.0; charset=utf-8", open},
           Row{"application/openmetrics-text;version=\"1.0.0\"", open},
           Row{"application/openmetrics-text;version=0.0.1", std::nullopt},
           // What Prometheus 2.42 sends.
           Row{"application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/"
               "plain;version=0.0.4;q=0.5,"
               "*/*;q=0.1",
               open},
           Row{"application/openmetrics-text;q=0.5,text/plain", text},
           Row{"application/openmetrics-text;q=0.5, text/plain;q=0.5", text},
           Row{"application/openmetrics-text;q=0.501,text/plain;q=0.5", open},
           Row{"application/openmetrics-text;q=0,*/*", text},
           Row{"text/plain;q=0,*/*;q=0.1", open},
           Row{"text/plain;q=0, application/*;q=0.2", open},
           // The closer range counts, not the higher weight.
           Row{"*/*;q=1,application/openmetrics-text;q=0.2,text/plain;q=0.1", open},
           Row{"text/html,application/json", std::nullopt},
           Row{"*/*;q=0", std::nullopt},
           Row{"text/plain;q=0", std::nullopt},
           Row{"text/plain;q=2", std::nullopt},
           Row{"text/plain;q=1.001", std::nullopt},
           Row{"text/plain;q=0.1234", std::nullopt},
           Row{"text/plain;q=x, application/openmetrics-text;q=0.1", open},
           Row{"text/plain;q=", std::nullopt},
           Row{",,;;,text/plain ; q=0.7 ,", text},
           Row{"text", std::nullopt},
       }) {
    INFO(accept);
    CHECK(negotiate(accept) == format);
  }
}

TEST_CASE("each format says what it is") {
  CHECK(content_type(Format::text) == "text/plain; version=0.0.4; charset=utf-8");
  CHECK(content_type(Format::open_metrics) == "application/openmetrics-text; version=1.0.0; charset=utf-8");
}

TEST_CASE("numbers are written as both formats read them") {
  constexpr double infinite = std::numeric_limits<double>::infinity();
  CHECK(number_text(0) == "0.0");
  CHECK(number_text(1) == "1.0");
  CHECK(number_text(-2) == "-2.0");
  CHECK(number_text(0.0005) == "0.0005");
  CHECK(number_text(0.1) == "0.1");
  CHECK(number_text(1e300) == "1e+300");
  CHECK(number_text(infinite) == "+Inf");
  CHECK(number_text(-infinite) == "-Inf");
  CHECK(number_text(std::numeric_limits<double>::quiet_NaN()) == "NaN");
}

TEST_CASE("a counter has its suffix in the older format's head, and a unit in the newer one") {
  const FamilyName bytes{"sent_bytes", MetricType::counter, "bytes", "Bytes that were sent."};
  Exposition text(Format::text);
  text.family(bytes);
  text.sample("_total", {}, std::uint64_t{7});
  CHECK(text.finish() == "# HELP sent_bytes_total Bytes that were sent.\n# TYPE sent_bytes_total counter\nsent_bytes_total 7\n");
  Exposition open(Format::open_metrics);
  open.family(bytes);
  open.sample("_total", {}, std::uint64_t{7});
  CHECK(open.finish() ==
        "# HELP sent_bytes Bytes that were sent.\n# TYPE sent_bytes counter\n# UNIT sent_bytes bytes\nsent_bytes_total 7\n# EOF\n");
}

TEST_CASE("a gauge has neither suffix nor, without a unit, a line for it") {
  Exposition open(Format::open_metrics);
  open.family({"connections", MetricType::gauge, "", "Open connections."});
  open.sample("", {}, 2.5);
  CHECK(open.finish() == "# HELP connections Open connections.\n# TYPE connections gauge\nconnections 2.5\n# EOF\n");
}

TEST_CASE("a bucket has its bound behind the other labels") {
  Exposition text(Format::text);
  text.family({"wait_seconds", MetricType::histogram, "seconds", "Waiting."});
  text.bucket({{"route", "/a"}}, "0.5", 3);
  text.bucket({}, "+Inf", 4);
  text.sample("_sum", {}, 1.5);
  CHECK(text.finish() ==
        "# HELP wait_seconds Waiting.\n# TYPE wait_seconds histogram\nwait_seconds_bucket{route=\"/a\",le=\"0.5\"} 3\n"
        "wait_seconds_bucket{le=\"+Inf\"} 4\nwait_seconds_sum 1.5\n");
}

TEST_CASE("values of labels and helping texts are escaped") {
  Exposition text(Format::text);
  text.family({"odd", MetricType::gauge, "", "A \\ and\na \"quote\"."});
  text.sample("", {{"path", "a\"b\\c\nd"}}, std::uint64_t{1});
  CHECK(text.finish() == "# HELP odd A \\\\ and\\na \"quote\".\n# TYPE odd gauge\nodd{path=\"a\\\"b\\\\c\\nd\"} 1\n");
  Exposition open(Format::open_metrics);
  open.family({"odd", MetricType::gauge, "", "a \"quote\""});
  CHECK(open.finish() == "# HELP odd a \\\"quote\\\"\n# TYPE odd gauge\n# EOF\n");
}

TEST_CASE("an info is a gauge of 1 in the older format") {
  const FamilyName run{"run", MetricType::info, "", "The run."};
  Exposition text(Format::text);
  text.family(run);
  text.sample("_info", {{"seed", "7"}}, std::uint64_t{1});
  CHECK(text.finish() == "# HELP run_info The run.\n# TYPE run_info gauge\nrun_info{seed=\"7\"} 1\n");
  Exposition open(Format::open_metrics);
  open.family(run);
  open.sample("_info", {{"seed", "7"}}, std::uint64_t{1});
  CHECK(open.finish() == "# HELP run The run.\n# TYPE run info\nrun_info{seed=\"7\"} 1\n# EOF\n");
}
