#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "reports/foundation/user_error.hpp"
#include "reports/pages/shelf/compare_page.hpp"
#include "reports/pages/shelf/list_page.hpp"
#include "reports/pages/shelf/run_list.hpp"
#include "tests/unit/reports/sample_material.hpp"
#include "tests/unit/reports/sample_run.hpp"
#include "tests/unit/scratch_folder.hpp"

namespace rushhour::pages {
namespace {

namespace fs = std::filesystem;

void write_meta(const fs::path& directory, const std::string& text, int age_s) {
  fs::create_directories(directory);
  std::ofstream(directory / "run.json") << text;
  fs::last_write_time(directory / "run.json", fs::file_time_type::clock::time_point(std::chrono::seconds(1'000'000 - age_s)));
}

std::string finished(const char* target = "http://127.0.0.1:1") {
  return nlohmann::json{{"schema", 1},
                        {"status", "finished"},
                        {"target", target},
                        {"started", "2026-11-21T06:30:00.123Z"},
                        {"verdict", {{"exit_code", 99}}},
                        {"totals", {{"count", 200}, {"errors", 3}, {"response_time_ns", {{"p99", 112'000'000}}}}},
                        {"load", {{"achieved_rate", 12.5}}}}
      .dump();
}

bool holds(const std::string& page, const std::string& text) { return page.find(text) != std::string::npos; }

}  // namespace

TEST_CASE("run directories are listed newest first, and nothing else is", "[reports][pages][shelf]") {
  const ScratchFolder scratch;
  write_meta(scratch.path() / "old", finished(), 50);
  write_meta(scratch.path() / "new", finished(), 1);
  fs::create_directories(scratch.path() / "no run");
  std::ofstream(scratch.path() / "file") << "x";
  const RunList list = list_runs(scratch.path());
  REQUIRE(list.runs.size() == 2);
  CHECK(list.runs[0].name == "new");
  CHECK(list.runs[1].name == "old");
  CHECK(list.find("old") == &list.runs[1]);
  CHECK(list.find("no run") == nullptr);
  CHECK(list.find("../" + scratch.path().filename().string()) == nullptr);
}

TEST_CASE("a run directory is no folder of runs, and neither is what cannot be read", "[reports][pages][shelf]") {
  const ScratchFolder scratch;
  write_meta(scratch.path() / "run", finished(), 1);
  CHECK_THROWS_WITH(list_runs(scratch.path() / "run"), Catch::Contains("give the folder in which runs stand"));
  CHECK_THROWS_AS(list_runs(scratch.path() / "nowhere"), UserError);
}

TEST_CASE("the list says of each run what its run.json says", "[reports][pages][shelf]") {
  const ScratchFolder scratch;
  write_meta(scratch.path() / "one", finished(), 1);
  const std::string page = list_page(list_runs(scratch.path()), 1);
  for (const char* text : {"/run/one", "failed: thresholds", "112ms", "1.50 %", "12.5/s", "<td class=\"when\">2026-11-21 06:30:00</td>",
                           "<td class=\"bad\">", "http://127.0.0.1:1"}) {
    INFO(text);
    CHECK(holds(page, text));
  }
  CHECK_FALSE(holds(page, "<script"));
}

TEST_CASE("figures that no run has are not shown, wherever a run directory came from", "[reports][pages][shelf]") {
  const ScratchFolder scratch;
  for (const char* figure : {"1e300", "-3", "2.5", "\"99\"", "null", "[1]"}) {
    nlohmann::json meta = nlohmann::json::parse(finished());
    meta["verdict"]["exit_code"] = meta["totals"]["errors"] = meta["totals"]["response_time_ns"]["p99"] = nlohmann::json::parse(figure);
    write_meta(scratch.path() / "one", meta.dump(), 1);
    const std::string page = list_page(list_runs(scratch.path()), 1);
    INFO(figure << "\n" << page);
    CHECK(holds(page, "<td class=\"open\">no verdict: it goes on, or was cut short</td><td class=\"n\">-</td><td class=\"n\">-</td>"));
  }
  nlohmann::json meta = nlohmann::json::parse(finished());
  meta["verdict"]["exit_code"] = 4'000'000'000U;
  write_meta(scratch.path() / "one", meta.dump(), 1);
  CHECK(holds(list_page(list_runs(scratch.path()), 1), "✕ exit code 4000000000"));
}

TEST_CASE("a directory that cannot be read is named with the reason", "[reports][pages][shelf]") {
  const ScratchFolder scratch;
  write_meta(scratch.path() / "broken", "{", 1);
  write_meta(scratch.path() / "future", R"({"schema": 7})", 2);
  const std::string page = list_page(list_runs(scratch.path()), 1);
  CHECK(holds(page, "is damaged"));
  CHECK(holds(page, "has schema 7"));
}

TEST_CASE("names of directories and targets stay names", "[reports][pages][shelf]") {
  const ScratchFolder scratch;
  write_meta(scratch.path() / "<img src=x onerror=alert(1)>&\"", finished("<script>alert(1)<\\/script>"), 1);
  const std::string page = list_page(list_runs(scratch.path()), 1);
  CHECK_FALSE(holds(page, "<img"));
  CHECK_FALSE(holds(page, "<script"));
  CHECK(holds(page, "/run/%3Cimg%20src%3Dx%20onerror%3Dalert%281%29%3E%26%22"));
}

TEST_CASE("a long list comes in pages", "[reports][pages][shelf]") {
  const ScratchFolder scratch;
  for (int i = 0; i < 201; ++i) write_meta(scratch.path() / std::to_string(i), finished(), i);
  const RunList list = list_runs(scratch.path());
  CHECK(holds(list_page(list, 1), "page 1 of 3"));
  CHECK(holds(list_page(list, 3), "/run/200\""));
  CHECK_FALSE(holds(list_page(list, 3), "/run/199\""));
  CHECK(list_page(list, 99) == list_page(list, 3));
}

TEST_CASE("a list shows the runs whose name holds a word, on all of its pages", "[reports][pages][shelf]") {
  const ScratchFolder scratch;
  for (int i = 0; i < 250; ++i)
    write_meta(scratch.path() / ((i % 2 == 0 ? "lunch & \"rush\" " : "smoke ") + std::to_string(i)), finished(), i);
  const RunList list = list_runs(scratch.path());
  const std::string lunch = list_page(list, 1, "LUNCH & \"");
  CHECK(holds(lunch, "125 found"));
  CHECK(holds(lunch, "page 1 of 2"));
  CHECK(holds(lunch, "href=\"/?page=2&amp;name=LUNCH%20%26%20%22\""));
  CHECK(holds(lunch, "value=\"LUNCH &amp; &quot;\""));
  CHECK_FALSE(holds(lunch, ">smoke "));
  const std::string none = list_page(list, 1, "<img>");
  CHECK(holds(none, "0 found"));
  CHECK_FALSE(holds(none, "<img>"));
  CHECK_FALSE(holds(none, "There is no run here"));
  CHECK(holds(list_page(list, 1), "page 1 of 3"));
}

TEST_CASE("two runs lie beside each other panel by panel, each id once", "[reports][pages][shelf]") {
  const test::SampleMaterial a{test::sample_run({.length_s = 20, .scale = 0.2})};
  const test::SampleMaterial b{test::sample_run({.length_s = 20, .scale = 0.3, .stalls = true})};
  const std::string page = compare_page("first", a.material(), "second", b.material());
  for (const char* text : {"id=\"a-steps-table\"", "id=\"b-steps-table\"", "/run/first?baseline=second", "What differs"}) {
    INFO(text);
    CHECK(holds(page, text));
  }
  std::vector<std::string> ids;
  for (std::size_t at = page.find(" id=\""); at != std::string::npos; at = page.find(" id=\"", at + 1))
    ids.push_back(page.substr(at + 5, page.find('"', at + 5) - at - 5));
  std::sort(ids.begin(), ids.end());
  const auto twice = std::adjacent_find(ids.begin(), ids.end());
  CHECK((twice == ids.end() ? std::string() : *twice) == "");
  CHECK_FALSE(holds(page, "<script"));
}

}  // namespace rushhour::pages
