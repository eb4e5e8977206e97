#include "reports/pages/words/plain_text.hpp"

#include <catch2/catch.hpp>

using namespace rushhour::pages;

TEST_CASE("names are shown, never acted upon") {
  struct Row {
    const char* says;
    std::string text;
    const char* shown;
  };
  const Row row = GENERATE(values<Row>({
      {"plain words stay", "place order", "place order"},
      {"letters of any script stay", "M\xC3\xBCsli \xE5\xAF\xBF\xE5\x8F\xB8 \xF0\x9F\x8D\x95",
       "M\xC3\xBCsli \xE5\xAF\xBF\xE5\x8F\xB8 \xF0\x9F\x8D\x95"},
      {"an escape sequence", "\x1b[2J\x07", "\\x1b[2J\\x07"},
      {"line ends and tabs", "a\nb\tc\r", "a\\x0ab\\x09c\\x0d"},
      {"a control character of eight bits",
       "\xC2\x9B"
       "31m",
       "\\x9b31m"},
      {"delete", "\x7f", "\\x7f"},
      {"a text that runs backwards",
       "\xE2\x80\xAE"
       "abc",
       "\\u202eabc"},
      {"a line separator",
       "a\xE2\x80\xA8"
       "b",
       "a\\u2028b"},
      {"a letter of no width",
       "a\xE2\x80\x8B"
       "b",
       "a\\u200bb"},
      {"bytes that are no UTF-8", "\xFF\xC3(", "\\xff\\xc3("},
      {"an overlong slash", "\xC0\xAF", "\\xc0\\xaf"},
      {"half of a surrogate pair", "\xED\xA0\x80", "\\xed\\xa0\\x80"},
      {"a letter cut short", "a\xE5\xAF", "a\\xe5\\xaf"},
      {"a zero byte", std::string("a\0b", 3), "a\\x00b"},
  }));
  INFO(row.says);
  CHECK(harmless(row.text) == row.shown);
}

TEST_CASE("columns are counted as a terminal fills them") {
  CHECK(display_width("abc") == 3);
  CHECK(display_width("M\xC3\xBCsli") == 5);
  CHECK(display_width("\xE5\xAF\xBF\xE5\x8F\xB8") == 4);  // two wide characters
  CHECK(display_width("e\xCC\x81") == 1);                 // a combining accent
  CHECK(pad_left("\xE5\xAF\xBF", 4) == "  \xE5\xAF\xBF");
  CHECK(pad_right("ab", 4) == "ab  ");
  CHECK(pad_right("abcde", 4) == "abcde");
}

TEST_CASE("what is too long is cut between characters and says so") {
  CHECK(clip("place order", 11) == "place order");
  CHECK(clip("place order", 10) == "place o...");
  CHECK(clip("\xE5\xAF\xBF\xE5\x8F\xB8\xE5\xAF\xBF\xE5\x8F\xB8", 7) == "\xE5\xAF\xBF\xE5\x8F\xB8...");
  CHECK(clip("\xE5\xAF\xBF\xE5\x8F\xB8\xE5\xAF\xBF\xE5\x8F\xB8", 6) == "\xE5\xAF\xBF...");  // no half of a wide one
}

TEST_CASE("letters that run from right to left are told from their neighbours") {
  const auto shape = [](const std::string& text) {
    std::string out;
    for (const Stretch& stretch : stretches_of(text))
      out += (stretch.leftward ? "[" : "(") + std::string(stretch.text) + (stretch.leftward ? "]" : ")");
    return out;
  };
  CHECK(shape("") == "()");
  CHECK(shape("plain 12, 3") == "(plain 12, 3)");
  CHECK(shape("step שלום took 5ms") == "(step )[שלום]( took 5ms)");
  CHECK(shape("שלום עולם 12") == "[שלום עולם]( 12)");
  CHECK(shape("a مرحبا (1) مرحبا b") == "(a )[مرحبا (1) مرحبا]( b)");
  CHECK(shape("שלום x שלום") == "[שלום]( x )[שלום]");
  CHECK(shape("🍕 café") == "(🍕 café)");
}

TEST_CASE("for a terminal of ASCII every other letter is written out") {
  CHECK(only_ascii("M\xC3\xBCsli \xE5\xAF\xBF \xF0\x9F\x8D\x9C\n") == "M\\u00fcsli \\u5bff \\u1f35c\n");
  CHECK(only_ascii("place order ~") == "place order ~");
  CHECK(only_ascii("").empty());
}

TEST_CASE("a sentence begins with a capital where its first letter has one in ASCII") {
  CHECK(capitalised("times of the tool") == "Times of the tool");
  CHECK(capitalised("Passed") == "Passed");
  CHECK(capitalised("99 % were kept") == "99 % were kept");
  CHECK(capitalised("über") == "über");
  CHECK(capitalised("").empty());
}
