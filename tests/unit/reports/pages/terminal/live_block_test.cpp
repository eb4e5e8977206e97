#include "reports/pages/terminal/live_block.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "reports/pages/words/plain_text.hpp"

using namespace rushhour;
using namespace std::chrono_literals;
using Catch::Contains;
using pages::live_block;
using pages::LiveFigures;
using pages::TerminalStyle;

namespace {

TerminalStyle terminal(std::size_t width, bool utf8 = true, std::size_t height = 0) {
  return {.colour = false, .utf8 = utf8, .moves = true, .width = width, .height = height};
}

LiveFigures busy() {
  LiveFigures figures;
  figures.at = 31s;
  figures.length = 70s;
  figures.phase = "stage 2 of 3, 200.0/s";
  figures.offered_rate = 200;
  figures.done_rate = 198;
  figures.request_rate = 594;
  figures.error_rate = 0.5;
  figures.offered = 4120;
  figures.done = 4080;
  figures.errors = 12;
  figures.users_busy = 431;
  figures.users_permitted = 5000;
  for (int i = 0; i < 2000; ++i) figures.recent.all.record(i < 1900 ? 4'000'000 : 112'000'000);
  figures.recent_length = 5s;
  for (int i = 0; i < 2000; ++i) figures.send_lag.all.record(400'000);
  figures.cpu = 0.41;
  figures.rates = {50.0, 100.0, 200.0};
  figures.p99s = {std::nullopt, 4e6, 112e6};
  return figures;
}

verdicts::ThresholdResult crossed(const std::string& metric, Instant over = 0s) {
  nlohmann::json plan{{"thresholds", {{{"metric", metric}, {"expression", "p(99) < 100ms"}}}}};
  verdicts::ThresholdResult result;
  result.threshold = verdicts::read_thresholds(plan).front();
  result.threshold.over = over;
  result.state = verdicts::Judgement::State::failed;
  result.observed = 112e6;
  return result;
}

// The lines as they would stand on the screen: without the sequences, the empty one at the top left out.
std::vector<std::string> lines_of(const std::string& block) {
  std::string plain;
  for (std::size_t i = 0; i < block.size(); ++i) {
    if (block[i] == '\x1b')
      i = block.find_first_of("ABCDEFGHJKhlm", i);
    else if (block[i] != '\r')
      plain += block[i];
  }
  std::istringstream in(plain);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  REQUIRE_FALSE(lines.empty());
  CHECK(lines.front().empty());
  lines.erase(lines.begin());
  return lines;
}

}  // namespace

TEST_CASE("the block tells how far the run is, what it does now and did so far, how fast, and of the generator") {
  const std::vector<std::string> lines = lines_of(live_block(busy(), terminal(120)));
  const std::vector<std::string> wanted{
      "  [==========              ] 31.0s of 1m10s   stage 2 of 3, 200.0/s",
      "  now       offered 200/s   done 198/s   errors 0.5/s   users 431/5,000   requests 594/s   waiting 0",
      "  so far    offered 4,120   done 4,080   errors 12   dropped 0   requests 0",
      "  latency   p50 4.00ms   p99 112ms   max 112ms   response time of the last 5s",
      "  generator cpu 41 %   send lag p99 400us",
      "  done      ▃▅█   at most 200.0/s",
      "  p99        ▁█   at most 112ms",
  };
  CHECK(lines == wanted);
}

TEST_CASE("the cursor ends at the first line of the block, so that erasing from there takes away all of it") {
  const std::string block = live_block(busy(), terminal(120));
  CHECK_THAT(block, Catch::StartsWith("\x1b[?7l\r\x1b[K\n"));
  CHECK_THAT(block, Catch::EndsWith("\x1b[J\x1b[7A\r\x1b[?7h"));
  CHECK(pages::live_block_away == "\r\x1b[J");
}

TEST_CASE("no line is as wide as the terminal, at any width and whatever names there are") {
  LiveFigures figures = busy();
  figures.phase = std::string(300, 'x') + "\xE6\xB0\xB4\xE6\xB0\xB4";
  figures.crossed = {crossed("response_time{step:\xE6\xB0\xB4" + std::string(200, 'y') + "}", 10s)};
  figures.rates.assign(120, 3.0);
  for (const bool utf8 : {true, false})
    for (std::size_t width = 20; width < 220; ++width) {
      INFO("width " << width);
      for (const std::string& line : lines_of(live_block(figures, terminal(width, utf8)))) {
        INFO(line);
        CHECK(pages::display_width(line) < width);
      }
    }
}

TEST_CASE("below sixty columns the block is short") {
  LiveFigures figures = busy();
  figures.crossed = {crossed("response_time")};
  const std::vector<std::string> wanted{"  31.0s of 1m10s   stage 2 of 3, 200.0/s", "  done 198/s  users 431/5,000",
                                        "  p99 112ms  errors 12", "  1 threshold crossed"};
  CHECK(lines_of(live_block(figures, terminal(59))) == wanted);
  CHECK(lines_of(live_block(figures, terminal(60))).size() > wanted.size());
}

TEST_CASE("a terminal of few lines gets the first ones only") {
  const std::string block = live_block(busy(), terminal(120, true, 5));
  CHECK(lines_of(block).size() == 3);
  CHECK_THAT(block, Contains("\x1b[3A"));
  CHECK(lines_of(live_block(busy(), terminal(120, true, 1))).size() == 1);
}

TEST_CASE("thresholds that do not hold are named with figure and limit, the fifth and later ones counted") {
  LiveFigures figures = busy();
  figures.crossed.assign(6, crossed("response_time{step:place order}", 10s));
  const std::vector<std::string> lines = lines_of(live_block(figures, terminal(120)));
  REQUIRE(lines.size() == 12);
  CHECK(lines[7] == "  CROSSED   response_time{step:place order} p(99) 112ms, limit < 100ms   over 10s");
  CHECK(lines[11] == "            and 2 more");
  const std::vector<std::string> narrower = lines_of(live_block(figures, terminal(60)));
  CHECK_THAT(narrower[7], Contains("... p(99) 112ms, limit < 100ms"));
}

TEST_CASE("control characters in names are written out, and without UTF-8 everything beyond ASCII") {
  LiveFigures figures = busy();
  figures.phase =
      "\x1b[2Jgr\xC3\xB6\xC3\x9F"
      "er";
  figures.crossed = {crossed("response_time{step:\x1b]0;x\x07\xC3\xB6}")};
  const std::string block = live_block(figures, terminal(120, false));
  CHECK_THAT(block, !Contains("\x1b[2J") && !Contains("\x1b]") && !Contains("\x07"));
  CHECK(std::all_of(block.begin(), block.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; }));
  CHECK_THAT(block, Contains("\\x1b[2Jgr\\u00f6\\u00dfer") && Contains("\\x07\\u00f6}"));
  CHECK_THAT(block, !Contains("at most"));
}

TEST_CASE("colour marks what is crossed and nothing else, and is not counted as width") {
  LiveFigures figures = busy();
  TerminalStyle style = terminal(60);
  style.colour = true;
  CHECK_THAT(live_block(figures, style), !Contains("\x1b[1;31m"));
  figures.crossed = {crossed("response_time")};
  const std::string block = live_block(figures, style);
  CHECK_THAT(block, Contains("\x1b[1;31m  CROSSED   response_time p(99) 112ms, limit < 100ms\x1b[0m"));
  style.colour = false;
  CHECK(lines_of(block) == lines_of(live_block(figures, style)));
}

TEST_CASE("a percentile of few samples is left open, and nothing answered is said") {
  LiveFigures figures = busy();
  figures.recent = {};
  CHECK(lines_of(live_block(figures, terminal(120)))[3] == "  latency   nothing was answered lately");
  for (int i = 0; i < 50; ++i) figures.recent.all.record(4'000'000);
  CHECK_THAT(live_block(figures, terminal(120)), Contains("p50 4.00ms   p99 -   max 4.00ms"));
  figures.recent.bounds.record(4'000'000);
  CHECK_THAT(live_block(figures, terminal(120)), Contains("max > 4.00ms"));
}

TEST_CASE("behind the end of the plan the block says what is waited for") {
  LiveFigures figures = busy();
  figures.at = 72s;
  CHECK_THAT(live_block(figures, terminal(120)), Contains("[========================] 1m12s of 1m10s, waiting for what still runs"));
}

TEST_CASE("a log gets one line with everything so far") {
  CHECK(pages::live_line(busy()) == "31.0s of 1m10s: 4,120 offered, 4,080 done, 0 requests, 12 errors, 431 users busy, 0 waiting\n");
  LiveFigures late = busy();
  late.at = 75s;  // the last users still finish what they began
  CHECK_THAT(pages::live_line(late), Catch::StartsWith("1m15s of 1m10s, waiting for what still runs: 4,120 offered"));
}
