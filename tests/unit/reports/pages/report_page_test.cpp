#include "reports/pages/report_page.hpp"

#include <catch2/catch.hpp>

#include "reports/pages/html.hpp"
#include "tests/unit/reports/sample_material.hpp"
#include "tests/unit/reports/sample_run.hpp"

using namespace rushhour;
using test::add_threshold;
using test::sample_run;
using test::SampleMaterial;
using test::SampleRun;

namespace {

std::string page_of(runs::RunRecord record) { return pages::report_page(SampleMaterial{std::move(record)}.material()); }

// What stands between the first `open` and the next `close`.
std::string between(const std::string& text, const std::string& open, const std::string& close) {
  const auto from = text.find(open);
  REQUIRE(from != std::string::npos);
  const auto begin = from + open.size();
  return text.substr(begin, text.find(close, begin) - begin);
}

std::size_t times_in(const std::string& text, const std::string& word) {
  std::size_t n = 0;
  for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++n;
  return n;
}

}  // namespace

TEST_CASE("a report is one small file that asks for nothing and is the same each time") {
  SampleRun wanted;
  wanted.stalls = true;
  runs::RunRecord record = sample_run(wanted);
  const std::string page = page_of(record);
  CHECK(page.size() < 300'000);
  for (const char* outward : {"src=", "href=\"http", "url(", "@import", "fetch("}) CHECK(times_in(page, outward) == 0);
  CHECK(page == page_of(record));
  record.directory = "elsewhere/under/another/name";
  CHECK(page == page_of(record));
  record.meta = verdicts::with_conclusion(record.meta, verdicts::conclude(record));
  CHECK(page == page_of(record));  // the run wrote it before its conclusion stood in run.json, or after
}

TEST_CASE("the content security policy allows the page's own scripts and styles by hash, and no network") {
  const std::string page = page_of(sample_run({}));
  const std::string policy = between(page, "Content-Security-Policy\" content=\"", "\"");
  CHECK_THAT(policy, Catch::StartsWith("default-src 'none'"));
  CHECK(policy.find("unsafe") == std::string::npos);
  std::string rest = page;
  std::size_t found = 0;
  for (const char* tag : {"<style>", "<script>"})
    for (auto at = rest.find(tag); at != std::string::npos; at = rest.find(tag, at + 1)) {
      const auto begin = at + std::string(tag).size();
      const std::string text = rest.substr(begin, rest.find("</", begin) - begin);
      CHECK_THAT(policy, Catch::Contains(pages::policy_hash(text)));
      ++found;
    }
  CHECK(found == 4);
}

TEST_CASE("names that try to be markup stay names") {
  const std::string evil = "</script><img src=x onerror=alert(1)><!--\x1b[31m\xE2\x80\xA8\"'";
  SampleRun wanted;
  wanted.stalls = true;
  wanted.step = evil;
  wanted.trouble = evil;
  runs::RunRecord record = sample_run(wanted);
  record.meta["run"] = record.meta["target"] = record.meta["script"]["file"] = evil;
  record.meta["plan"]["scenarios"][0]["name"] = evil;
  record.meta["settings"][evil] = {{"value", evil}, {"source", evil}};
  record.meta["command_line"].push_back(evil);
  record.warnings.push_back(evil);
  for (nlohmann::json& tick : record.ticks) tick["checks"][evil] = {1U, 1U};
  add_threshold(record, "response_time{step:\"" + std::string("<img src=x>") + "\"}", "p(50) < 1s");
  const std::string page = page_of(record);
  CHECK(times_in(page, "<img") == 0);
  CHECK(times_in(page, "<!--") == 0);
  CHECK(times_in(page, "</script>") == 3);
  CHECK(page.find('\x1b') == std::string::npos);
  CHECK(page.find("\xE2\x80\xA8") == std::string::npos);
  CHECK(times_in(page, "&lt;img src=x") > 5);
}

TEST_CASE("tables hold the figures of run.json") {
  SampleRun wanted;
  wanted.stalls = true;
  runs::RunRecord record = sample_run(wanted);
  add_threshold(record, "response_time{step:place order}", "p(95) < 250ms");
  const verdicts::Conclusion conclusion = verdicts::conclude(record);
  const nlohmann::json meta = verdicts::with_conclusion(record.meta, conclusion);
  const std::string table =
      between(pages::report_page(SampleMaterial{record, conclusion}.material()), "<table id=\"steps-table\"", "</table>");
  for (const nlohmann::json& step : meta["steps"]) {
    const std::string row = between(table, "<th scope=\"row\">" + step["step"].get<std::string>() + "</th>", "</tr>");
    CHECK_THAT(row, Catch::Contains("data-value=\"" + step["count"].dump() + "\""));
    for (const char* name : {"p50", "p90", "p95", "p99", "max"})
      CHECK_THAT(row, Catch::Contains("data-value=\"" + step["response_time_ns"][name].dump() + "\""));
    CHECK_THAT(row, Catch::Contains("data-value=\"" + step["service_time_ns"]["p99"].dump() + "\""));
  }
}

TEST_CASE("the banner says what the verdict is") {
  struct Row {
    const char* says;
    bool weak;
    bool killed;
    const char* threshold;
    const char* banner;
    const char* trust;
  };
  const Row row = GENERATE(values<Row>({
      {"passed", false, false, "p(50) < 1s", "banner passed", "Yes."},
      {"failed", false, false, "p(50) < 1us", "Failed: 1 of 1 threshold", "Yes"},
      {"invalid", true, false, "p(50) < 1us", "Invalid measurement", "No."},
      {"killed", false, true, "p(50) < 1s", "Interrupted", "As far as it goes"},
  }));
  INFO(row.says);
  SampleRun wanted;
  wanted.length_s = 40;
  wanted.stalls = wanted.weak_generator = row.weak;
  runs::RunRecord record = sample_run(wanted);
  add_threshold(record, "response_time", row.threshold);
  record.interrupted = row.killed;
  const std::string page = page_of(record);
  CHECK_THAT(page, Catch::Contains(row.banner));
  CHECK_THAT(between(page, "Can the measurement be trusted?", "</section>"), Catch::Contains(row.trust));
}

TEST_CASE("the table of thresholds says how each was judged, and the finding when it was crossed") {
  SampleRun wanted;
  wanted.stalls = true;
  runs::RunRecord record = sample_run(wanted);
  add_threshold(record, "errors", "rate < 50%");
  add_threshold(record, "response_time", "p(95) < 500ms");
  record.meta["plan"]["thresholds"].back()["over_ns"] = 1'000'000'000;
  const std::string page = page_of(record);
  CHECK_THAT(page, Catch::Contains("on the whole") && Catch::Contains("over 1s, first at 00:32"));
  CHECK_THAT(page, Catch::Contains("p(95) of response_time over 1s was ") && Catch::Contains("crossed first at 00:32; the limit is"));
}

TEST_CASE("a run of nothing has a page, too") {
  runs::RunRecord record;
  record.meta = {{"schema", 1}, {"run", "empty"}, {"status", "running"}};
  record.interrupted = true;
  const std::string page = page_of(record);
  CHECK_THAT(page, Catch::Contains("Interrupted"));
  CHECK(page.size() < 300'000);
}

TEST_CASE("a report tells when the target was at fault by its own account, and nothing where it told nothing") {
  runs::RunRecord record = sample_run({});
  const std::string without = page_of(record);
  CHECK(times_in(without, "id=\"annotations\"") == 0);
  CHECK_THAT(between(without, "id=\"data\">", "</script>"), Catch::Contains("\"annotations\":[]"));
  record.events.push_back({{"event", "annotation"},
                           {"at_ns", 31'000'000'000},
                           {"number", 4},
                           {"kind", "fault"},
                           {"name", "<stall>"},
                           {"text", "all & everything waits"},
                           {"ended_ns", 36'000'000'000}});
  record.events.push_back({{"event", "annotation"},
                           {"at_ns", 60'000'000'000},
                           {"number", 5},
                           {"kind", "note"},
                           {"name", "note"},
                           {"text", "restarted"},
                           {"ended_ns", nullptr}});
  record.events.push_back({{"event", "annotations_left_out"}, {"at_ns", 70'000'000'000}, {"unreadable", 3}, {"beyond_limit", 0}});
  const std::string section = between(page_of(record), "id=\"annotations\"", "</section>");
  CHECK_THAT(section, Catch::Contains("2 events") && Catch::Contains("3 more were left out"));
  CHECK_THAT(section, Catch::Contains("&lt;stall&gt;") && Catch::Contains("0:31") && Catch::Contains("0:36"));
  CHECK_THAT(section, Catch::Contains("all &amp; everything waits") && Catch::Contains("after the run"));
}
