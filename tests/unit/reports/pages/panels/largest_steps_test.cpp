#include "reports/pages/panels/steps/largest_steps.hpp"

#include <catch2/catch.hpp>
#include <string>

namespace rushhour::pages {
namespace {

runs::StepFigures step(const char* name, std::uint64_t count, std::uint64_t errors = 0) { return {"diners", name, count, errors, {}, {}}; }

std::string names_of(const std::vector<runs::StepFigures>& steps) {
  std::string names;
  for (const runs::StepFigures& one : steps) names += (names.empty() ? "" : " ") + one.step;
  return names;
}

TEST_CASE("steps that fit stay as they are", "[reports][pages]") {
  CHECK(largest_steps({}, 2).empty());
  CHECK(names_of(largest_steps({step("b", 1), step("a", 2)}, 2)) == "b a");
}

TEST_CASE("of more steps those with the most requests stay, in their order, and the rest is one", "[reports][pages]") {
  const std::vector<runs::StepFigures> shown =
      largest_steps({step("a", 5, 1), step("b", 900), step("c", 7, 2), step("d", 20), step("e", 20, 4)}, 2);
  CHECK(names_of(shown) == "b d (other)");  // of equal ones the first
  CHECK(shown.back().scenario == "diners");
  CHECK(shown.back().count == 32);
  CHECK(shown.back().errors == 7);
}

}  // namespace
}  // namespace rushhour::pages
