#include "reports/pages/terminal/folded.hpp"

#include <catch2/catch.hpp>

using rushhour::pages::folded;

TEST_CASE("a sentence is broken between words, and goes on below its begin") {
  CHECK(folded("one two three four", 0, 2, 8) == "one two\n  three\n  four");
  CHECK(folded("one two three four", 4, 4, 12) == "one two\n    three\n    four");
  CHECK(folded("one two", 0, 2, 7) == "one two");
  CHECK(folded("", 5, 2, 8).empty());
}

TEST_CASE("without a width nothing is broken, so that who searches lines finds the sentence") {
  const std::string sentence(500, 'x');
  CHECK(folded(sentence + " and " + sentence, 11, 11, 0) == sentence + " and " + sentence);
}

TEST_CASE("a word wider than a line stands on one of its own, and none is lost") {
  CHECK(folded("a abcdefghijk b", 0, 1, 6) == "a\n abcdefghijk\n b");
  CHECK(folded("abcdefghijk b", 3, 1, 6) == "abcdefghijk\n b");
}

TEST_CASE("columns are counted as the terminal shows them, blanks within a line stay, and those at its end go") {
  CHECK(folded("\xE6\x97\xA5\xE6\x9C\xAC \xE6\x97\xA5 b", 0, 0, 7) == "\xE6\x97\xA5\xE6\x9C\xAC \xE6\x97\xA5\nb");
  CHECK(folded("a   b", 0, 0, 9) == "a   b");
  CHECK(folded("a b  ", 0, 0, 9) == "a b");
}
