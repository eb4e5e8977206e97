#include "reports/commands/help_text.hpp"

#include <CLI/CLI.hpp>
#include <catch2/catch.hpp>
#include <sstream>
#include <string>
#include <vector>

using namespace rushhour;
using Catch::Contains;

namespace {

struct Sample {
  Sample() {
    app.add_option("--threads", threads, "threads that serve")->check(CLI::Range(1U, 64U))->capture_default_str()->envname("RH");
    app.add_option("--ca", file, "authorities to trust, in a file of the format PEM as every other tool on this machine writes it too")
        ->check(CLI::ExistingFile);
    app.add_option("--policy", policy, "how orders are matched")->check(CLI::IsMember({"nearest", "batched"}));
    app.add_flag("-q,--quiet", quiet, "says nothing");
    app.add_option("FILE", file, "the scenario")->required();
  }
  CLI::App app{"Does a thing.", "rushhour thing"};
  unsigned threads = 1;
  bool quiet = false;
  std::string file, policy;
};

}  // namespace

TEST_CASE("help says what a flag takes, its range, what holds without it and the variable that stands for it") {
  Sample sample;
  const std::string help = help_text(sample.app);
  CHECK_THAT(help, Contains("\n  --threads N                 threads that serve [1 to 64, 1 if absent, $RH]\n"));
  CHECK_THAT(help, Contains("\n  --policy TEXT               how orders are matched\n"));
  CHECK_THAT(help, Contains("\n  -q,--quiet                  says nothing\n"));
  CHECK_THAT(help, Contains("\n  FILE                        the scenario\n"));
  CHECK_THAT(help, Contains("\n  --ca FILE                   authorities to trust"));
}

TEST_CASE("no line of help is wider than eighty columns, and what goes on stands below its beginning") {
  Sample sample;
  std::istringstream help(help_text(sample.app));
  std::vector<std::string> lines;
  for (std::string line; std::getline(help, line);) lines.push_back(line);
  std::size_t wrapped = 0;
  for (const std::string& line : lines) {
    INFO(line);
    CHECK(line.size() <= 80);
    CHECK((line.empty() || line.back() != ' '));
    wrapped += line.starts_with(std::string(30, ' '));
  }
  CHECK(wrapped >= 1);
}

TEST_CASE("a name that is too long for its column has a line of its own") {
  CLI::App app{"Does a thing.", "rushhour thing"};
  std::string value;
  app.add_option("--a-flag-with-a-very-long-name", value, "what it does");
  CHECK_THAT(help_text(app), Contains("\n  --a-flag-with-a-very-long-name TEXT\n                              what it does\n"));
}
