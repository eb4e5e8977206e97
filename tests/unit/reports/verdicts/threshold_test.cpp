#include "reports/verdicts/threshold.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "reports/foundation/user_error.hpp"
#include "reports/verdicts/metric_rule.hpp"

using namespace rushhour::verdicts;
using Metric = Threshold::Metric;
using Aggregate = Threshold::Aggregate;
using Comparison = Threshold::Comparison;

TEST_CASE("a threshold's metric names what is measured and picks out of it") {
  struct Row {
    const char* says;
    const char* metric;
    Metric kind;
    const char* scenario;
    const char* step;
    std::optional<bool> ok;
  };
  const Row row = GENERATE(values<Row>({
      {"a bare name takes everything", "response_time", Metric::response_time, "", "", {}},
      {"a step's name may hold spaces", "response_time{step:place order}", Metric::response_time, "", "place order", {}},
      {"selectors join with and", "service_time{scenario:diners,step:pay,outcome:ok}", Metric::service_time, "diners", "pay", true},
      {"blanks around words do not count", " response_time { step : pay , outcome : error } ", Metric::response_time, "", "pay", false},
      {"a value with a comma is quoted", "requests{step:\"GET /a,b}\"}", Metric::requests, "", "GET /a,b}", {}},
      {"a quote inside quotes is escaped", R"(errors{step:"say \"hi\""})", Metric::errors, "", "say \"hi\"", {}},
      {"a value may hold colons", "errors{step:GET http://x:80/}", Metric::errors, "", "GET http://x:80/", {}},
      {"empty braces pick nothing out", "response_time{}", Metric::response_time, "", "", {}},
      {"k6's duration is the service time", "http_req_duration{name:pay}", Metric::service_time, "", "pay", {}},
      {"k6's expected_response is the outcome", "http_req_duration{expected_response:true}", Metric::service_time, "", "", true},
      {"k6 spells requests so", "http_reqs", Metric::requests, "", "", {}},
  }));
  INFO(row.says);
  const bool time = row.kind == Metric::response_time || row.kind == Metric::service_time;
  const Threshold t = parse_threshold(row.metric, time ? "max < 1s" : "count < 5");
  CHECK(t.kind == row.kind);
  CHECK(t.scenario == row.scenario);
  CHECK(t.step == row.step);
  CHECK(t.ok == row.ok);
  CHECK(t.metric == row.metric);
}

TEST_CASE("a threshold's expression is an aggregate, a comparison and a limit in the metric's unit") {
  struct Row {
    const char* says;
    const char* metric;
    const char* expression;
    Aggregate aggregate;
    double percentile;
    Comparison comparison;
    double limit;
  };
  const Row row = GENERATE(values<Row>({
      {"k6's percentile", "response_time", "p(99) < 250ms", Aggregate::percentile, 99, Comparison::less, 250e6},
      {"a percentile without brackets", "response_time", "p99<=1s", Aggregate::percentile, 99, Comparison::less_equal, 1e9},
      {"a percentile with a fraction", "response_time", "p( 99.9 ) < 1m30s", Aggregate::percentile, 99.9, Comparison::less, 90e9},
      {"the median is a percentile", "service_time", "med < 2.5ms", Aggregate::percentile, 50, Comparison::less, 2.5e6},
      {"a bare number on a time is milliseconds, as in k6", "http_req_duration", "p(95)<200", Aggregate::percentile, 95, Comparison::less,
       200e6},
      {"so is one with a fraction", "response_time", "avg < 0.5", Aggregate::avg, 50, Comparison::less, 0.5e6},
      {"a floor", "response_time", "min >= 10us", Aggregate::min, 50, Comparison::greater_equal, 10e3},
      {"the largest", "response_time", "max<3s", Aggregate::max, 50, Comparison::less, 3e9},
      {"a share in percent", "checks", "rate > 99.9%", Aggregate::rate, 50, Comparison::greater, 0.999},
      {"a share as a fraction", "errors", "rate < 0.01", Aggregate::rate, 50, Comparison::less, 0.01},
      {"a share with a blank before its sign", "http_req_failed", "rate<1 %", Aggregate::rate, 50, Comparison::less, 0.01},
      {"errors may be counted", "errors", "count == 0", Aggregate::count, 50, Comparison::equal, 0},
      {"k6's third equals sign", "errors", "count===0", Aggregate::count, 50, Comparison::equal, 0},
      {"requests per second", "requests", "rate > 100/s", Aggregate::rate, 50, Comparison::greater, 100},
      {"requests per minute", "http_reqs", "rate > 120/m", Aggregate::rate, 50, Comparison::greater, 2},
      {"a count", "iterations", "count >= 1000", Aggregate::count, 50, Comparison::greater_equal, 1000},
      {"drops", "dropped_iterations", "count <= 3", Aggregate::count, 50, Comparison::less_equal, 3},
      {"drops per second", "dropped", "rate < 1", Aggregate::rate, 50, Comparison::less, 1},
  }));
  INFO(row.says);
  const Threshold t = parse_threshold(row.metric, row.expression);
  CHECK(t.aggregate == row.aggregate);
  if (row.aggregate == Aggregate::percentile) CHECK(t.percentile == row.percentile);
  CHECK(t.comparison == row.comparison);
  CHECK(t.limit == row.limit);
}

TEST_CASE("a threshold that is not understood is refused by name, with the word that was probably meant") {
  struct Row {
    const char* says;
    const char* metric;
    const char* expression;
    const char* message;
  };
  const Row row = GENERATE(values<Row>({
      {"a slip in the metric", "respons_time", "p(99) < 1s", "did you mean 'response_time'?"},
      {"a metric from nowhere", "happiness", "p(99) < 1s", "there are response_time, service_time"},
      {"an unknown selector", "response_time{stepp:pay}", "p(99) < 1s", "did you mean 'step'?"},
      {"a selector of another metric", "checks{step:pay}", "rate > 1%", "it has check, scenario, stage"},
      {"a metric that takes but its scenario", "iterations{step:pay}", "count > 1", "it has scenario, stage"},
      {"a phase has no stages: it is logged once a minute", "phase_wait{stage:1}", "max < 1s", "phase_wait has no selector 'stage'"},
      {"a part without its name", "part", "max < 1s", "such as part{name:db}"},
      {"a tag that makes no series", "response_time{zone:north}", "max < 1s", "options.series_tags"},
      {"a stage without a ramp", "requests{stage:1}", "count > 1", "there is none"},
      {"a stage that is no number", "requests{stage:first}", "count > 1", "stage is a number from 1 on"},
      {"a number of users has no percentile", "vus", "p(99) < 5", "vus has no p(99); it has value, min, max"},
      {"an aggregate of gauges", "bytes_in", "value < 5", "bytes_in has no value; it has count, rate"},
      {"bytes in seconds", "bytes_in", "count < 5s", "is not a number"},
      {"an open brace", "response_time{step:pay", "p(99) < 1s", "must end with '}'"},
      {"an open quote", "response_time{step:\"pay}", "p(99) < 1s", "double quote is not closed"},
      {"a selector without a value", "response_time{step:}", "p(99) < 1s", "has no value"},
      {"a selector twice", "response_time{step:a,step:b}", "p(99) < 1s", "twice"},
      {"an outcome that is none", "response_time{outcome:good}", "p(99) < 1s", "'ok' or 'error'"},
      {"no comparison", "response_time", "p(99) 1s", "no comparison"},
      {"a comparison that is none", "response_time", "p(99) != 1s", "< <= > >= =="},
      {"a slip in the aggregate", "response_time", "ag < 1s", "did you mean 'avg'?"},
      {"a percentile beyond the end", "response_time", "p(101) < 1s", "between 0 and 100"},
      {"an aggregate of other metrics", "response_time", "rate < 1s", "it has avg, min, med, max, p(N)"},
      {"a percentile of a share", "checks", "p(99) > 0.9", "it has rate"},
      {"a unit that is none", "response_time", "p(99) < 250xs", "is not a time"},
      {"a percentage of time", "response_time", "p(99) < 5%", "is not a time"},
      {"a forgotten percent sign", "checks", "rate > 99.9", "was '99.9%' meant?"},
      {"a share per second", "errors", "rate < 1/s", "is not a share"},
      {"a percentage of requests", "requests", "rate > 99%", "is not a rate"},
      {"a count below zero", "errors", "count < -1", "is not a number"},
      {"no limit at all", "response_time", "p(99) <", "is not a time"},
      {"nothing at all", "response_time", "", "no comparison"},
  }));
  INFO(row.says);
  CHECK_THROWS_WITH(parse_threshold(row.metric, row.expression),
                    Catch::Contains(row.message) && Catch::Contains(row.metric) && Catch::Contains(row.expression));
  try {
    parse_threshold(row.metric, row.expression);
  } catch (const rushhour::UserError& error) {
    CHECK(error.exit() == rushhour::Exit::settings);
  }
}

TEST_CASE("every built-in metric goes by our name and by k6's") {
  struct Row {
    const char* name;
    const char* k6;
    const char* expression;
    Metric kind;
    const char* series;
  };
  const Row row = GENERATE(values<Row>({
      {"service_time", "http_req_duration", "p(95) < 200", Metric::service_time, "service"},
      {"phase_blocked", "http_req_blocked", "max < 1s", Metric::phase, "blocked"},
      {"phase_connect", "http_req_connecting", "max < 1s", Metric::phase, "connect"},
      {"phase_tls", "http_req_tls_handshaking", "max < 1s", Metric::phase, "tls"},
      {"phase_send", "http_req_sending", "max < 1s", Metric::phase, "send"},
      {"phase_wait", "http_req_waiting", "max < 1s", Metric::phase, "wait"},
      {"phase_receive", "http_req_receiving", "max < 1s", Metric::phase, "receive"},
      {"iteration_duration", "iteration_duration", "max < 1s", Metric::iteration_duration, "iteration"},
      {"group_duration", "group_duration", "max < 1s", Metric::group_duration, "group"},
      {"part{name:db}", "part{name:db}", "max < 1s", Metric::part, "part:db"},
      {"errors", "http_req_failed", "rate < 1%", Metric::errors, "service"},
      {"requests", "http_reqs", "count > 1", Metric::requests, "service"},
      {"checks", "checks", "rate > 1%", Metric::checks, ""},
      {"iterations", "iterations", "count > 1", Metric::iterations, ""},
      {"rejected", "rejected", "rate < 1%", Metric::rejected, ""},
      {"dropped", "dropped_iterations", "count < 1", Metric::dropped, ""},
      {"script_errors", "script_errors", "count < 1", Metric::script_errors, ""},
      {"bytes_in", "data_received", "count < 1MB", Metric::bytes_in, ""},
      {"bytes_out", "data_sent", "rate < 1MB/s", Metric::bytes_out, ""},
      {"users_busy", "vus", "max < 10", Metric::users_busy, ""},
      {"users_permitted", "vus_max", "value < 10", Metric::users_permitted, ""},
  }));
  for (const char* metric : {row.name, row.k6}) {
    INFO(metric);
    const Threshold t = parse_threshold(metric, row.expression);
    CHECK(t.kind == row.kind);
    CHECK(t.series == row.series);
    const std::string bare = std::string(metric).substr(0, std::string(metric).find('{'));
    CHECK(is_builtin_metric(bare));
  }
}

TEST_CASE("bytes are given with their unit") {
  CHECK(parse_threshold("bytes_in", "count < 10MB").limit == 10e6);
  CHECK(parse_threshold("bytes_in", "rate < 64KiB/s").limit == 65536);
  CHECK(parse_threshold("data_sent", "count < 500").limit == 500);
}

TEST_CASE("a script's own metrics are known by what the plan says of them") {
  const ThresholdScope scope{
      {}, {{"orders", "counter"}, {"stock", "gauge"}, {"cook", "time"}, {"basket", "trend"}, {"hit", "rate"}}, {"zone"}};
  struct Row {
    const char* metric;
    const char* expression;
    Metric kind;
    double limit;
  };
  const Row row = GENERATE(values<Row>({
      {"orders", "count > 10", Metric::counter, 10},
      {"orders{zone:north}", "rate > 60/m", Metric::counter, 1},
      {"stock", "min >= -5", Metric::gauge, -5},
      {"cook{scenario:diners}", "p(95) < 200", Metric::time, 200e6},  // k6: milliseconds
      {"cook", "avg < 1.5s", Metric::time, 1.5e9},
      {"basket", "p(95) < 12.5", Metric::trend, 12.5},
      {"hit", "rate > 90%", Metric::rate, 0.9},
  }));
  INFO(row.metric);
  const Threshold t = parse_threshold(row.metric, row.expression, scope);
  CHECK(t.kind == row.kind);
  CHECK(t.limit == row.limit);
  CHECK_FALSE(is_builtin_metric(t.name));
  CHECK_THROWS_WITH(parse_threshold("cok", "max < 1s", scope), Catch::Contains("did you mean 'cook'?"));
  CHECK_THROWS_WITH(parse_threshold("cook", "max < 1s"), Catch::Contains("there is no metric 'cook'"));
  CHECK_THROWS_WITH(parse_threshold("basket", "max < 1s", scope), Catch::Contains("is not a number"));
  CHECK_THROWS_WITH(parse_threshold("orders", "p(95) < 1", scope), Catch::Contains("orders has no p(95); it has count, rate"));
  CHECK_THROWS_WITH(parse_threshold("orders{zon:north}", "count > 1", scope), Catch::Contains("did you mean 'zone'?"));
}

TEST_CASE("a stage is found in the ramp that is meant") {
  using namespace std::chrono_literals;
  ThresholdScope scope;
  scope.scenarios = {{"ramp", {{1s, 3s}, {3s, 9s}}}, {"flat", {}}};
  const Threshold second = parse_threshold("response_time{stage:2}", "max < 1s", scope);
  REQUIRE(second.stage);
  CHECK(second.stage->begin == 3s);
  CHECK(second.stage->end == 9s);
  CHECK_THROWS_WITH(parse_threshold("requests{stage:3}", "count > 1", scope), Catch::Contains("there is no stage 3; the ramp has 2"));
  CHECK_THROWS_WITH(parse_threshold("requests{stage:1,scenario:flat}", "count > 1", scope), Catch::Contains("there is none"));
  CHECK_THROWS_WITH(parse_threshold("requests{scenario:flt}", "count > 1", scope), Catch::Contains("did you mean 'flat'?"));
  scope.scenarios.push_back({"other", {{0s, 1s}}});
  CHECK_THROWS_WITH(parse_threshold("requests{stage:1}", "count > 1", scope), Catch::Contains("say which one"));
  CHECK(parse_threshold("requests{stage:1,scenario:ramp}", "count > 1", scope).stage->end == 3s);
}

TEST_CASE("a plan's thresholds are read with what it says of them") {
  using namespace std::chrono_literals;
  const auto plan = nlohmann::json::parse(R"({"metrics": [{"name": "cook", "kind": "time"}], "series_tags": ["zone"],
    "scenarios": [{"name": "s", "start_ns": 1000000000, "stages": [{"length_ns": 2000000000}]}],
    "thresholds": [{"metric": "cook{zone:a,stage:1}", "expression": "max < 1s", "over_ns": 2000000000, "for_ns": 3000000000,
                    "abort_on_fail": true, "delay_abort_eval_ns": 4000000000}, {"metric": "errors", "expression": "count < 1"}]})");
  const auto read = read_thresholds(plan);
  REQUIRE(read.size() == 2);
  CHECK(read[0].over == 2s);
  CHECK(read[0].hold == 3s);
  CHECK(read[0].abort_on_fail);
  CHECK(read[0].delay_abort_eval == 4s);
  CHECK(read[0].stage->begin == 1s);
  CHECK(read[0].windowed());
  CHECK_FALSE(read[1].windowed());
  CHECK(read_thresholds(nlohmann::json::object()).empty());
}

TEST_CASE("a percentile's quantile is the double nearest to its decimal fraction") {
  CHECK(quantile_of(99.9) == 0.999);  // 99.9 / 100 is a step above
  CHECK(quantile_of(99.99) == 0.9999);
  CHECK(quantile_of(99) == 0.99);
  CHECK(quantile_of(50) == 0.5);
  CHECK(quantile_of(100) == 1.0);
}

TEST_CASE("figures are written in the unit of their threshold") {
  struct Row {
    const char* metric;
    const char* expression;
    double value;
    const char* text;
  };
  const Row row = GENERATE(values<Row>({
      {"response_time", "p99 < 1s", 112e6, "112ms"},
      {"checks", "rate > 99%", 0.9993, "99.93 %"},
      {"checks", "rate > 99%", 0.999962, "99.996 %"},  // never rounded up to all
      {"errors", "rate < 1%", 0.00002, "0.002 %"},     // nor down to none
      {"errors", "rate < 1%", 0, "0 %"},
      {"checks", "rate > 99%", 1, "100 %"},
      {"errors", "count < 5", 11200, "11,200"},
      {"requests", "rate > 5/s", 159.83, "159.8/s"},
      {"requests", "rate > 5/s", 0.5, "0.500/s"},
      {"requests", "rate > 5/s", 123456.7, "123,457/s"},
  }));
  CHECK(format_figure(parse_threshold(row.metric, row.expression), row.value) == row.text);
}

TEST_CASE("names of percentiles carry no zeros that nobody wrote") {
  CHECK(percentile_name(99) == "p99");
  CHECK(percentile_name(99.9) == "p99.9");
  CHECK(percentile_name(99.999) == "p99.999");
  CHECK(aggregate_name(parse_threshold("response_time", "med < 1s")) == "p(50)");
}
