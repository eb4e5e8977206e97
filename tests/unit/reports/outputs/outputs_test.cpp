#include "reports/outputs/outputs.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <set>

#include "reports/foundation/user_error.hpp"
#include "tests/unit/reports/outputs/told_runs.hpp"
#include "tests/unit/scratch_folder.hpp"
#include "tests/unit/text_files.hpp"

using namespace rushhour;
using namespace rushhour::outputs;
using test::Told;
namespace fs = std::filesystem;

namespace {

/// A variable of the environment as long as the test lasts.
class Variable {
 public:
  Variable(const char* name, const std::string& value) : name_(name) { ::setenv(name, value.c_str(), 1); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;
  ~Variable() { ::unsetenv(name_); }

 private:
  const char* name_;
};

Exit exit_of(const std::string& text) {
  try {
    require_writable(read_wanted(text));
  } catch (const UserError& error) {
    return error.exit();
  }
  return Exit::passed;
}

}  // namespace

TEST_CASE("each output is read by its name, with its file") {
  for (const auto& [text, name, file] : {std::tuple("junit=results.xml", "junit", "results.xml"),
                                         {"github=", "github", ""},
                                         {"github=summary.md", "github", "summary.md"},
                                         {"gitlab=load.json", "gitlab", "load.json"},
                                         {"gitlab=metrics.txt", "gitlab", "metrics.txt"},
                                         {"k6=a=b.json", "k6", "a=b.json"},
                                         {"csv=/data/x y.csv", "csv", "/data/x y.csv"},
                                         {"prom=run.prom", "prom", "run.prom"},
                                         {"jsonl=-", "jsonl", "-"},
                                         {"jsonl=/dev/stdout", "jsonl", "-"}}) {
    const Wanted wanted = read_wanted(text);
    CHECK(wanted.output->name == name);
    CHECK(wanted.file == file);
  }
}

TEST_CASE("what cannot be meant is refused with what to do, as a mistake in the flags") {
  CHECK_THROWS_WITH(read_wanted("junti=x"), "--output: there is no output 'junti'; did you mean 'junit'?");
  CHECK_THROWS_WITH(read_wanted("\x1b=x"), "--output: there is no output '\\x1b'");
  CHECK_THROWS_WITH(read_wanted("junit"), "--output wants NAME=FILE, such as junit=results.xml, not 'junit'");
  CHECK_THROWS_WITH(read_wanted("csv="), "--output csv= names no file; it wants csv=FILE");
  for (const char* text : {"gitlab=load", "gitlab=load.xml", "gitlab=load.j", "gitlab=x."})
    CHECK_THROWS_WITH(read_wanted(text),
                      Catch::Contains("the file's ending says what is wanted: FILE.json: GitLab's report load_performance"));
  for (const char* text : {"junti=x", "junit", "csv=", "gitlab=load", "=x", ""}) CHECK(exit_of(text) == Exit::flags);
}

TEST_CASE("a file that cannot be written is known before") {
  const ScratchFolder folder;
  CHECK(exit_of("csv=" + (folder.path() / "new.csv").string()) == Exit::passed);
  CHECK(fs::is_empty(folder.path()));
  CHECK(exit_of("csv=" + (folder.path() / "no" / "new.csv").string()) == Exit::trouble);
  CHECK(exit_of("csv=" + folder.path().string()) == Exit::trouble);
  CHECK_THROWS_WITH(require_writable(read_wanted("csv=/no/such/x.csv")),
                    "--output csv=/no/such/x.csv: cannot be written: there is no folder /no/such; make it, or name another");
}

TEST_CASE("github= without a file belongs into a step of GitHub Actions") {
  ::unsetenv("GITHUB_STEP_SUMMARY");
  CHECK(exit_of("github=") == Exit::flags);
  CHECK_THROWS_WITH(require_writable(read_wanted("github=")),
                    Catch::Contains("GITHUB_STEP_SUMMARY is not set") && Catch::Contains("github=FILE"));
  const Variable empty("GITHUB_STEP_SUMMARY", "");
  CHECK(exit_of("github=") == Exit::flags);
}

TEST_CASE("a step's summary is added to, and annotations belong on its log, with lines of the script that was kept") {
  const ScratchFolder folder;
  const fs::path summary = folder.path() / "summary.md";
  const Variable step("GITHUB_STEP_SUMMARY", summary.string());
  std::ofstream(summary) << "What the step wrote.\n";
  Told run = test::failed_run();
  run.record.directory = folder.path();
  fs::create_directory(folder.path() / "scenario");
  std::ofstream(folder.path() / "scenario" / "lunch_rush.lua") << "t = {\n['response_time{step:place order}'] = 'p(99) < 250ms'}\n";
  const std::string log = write(read_wanted("github="), run.record, run.conclusion);
  CHECK(text_of(summary).starts_with("What the step wrote.\n## "));
  CHECK(log.starts_with("::error file=scenarios/lunch_rush.lua,line=2,"));
  CHECK(log.ends_with("\n"));
}

TEST_CASE("each output writes a file of its own kind, and nothing on the log") {
  const ScratchFolder folder;
  const Told run = test::passed_run();
  std::set<std::string> beginnings;
  for (const char* name : {"junit=a.xml", "github=b.md", "gitlab=c.json", "gitlab=d.txt", "k6=e.json", "csv=f.csv", "jsonl=g.jsonl",
                           "prom=h.txt", "prom=i.prom"}) {
    Wanted wanted = read_wanted(name);
    wanted.file = folder.path() / wanted.file;
    CHECK(write(wanted, run.record, run.conclusion).empty());
    const std::string text = text_of(wanted.file);
    CHECK(text.size() > 400);
    CHECK(text.ends_with("\n"));
    CHECK(beginnings.insert(text.substr(0, 400)).second);
  }
  CHECK(text_of(folder.path() / "d.txt").ends_with("# EOF\n"));
  CHECK(text_of(folder.path() / "h.txt").ends_with("# EOF\n"));
  CHECK(text_of(folder.path() / "i.prom").find("# EOF") == std::string::npos);
}

TEST_CASE("the disk's no is told") {
  const Told run = test::passed_run();
  CHECK_THROWS_WITH(write(read_wanted("csv=/dev/full"), run.record, run.conclusion), Catch::Contains("No space left on device"));
}

TEST_CASE("the table names each output once, with a word on what it is") {
  std::set<std::string_view> names;
  for (const Output& output : all_outputs()) {
    CHECK(names.insert(output.name).second);
    CHECK(output.says.size() > 20);
  }
  CHECK(names == std::set<std::string_view>{"junit", "github", "gitlab", "k6", "csv", "jsonl", "prom"});
}

TEST_CASE("stdout is given the text itself, and no file is made") {
  const Told run = test::passed_run();
  for (const char* text : {"csv=-", "csv=/dev/stdout"}) {
    const Wanted wanted = read_wanted(text);
    CHECK(wanted.to_stdout());
    CHECK(exit_of(text) == Exit::passed);
    CHECK(write(wanted, run.record, run.conclusion).starts_with("run,scope,"));
  }
  CHECK_FALSE(fs::exists("-"));
  CHECK_FALSE(read_wanted("csv=./-").to_stdout());
}
