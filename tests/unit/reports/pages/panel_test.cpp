#include "reports/pages/panel.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "tests/unit/reports/sample_material.hpp"
#include "tests/unit/reports/sample_run.hpp"

using namespace rushhour;
using namespace rushhour::pages;
using Catch::Contains;

TEST_CASE("charts are given when annotations began and ended, and a label of one line") {
  runs::RunRecord record = test::sample_run({});
  const auto add = [&](unsigned number, const char* name, std::int64_t at_ns, const nlohmann::json& ended_ns) {
    record.events.push_back({{"event", "annotation"},
                             {"at_ns", at_ns},
                             {"number", number},
                             {"kind", "fault"},
                             {"name", name},
                             {"text", "all wait"},
                             {"ended_ns", ended_ns}});
  };
  add(1, "a name\nthat is much too long for a chart", 0, nullptr);
  add(2, "stall", 31'000'000'000, 36'500'000'000);
  CHECK(frame_data(test::SampleMaterial{record}.material())["annotations"] ==
        nlohmann::json::array({{{"label", "a name\\x0athat is muc..."}, {"begin_s", 0.0}, {"end_s", nullptr}},
                               {{"label", "stall"}, {"begin_s", 31.0}, {"end_s", 36.5}}}));
}

TEST_CASE("each panel has a name of its own, and what is drawn is there as a table too") {
  const test::SampleMaterial sample{test::sample_run({})};
  std::set<std::string> ids;
  for (const Panel& panel : panels_of(sample.material())) {
    INFO(panel.id);
    CHECK(ids.insert(panel.id).second);
    CHECK((!panel.title.empty() || !panel.label.empty()));
    CHECK((panel.title.empty() || panel.id == "method" || !panel.finding.empty()));
    if (panel.chart.empty()) continue;
    CHECK_FALSE(panel.data.is_null());
    CHECK_THAT(panel.table, Contains("<table"));
  }
}

TEST_CASE("what a panel says is text, whatever stands in it") {
  const Panel panel{
      .id = "x", .title = "<b>", .finding = "a < b & \"c\"", .chart = "tall", .note = "<i>", .table = "<table></table>", .label = "l"};
  const std::string html = html_of(panel);
  CHECK_THAT(html,
             !Contains("<b>") && !Contains("<i>") && Contains("a &lt; b &amp; &quot;c&quot;") && Contains("<details id=\"x-figures\">"));
}
