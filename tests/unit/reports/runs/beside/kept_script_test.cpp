#include "reports/runs/beside/kept_script.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/unit/scratch_folder.hpp"

namespace rushhour::runs {
namespace {

void write_file(const std::filesystem::path& file, const std::string& text) {
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << text;
}

RunRecord record_in(const std::filesystem::path& directory, const nlohmann::json& file) {
  RunRecord record;
  record.directory = directory;
  record.meta["script"]["file"] = file;
  return record;
}

TEST_CASE("the copy of the script in the run directory is found by its name, wherever the script stood") {
  const ScratchFolder scratch;
  write_file(scratch.path() / "scenario" / "lunch.lua", "-- lunch");
  for (const char* file : {"lunch.lua", "scenarios/lunch.lua", "/home/anna/lunch.lua", "../lunch.lua"}) {
    INFO(file);
    CHECK(kept_script(record_in(scratch.path(), file), 100) == "-- lunch");
  }
  CHECK(kept_script(record_in(scratch.path(), "lunch.lua"), 4) == "-- l");
}

TEST_CASE("a record from elsewhere shows no other file of this machine, and none that it does not have") {
  const ScratchFolder scratch;
  write_file(scratch.path() / "secret", "secret");
  write_file(scratch.path() / "scenario" / "lunch.lua", "-- lunch");
  std::filesystem::create_symlink(scratch.path() / "secret", scratch.path() / "scenario" / "link.lua");
  for (const nlohmann::json& file : {nlohmann::json("../secret"), nlohmann::json(".."), nlohmann::json(""), nlohmann::json("link.lua"),
                                     nlohmann::json("dinner.lua"), nlohmann::json(7), nlohmann::json()}) {
    INFO(file);
    CHECK(kept_script(record_in(scratch.path(), file), 100).empty());
  }
  CHECK(kept_script(record_in("", "lunch.lua"), 100).empty());
  CHECK(kept_script(RunRecord(), 100).empty());
}

}  // namespace
}  // namespace rushhour::runs
