#include "reports/foundation/whole_file.hpp"

#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>

#include "reports/foundation/user_error.hpp"
#include "tests/unit/scratch_folder.hpp"
#include "tests/unit/text_files.hpp"

using namespace rushhour;
namespace fs = std::filesystem;

namespace {

std::size_t files_in(const fs::path& folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

}  // namespace

TEST_CASE("a file is replaced as a whole, and nothing stays beside it") {
  const ScratchFolder folder;
  const fs::path file = folder.path() / "page.html";
  write_whole(file, "the first, which is longer");
  write_whole(file, std::string_view("second\0\n", 8));
  CHECK(text_of(file) == std::string("second\0\n", 8));
  CHECK(files_in(folder.path()) == 1);
}

TEST_CASE("who has the old file open goes on reading it") {
  const ScratchFolder folder;
  const fs::path file = folder.path() / "page.html";
  write_whole(file, "old");
  std::ifstream reader(file);
  write_whole(file, "new");
  std::string seen;
  reader >> seen;
  CHECK(seen == "old");
}

TEST_CASE("a link stays one, and the file that it means is replaced") {
  const ScratchFolder folder;
  const fs::path meant = folder.path() / "meant";
  const fs::path link = folder.path() / "link";
  write_whole(meant, "before");
  fs::create_symlink("meant", link);
  write_whole(link, "after");
  CHECK(fs::is_symlink(link));
  CHECK(text_of(meant) == "after");
}

TEST_CASE("a link whose file is not there yet makes it, over other links too") {
  const ScratchFolder folder;
  fs::create_directory(folder.path() / "deep");
  fs::create_symlink("deep/second", folder.path() / "first");
  fs::create_symlink("../meant", folder.path() / "deep" / "second");
  write_whole(folder.path() / "first", "made");
  CHECK(fs::is_symlink(folder.path() / "first"));
  CHECK(fs::is_symlink(folder.path() / "deep" / "second"));
  CHECK(text_of(folder.path() / "meant") == "made");
  fs::create_symlink("ring", folder.path() / "ring");
  CHECK_THROWS_AS(write_whole(folder.path() / "ring", "lost"), UserError);
  CHECK(fs::is_symlink(folder.path() / "ring"));
}

TEST_CASE("what is no plain file is written to as it is") {
  write_whole("/dev/null", "gone");
  CHECK(fs::is_character_file("/dev/null"));
  CHECK(!fs::exists("/dev/null.new"));
}

TEST_CASE("what cannot be written is told by its name, with the reason, and leaves what was there") {
  const ScratchFolder folder;
  CHECK_THROWS_WITH(write_whole("/dev/full", "text"), Catch::Contains("/dev/full: cannot be written: No space left on device"));
  CHECK_THROWS_WITH(write_whole(folder.path() / "no" / "file", "text"), Catch::Contains("No such file or directory"));
  CHECK_THROWS_WITH(append_whole(folder.path() / "no" / "file", "text"), Catch::Contains("No such file or directory"));
  // The place beside it is taken by a folder.
  const fs::path file = folder.path() / "kept";
  write_whole(file, "as it was");
  fs::create_directories(folder.path() / "kept.new" / "inner");
  CHECK_THROWS_AS(write_whole(file, "text"), UserError);
  CHECK(text_of(file) == "as it was");
}

TEST_CASE("what is put behind a file leaves what it holds") {
  const ScratchFolder folder;
  const fs::path file = folder.path() / "summary.md";
  append_whole(file, "one\n");
  append_whole(file, "two\n");
  CHECK(text_of(file) == "one\ntwo\n");
}

TEST_CASE("whether a file can be written is known before it is") {
  const ScratchFolder folder;
  CHECK(why_unwritable(folder.path() / "new.xml").empty());
  CHECK(why_unwritable("new.xml").empty());
  CHECK(why_unwritable("/dev/null").empty());
  CHECK(!fs::exists(folder.path() / "new.xml"));
  CHECK(why_unwritable(folder.path()) == "it is a folder; name a file");
  CHECK(why_unwritable(folder.path() / "no" / "file") ==
        "there is no folder " + (folder.path() / "no").string() + "; make it, or name another");
  write_whole(folder.path() / "file", "");
  CHECK(why_unwritable(folder.path() / "file" / "below") ==
        "there is no folder " + (folder.path() / "file").string() + "; make it, or name another");
}
