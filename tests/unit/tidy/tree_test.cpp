#include <catch2/catch.hpp>

#include <filesystem>

#include "tests/unit/text_files.hpp"
#include "tests/unit/tidy/rules.hpp"

using namespace rushhour::tidy;
namespace fs = std::filesystem;

namespace {

// What a build, a run or a tool leaves behind is not the project's text.
bool is_foreign(const fs::path& path) {
  const std::string name = path.filename().string();
  return name == "build" || name == "runs" || name == "node_modules" || (name.starts_with('.') && name != ".ci");
}

Tree project() {
  const fs::path root = RUSHHOUR_SOURCE_DIR;
  Tree tree;
  for (auto at = fs::recursive_directory_iterator(root); at != fs::recursive_directory_iterator(); ++at) {
    if (is_foreign(at->path())) {
      at.disable_recursion_pending();
    } else if (at->is_regular_file()) {
      tree.push_back({fs::relative(at->path(), root).generic_string(), text_of(at->path())});
    }
  }
  return tree;
}

}  // namespace

TEST_CASE("the tree keeps the rules of style") {
  static const Tree tree = project();
  REQUIRE(tree.size() > 20);
  struct Row {
    const char* says;
    Findings (*rule)(const Tree&);
  };
  const Row row = GENERATE(values<Row>({
      {"includes never climb the floors", includes_that_climb},
      {"libraries stay in their rooms", libraries_out_of_their_room},
      {"files are short", long_files},
      {"rooms are neither crowded nor empty", crowded_or_empty_folders},
      {"lines are short", long_lines},
      {"functions are short", long_functions},
      {"names say something", empty_names},
      {"headers stand on their own", headers_that_lean_on_others},
      {"nothing is left unfinished", leftover_marks},
      {"clocks stay in their rooms", clocks_out_of_their_room},
      {"no path belongs to one machine", machine_paths},
  }));
  const Findings found = row.rule(tree);
  INFO(row.says << ":\n" << to_string(found));
  CHECK(found.empty());
}
