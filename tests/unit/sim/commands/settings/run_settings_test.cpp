#include "sim/commands/settings/run_settings.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "reports/foundation/user_error.hpp"

using namespace rushhour;
using namespace rushhour::sim;

namespace {

RunSettings settings_of(std::vector<std::string> words) {
  words.insert(words.begin(), {"run", "scenario.lua"});
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  return read_run_settings(static_cast<int>(argv.size()), argv.data()).value();
}

}  // namespace

TEST_CASE("what an invalid measurement leads to may be chosen") {
  CHECK(settings_of({}).on_invalid == "fail");
  CHECK(settings_of({}).attempts() == 1);
  CHECK(settings_of({"--on-invalid", "warn"}).attempts() == 1);
  CHECK(settings_of({"--on-invalid", "retry"}).attempts() == 3);
  CHECK(settings_of({"--on-invalid=retry:1"}).attempts() == 2);
  CHECK(settings_of({"--on-invalid", "retry:10"}).attempts() == 11);
  CHECK_FALSE(settings_of({}).strict);
  CHECK(settings_of({"--strict"}).strict);
}

TEST_CASE("a wish about invalid measurements that is none is refused with those that there are") {
  const std::string wish = GENERATE("ignore", "retry:0", "retry:11", "retry:", "retryx", "retry:2x", "Fail");
  try {
    settings_of({"--on-invalid", wish});
    FAIL("it was accepted: " << wish);
  } catch (const UserError& error) {
    CHECK(error.exit() == Exit::flags);
    CHECK_THAT(error.what(), Catch::Contains("--on-invalid") && Catch::Contains("fail, warn, retry or retry:N"));
  }
}

TEST_CASE("run.json states how invalid measurements are taken, and who said so") {
  const nlohmann::json stated = to_json(settings_of({"--strict", "--on-invalid", "warn"}));
  CHECK(stated["strict"] == nlohmann::json{{"value", true}, {"source", "flag"}});
  CHECK(stated["on-invalid"] == nlohmann::json{{"value", "warn"}, {"source", "flag"}});
  CHECK(to_json(settings_of({}))["on-invalid"]["source"] == "default");
}

TEST_CASE("a run may be told not to ask for annotations") {
  CHECK_FALSE(settings_of({}).no_annotations);
  CHECK(to_json(settings_of({}))["no-annotations"] == nlohmann::json{{"value", false}, {"source", "default"}});
  CHECK(settings_of({"--no-annotations"}).no_annotations);
}

TEST_CASE("the environment lends a script a value by name, which is kept nowhere") {
  ::setenv("RUSHHOUR_TEST_SECRET", "s3cret", 1);
  const RunSettings settings = settings_of({"-e", "RUSHHOUR_TEST_SECRET", "-e", "RATE=50"});
  CHECK(settings.env == std::map<std::string, std::string>{{"RATE", "50"}, {"RUSHHOUR_TEST_SECRET", "s3cret"}});
  const nlohmann::json stated = to_json(settings);
  CHECK(stated["env.RATE"] == nlohmann::json{{"value", "50"}, {"source", "flag"}});
  CHECK(stated["env.RUSHHOUR_TEST_SECRET"] == nlohmann::json{{"value", nullptr}, {"source", "environment"}});
  CHECK(stated.dump().find("s3cret") == std::string::npos);
  ::unsetenv("RUSHHOUR_TEST_SECRET");
}

TEST_CASE("a value of the script that is neither a pair nor a variable is refused") {
  for (const std::string pair : {"RUSHHOUR_TEST_ABSENT", "=5", ""}) {
    INFO(pair);
    try {
      environment_of({pair});
      FAIL("it was accepted");
    } catch (const UserError& error) {
      CHECK(error.exit() == Exit::flags);
      CHECK_THAT(error.what(), Catch::Contains("K=V") && Catch::Contains("environment variable"));
    }
  }
}
