#include "sim/city/files/record_file.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <vector>

#include "reports/foundation/user_error.hpp"
#include "tests/unit/scratch_folder.hpp"
#include "tests/unit/text_files.hpp"

using namespace rushhour::city;
namespace fs = std::filesystem;

namespace {

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> all;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) all.push_back(line);
  return all;
}

constexpr std::array<Fault, 1> copies{{{FaultKind::duplicate, "id"}}};
constexpr std::array<Fault, 1> gaps{{{FaultKind::missing_value, "id"}}};

/// Writes `count` rows "N,name" with the faults that are possible, and gives back the folder's file while it is still a part.
void fill(RecordFile& file, int count, std::span<const Fault> possible) {
  for (int i = 0; i < count; ++i) {
    file.text().append(std::to_string(i)).append(",name");
    file.finish(static_cast<std::uint64_t>(i), possible);
  }
}

}  // namespace

TEST_CASE("records stand between head and tail, one a line") {
  const ScratchFolder folder;
  const Dirt dirt(7, 0, {});
  RecordFile file(folder.path(), "a.xml", Format::xml, "<a>\n<b>\n", "", dirt);
  file.text() += "<c/>";
  file.finish(1, {});
  file.close("</b></a>\n");
  CHECK_FALSE(fs::exists(folder.path() / "a.xml"));
  file.keep();
  CHECK(text_of(folder.path() / "a.xml") == "<a>\n<b>\n<c/>\n</b></a>\n");
  CHECK(file.rows() == 1);
  CHECK(file.bytes() == 22);
  CHECK(file.faults() == 0);
}

TEST_CASE("what is not kept is not there, and no answers stay") {
  const ScratchFolder folder;
  const Dirt dirt(7, 0.5, {});
  {
    RecordFile file(folder.path(), "a.csv", Format::csv, "id,name\n", "id,name", dirt);
    fill(file, 100, gaps);
  }
  CHECK(fs::is_empty(folder.path()));
}

TEST_CASE("faults are noted with the line that they stand on") {
  const ScratchFolder folder;
  const Dirt dirt(7, 0.3, {});
  RecordFile file(folder.path(), "a.csv", Format::csv, "id,name\n", "id,name", dirt);
  fill(file, 500, gaps);
  file.close("");
  const auto answers = lines(text_of(file.answers()));
  file.keep();
  const auto rows = lines(text_of(folder.path() / "a.csv"));
  REQUIRE(rows.size() == 501);
  REQUIRE(answers.size() == file.faults());
  std::size_t missing = 0;
  for (const std::string& row : rows) missing += row == ",name" ? 1 : 0;
  CHECK(missing == answers.size());
  CHECK(missing > 100);
  for (const std::string& answer : answers) {
    const auto fault = nlohmann::json::parse(answer.substr(0, answer.size() - 1));
    CHECK(rows.at(fault["line"].get<std::size_t>() - 1) == ",name");
    CHECK(fault["kind"] == "missing_value");
    CHECK(fault["column"] == "id");
    CHECK(fault["file"] == "a.csv");
    CHECK_FALSE(fault.contains("of"));
  }
}

TEST_CASE("copies come later, name the line of the first, and shift nothing else") {
  const ScratchFolder folder;
  const Dirt dirt(7, 0.3, {});
  RecordFile file(folder.path(), "a.csv", Format::csv, "id,name\n", "id,name", dirt);
  fill(file, 500, copies);
  file.close("");
  const auto answers = lines(text_of(file.answers()));
  file.keep();
  const auto rows = lines(text_of(folder.path() / "a.csv"));
  CHECK(rows.size() == 501 + answers.size());
  CHECK(file.rows() == 500 + answers.size());
  std::size_t line_before = 0;
  std::vector<bool> is_copy(rows.size() + 1);
  for (const std::string& answer : answers) {
    const auto fault = nlohmann::json::parse(answer.substr(0, answer.size() - 1));
    const auto line = fault["line"].get<std::size_t>();
    const auto of = fault["of"].get<std::size_t>();
    CHECK(line > line_before);
    CHECK(of < line);
    CHECK(rows.at(line - 1) == rows.at(of - 1));
    is_copy[line] = true;
    line_before = line;
  }
  int next = 0;
  for (std::size_t line = 2; line <= rows.size(); ++line)
    if (!is_copy[line]) CHECK(rows[line - 1] == std::to_string(next++) + ",name");
  CHECK(next == 500);
}

TEST_CASE("more than a buffer goes to the disk in order") {
  const ScratchFolder folder;
  const Dirt dirt(7, 0, {});
  RecordFile file(folder.path(), "a.csv", Format::csv, "id\n", "id", dirt);
  const std::string filler(1000, 'x');
  for (int i = 0; i < 12'000; ++i) {
    file.text().append(std::to_string(i)).append(filler);
    file.finish(static_cast<std::uint64_t>(i), {});
  }
  file.close("");
  file.keep();
  const auto rows = lines(text_of(folder.path() / "a.csv"));
  REQUIRE(rows.size() == 12'001);
  for (int i = 0; i < 12'000; ++i) REQUIRE(rows[static_cast<std::size_t>(i) + 1] == std::to_string(i) + filler);
  CHECK(file.bytes() == fs::file_size(folder.path() / "a.csv"));
}

TEST_CASE("a file that cannot be made is named with the reason") {
  const ScratchFolder folder;
  const Dirt dirt(7, 0, {});
  try {
    RecordFile file(folder.path() / "nowhere", "a.csv", Format::csv, "id\n", "id", dirt);
    FAIL("it was made");
  } catch (const rushhour::UserError& error) {
    CHECK(std::string(error.what()).find("nowhere/a.csv: cannot be written: No such file or directory") != std::string::npos);
    CHECK(error.exit() == rushhour::Exit::trouble);
  }
}

TEST_CASE("an older file is replaced when the new one is whole") {
  const ScratchFolder folder;
  const fs::path path = folder.path() / "a.txt";
  std::ofstream(path) << "old";
  std::ofstream(folder.path() / "a.txt.part") << "half of something older";
  OutputFile file(path);
  file.write("new");
  CHECK(text_of(path) == "old");
  file.close();
  file.keep();
  CHECK(text_of(path) == "new");
  CHECK_FALSE(fs::exists(folder.path() / "a.txt.part"));
}
