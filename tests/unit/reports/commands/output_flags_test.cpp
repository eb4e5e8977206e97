#include "reports/commands/output_flags.hpp"

#include <CLI/CLI.hpp>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>

#include "reports/foundation/user_error.hpp"
#include "tests/unit/reports/outputs/told_runs.hpp"
#include "tests/unit/reports/sample_run.hpp"
#include "tests/unit/scratch_folder.hpp"
#include "tests/unit/text_files.hpp"

using namespace rushhour;
using reports::OutputFlags;
namespace fs = std::filesystem;
using Words = std::vector<std::string>;

namespace {

OutputFlags parsed(Words words) {
  OutputFlags flags;
  CLI::App app("test");
  std::string file;
  app.add_option("FILE", file);
  flags.add_to(app);
  std::reverse(words.begin(), words.end());
  app.parse(words);
  CHECK(file == "plan.lua");
  return flags;
}

}  // namespace

TEST_CASE("outputs are repeated by flag, and stand with commas in the environment") {
  CHECK(parsed({"-o", "csv=a", "plan.lua", "--output=jsonl=b"}).words() == Words{"csv=a", "jsonl=b"});
  CHECK(parsed({"-o", "csv=a,k6=b", "plan.lua"}).words() == Words{"csv=a", "k6=b"});
  CHECK(parsed({"plan.lua"}).empty());
  ::setenv("RUSHHOUR_OUTPUT", "csv=c,prom=d", 1);
  CHECK(parsed({"plan.lua"}).words() == Words{"csv=c", "prom=d"});
  CHECK(parsed({"plan.lua", "-o", "k6=e"}).words() == Words{"k6=e"});
  ::unsetenv("RUSHHOUR_OUTPUT");
}

TEST_CASE("help lists every output, and so do the choices that shells complete") {
  OutputFlags flags;
  CLI::App app("test");
  flags.add_to(app);
  for (const char* name : {"junit", "github", "gitlab", "k6", "csv", "jsonl", "prom"})
    CHECK(app.help().find("\n  " + std::string(name)) != std::string::npos);
  CHECK(app.get_option("--output")->get_type_name() == "NAME=FILE:{junit=,github=,gitlab=,k6=,csv=,jsonl=,prom=}");
}

TEST_CASE("two outputs in one place are a mistake, and so is what no output understands") {
  CHECK_NOTHROW(parsed({"plan.lua", "-o", "csv=a.csv", "-o", "csv=b.csv"}).require("the summary"));
  CHECK_THROWS_WITH(parsed({"plan.lua", "-o", "csv=x", "-o", "jsonl=./x"}).require("the summary"),
                    "--output jsonl=./x: another output is written to the same place");
  const std::string here = (fs::current_path() / "x").string();
  CHECK_THROWS_WITH(parsed({"plan.lua", "-o", "csv=x", "-o", "jsonl=" + here}).require("the summary"),
                    "--output jsonl=" + here + ": another output is written to the same place");
  CHECK_THROWS_AS(parsed({"plan.lua", "-o", "runs"}).require("the summary"), UserError);
}

TEST_CASE("of a record that was merged the intervals are read again") {
  const ScratchFolder folder;
  const test::Told run = test::passed_run();
  test::write_run(run.record, folder.path() / "run");
  runs::RunRecord merged = run.record;
  merged.directory = folder.path() / "run";
  merged.merged = true;
  merged.intervals.clear();
  const auto file_of = [&](const runs::RunRecord& record, const char* name) {
    const fs::path file = folder.path() / name;
    CHECK(parsed({"plan.lua", "-o", "csv=" + file.string()}).write(record, run.conclusion, false));
    return text_of(file);
  };
  const std::string whole = file_of(run.record, "whole.csv");
  CHECK(test::lines_of(whole).size() > 200);
  CHECK(file_of(merged, "merged.csv") == whole);
}

TEST_CASE("an output that cannot be written does not keep the others from it") {
  const ScratchFolder folder;
  const std::string file = (folder.path() / "run.csv").string();
  const test::Told run = test::single_run();
  CHECK_FALSE(parsed({"plan.lua", "-o", "k6=/dev/full", "-o", "csv=" + file}).write(run.record, run.conclusion, false));
  CHECK(std::filesystem::file_size(file) > 100);
  CHECK(parsed({"plan.lua", "-o", "csv=" + file}).write(run.record, run.conclusion, false));
}

TEST_CASE("stdout is for one output, if nothing else is printed there") {
  for (const char* word : {"csv=-", "csv=/dev/stdout"}) {
    CHECK_NOTHROW(parsed({"plan.lua", "-o", word}).require(reports::printed(false, true)));
    CHECK_THROWS_WITH(parsed({"plan.lua", "-o", word}).require(reports::printed(false, false)),
                      "--output " + std::string(word) + ": stdout has the summary already; add -q, or name a file");
    CHECK_THROWS_WITH(parsed({"plan.lua", "-o", word}).require(reports::printed(true, true)),
                      "--output " + std::string(word) + ": stdout has the JSON of --json already; name a file");
  }
  CHECK_THROWS_WITH(parsed({"plan.lua", "-o", "csv=-", "-o", "k6=/dev/stdout"}).require(""), Catch::Contains("the same place"));
}

TEST_CASE("what came to nothing is told in every output, with its reason and exit code") {
  const ScratchFolder folder;
  const auto file = [&folder](const char* name) { return (folder.path() / name).string(); };
  const OutputFlags flags = parsed({"plan.lua", "-o", "junit=" + file("j.xml"), "-o", "prom=" + file("p.txt"), "-o",
                                    "github=" + file("s.md"), "-o", "csv=" + file("t.csv")});
  nlohmann::json meta{{"script", {{"file", "lunch.lua"}}}, {"command_line", {"rushhour", "run", "load/lunch.lua"}}};
  flags.tell_failure(meta, UserError("lunch.lua:3: unexpected symbol", Exit::script), false);
  CHECK_THAT(text_of(folder.path() / "j.xml"), Catch::Contains("message=\"the script failed\"") &&
                                                   Catch::Contains("\nlunch.lua:3: unexpected symbol\n") &&
                                                   Catch::Contains("\nat load/lunch.lua:3\n"));
  CHECK_THAT(text_of(folder.path() / "p.txt"), Catch::Contains("rushhour_run_exit_code 107.0\n"));
  CHECK_THAT(text_of(folder.path() / "s.md"), Catch::Contains("the script failed") && Catch::Contains("unexpected symbol"));
  CHECK(test::lines_of(text_of(folder.path() / "t.csv")).size() == 2);
  flags.tell_failure({}, UserError("--target http://x: cannot be reached", Exit::settings), false);
  CHECK_THAT(text_of(folder.path() / "j.xml"),
             Catch::Contains("message=\"the run came to nothing\"") && Catch::Contains("cannot be reached"));
  CHECK_THAT(text_of(folder.path() / "p.txt"), Catch::Contains("rushhour_run_exit_code 104.0\n"));
}
