// Contrast as WCAG 2.2 defines it (1.4.3 for text, 1.4.11 for what is drawn), of every pair of colours that meet on a page.

#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <string>

#include "reports/pages/report_page.hpp"
#include "tests/unit/reports/sample_material.hpp"
#include "tests/unit/reports/sample_run.hpp"

using namespace rushhour;

namespace {

using Colours = std::map<std::string, std::string>;

Colours colours_in(const std::string& page, const std::string& selector) {
  const auto begin = page.find(selector);
  REQUIRE(begin != std::string::npos);
  const std::string block = page.substr(begin, page.find('}', begin) - begin);
  Colours colours;
  for (auto at = block.find("--"); at != std::string::npos; at = block.find("--", at + 2)) {
    const auto colon = block.find(": ", at);
    if (block.compare(colon + 2, 1, "#") == 0) colours[block.substr(at + 2, colon - at - 2)] = block.substr(colon + 3, 6);
  }
  return colours;
}

double luminance(const std::string& hex) {
  constexpr std::array<double, 3> weights{0.2126, 0.7152, 0.0722};
  double sum = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    const double share = std::stoi(hex.substr(2 * i, 2), nullptr, 16) / 255.0;
    sum += weights[i] * (share <= 0.04045 ? share / 12.92 : std::pow((share + 0.055) / 1.055, 2.4));
  }
  return sum;
}

double contrast(const std::string& a, const std::string& b) {
  const double one = luminance(a), other = luminance(b);
  return (std::max(one, other) + 0.05) / (std::min(one, other) + 0.05);
}

const std::string& page() {
  static const std::string made = pages::report_page(test::SampleMaterial{test::sample_run({.length_s = 2})}.material());
  return made;
}

}  // namespace

TEST_CASE("contrast is computed as its definition has it") {
  CHECK(contrast("000000", "ffffff") == Approx(21));
  CHECK(contrast("777777", "ffffff") == Approx(4.48).margin(0.005));
  CHECK(contrast("ff0000", "ff0000") == Approx(1));
}

TEST_CASE("all text can be read on all grounds that it stands on, light and dark") {
  const std::string selector = GENERATE(":root {", ":root[data-theme=\"dark\"] {");
  const Colours colours = colours_in(page(), selector);
  for (const char* text : {"ink", "soft", "good", "bad", "warn", "line-3"})
    for (const char* ground : {"paper", "ground", "stripe"}) {
      INFO(selector << " " << text << " on " << ground << ": " << contrast(colours.at(text), colours.at(ground)));
      CHECK(contrast(colours.at(text), colours.at(ground)) >= 4.5);
    }
  for (const char* wash : {"good-wash", "bad-wash", "warn-wash"}) {
    INFO(selector << " ink on " << wash);
    CHECK(contrast(colours.at("ink"), colours.at(wash)) >= 4.5);
  }
}

TEST_CASE("all that is drawn stands out from the paper, light and dark") {
  const std::string selector = GENERATE(":root {", ":root[data-theme=\"dark\"] {");
  std::size_t drawn = 0;
  const Colours colours = colours_in(page(), selector);
  for (const auto& [name, colour] : colours) {
    if (!name.starts_with("line-") && !name.starts_with("part-")) continue;
    INFO(selector << " " << name << " on paper: " << contrast(colour, colours.at("paper")));
    CHECK(contrast(colour, colours.at("paper")) >= 3);
    ++drawn;
  }
  CHECK(drawn >= 14);
}
