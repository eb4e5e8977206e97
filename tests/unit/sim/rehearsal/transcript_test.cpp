#include "sim/rehearsal/transcript.hpp"

#include <catch2/catch.hpp>
#include <vector>

using namespace rushhour;
using namespace rushhour::sim;
using namespace std::chrono_literals;

namespace {

struct Page {
  explicit Page(Transcript::Detail detail) : transcript(detail, [this](std::string_view more) { text += more; }) {}
  std::string text;
  Transcript transcript;
};

load::Call call_of(const std::string& step) {
  load::Call made;
  made.step = step;
  return made;
}

load::Outcome answer(int status, const std::string& body = "") {
  load::Outcome outcome;
  outcome.status = status;
  outcome.sent = 1s;
  outcome.done = 1012ms;
  outcome.body = body;
  outcome.body_size = body.size();
  return outcome;
}

/// Does what it is told, in order.
struct Puppet final : load::User {
  std::vector<load::Action> actions;
  std::size_t next = 0;
  load::Call made = call_of("step");
  std::string why = "s.lua:1: no";

  load::Action take() { return actions.at(next++); }
  load::Action begin(const load::Iteration&) override { return take(); }
  load::Action after_outcome(std::size_t, load::Outcome&&, bool) override { return take(); }
  load::Action after_sleep() override { return take(); }
  void cancel() override { next = actions.size(); }
  const load::Call& call(std::size_t) const noexcept override { return made; }
  const std::string& failure() const noexcept override { return why; }
};

}  // namespace

TEST_CASE("in short, a request is a line with step, status and time") {
  Page page(Transcript::Detail::brief);
  page.transcript.part("setup");
  page.transcript.sent("GET / HTTP/1.1\r\n\r\n");
  page.transcript.answered(call_of("read menu"), answer(200, "body"), true);
  page.transcript.answered(call_of("place order"), answer(500), false);
  CHECK(page.text ==
        "setup\n"
        "       read menu                                   200     12.0ms\n"
        "  FAIL place order                                 500     12.0ms\n");
  CHECK(page.transcript.sum() == "2 requests, 1 not as expected, 0 checks, 0 failed");
}

TEST_CASE("trouble on the way stands behind its request") {
  Page page(Transcript::Detail::full);
  load::Outcome outcome;
  outcome.trouble = load::Trouble::connect_refused;
  outcome.detail = "127.0.0.1:1";
  page.transcript.answered(call_of("go"), outcome, false);
  CHECK_THAT(page.text, Catch::Contains("FAIL go") && Catch::Contains(" - ") && Catch::EndsWith("connection refused: 127.0.0.1:1\n"));
  CHECK(page.text.find("HTTP") == std::string::npos);
}

TEST_CASE("checks count, and say how often where it was more than once") {
  Page page(Transcript::Detail::brief);
  page.transcript.checked("is ok", 1, 0);
  page.transcript.checked("is long", 1, 2);
  CHECK(page.text == "  ok   check: is ok\n  FAIL check: is long  1 of 3\n");
  CHECK(page.transcript.sum() == "0 requests, 0 not as expected, 4 checks, 2 failed");
}

TEST_CASE("in full, heads and bodies of both directions are shown line by line") {
  Page page(Transcript::Detail::full);
  page.transcript.sent("POST /a HTTP/1.1\r\nHost: x\r\n\r\n{\"a\":1}\nsecond");
  page.transcript.answered(call_of("a"), answer(201, "done\r\n"), true);
  CHECK_THAT(page.text, Catch::StartsWith("  > POST /a HTTP/1.1\n  > Host: x\n  > \n  > {\"a\":1}\n  > second\n"
                                          "  < HTTP 201\n  < \n  < done\n"));
}

TEST_CASE("a long body is cut, a binary one is a size, and one that was not kept is what is missing") {
  SECTION("long") {
    Page page(Transcript::Detail::full);
    page.transcript.answered(call_of("a"), answer(200, std::string(70'000, 'x')), true);
    CHECK_THAT(page.text, Catch::Contains("(4464 more bytes)\n"));
    CHECK(page.text.size() < 66'000);
  }
  SECTION("binary") {
    Page page(Transcript::Detail::full);
    page.transcript.answered(call_of("a"), answer(200, std::string(300, '\x01')), true);
    CHECK_THAT(page.text, Catch::Contains("  < (binary, 300 bytes)\n"));
  }
  SECTION("discarded") {
    Page page(Transcript::Detail::full);
    load::Outcome outcome = answer(200);
    outcome.body_size = 12;
    page.transcript.answered(call_of("a"), outcome, true);
    CHECK_THAT(page.text, Catch::Contains("(12 more bytes)\n"));
  }
  SECTION("text beyond ASCII is text") {
    Page page(Transcript::Detail::full);
    page.transcript.answered(call_of("a"), answer(200, "Käse \xE2\x82\xAC 5"), true);
    CHECK_THAT(page.text, Catch::Contains("  < Käse \xE2\x82\xAC 5\n"));
  }
}

TEST_CASE("nothing that servers or scripts say steers a terminal") {
  Page page(Transcript::Detail::full);
  page.transcript.part("a\x1b[2J");
  page.transcript.sent("GET /\x1b HTTP/1.1\r\n\r\nbody\x1b]0;x\x07");
  page.transcript.answered(call_of("step\x1b\n"), answer(200, "\x1b[31mred"), true);
  page.transcript.checked("c\x1b", 1, 0);
  page.transcript.failed("m\x1b");
  for (const char c : page.text) CHECK((c == '\n' || static_cast<unsigned char>(c) >= 0x20));
}

TEST_CASE("what a user does is told as it happens, and handed on as it is") {
  Page page(Transcript::Detail::brief);
  Puppet puppet;
  puppet.actions = {
      {load::Action::Kind::send}, {load::Action::Kind::sleep, 2s}, {load::Action::Kind::sleep, 1ms}, {load::Action::Kind::failed}};
  ToldUser told(puppet, page.transcript);
  CHECK(told.begin({0, 0, RandomStream(1, "data", "s", 0)}).kind == load::Action::Kind::send);
  CHECK(told.call(0).step == "step");
  CHECK(told.after_outcome(0, answer(200), true).length == 2s);
  CHECK(told.after_sleep().length == 1ms);
  CHECK(told.after_sleep().kind == load::Action::Kind::failed);
  CHECK(told.failure() == "s.lua:1: no");
  CHECK_THAT(page.text, Catch::Contains("step") && Catch::EndsWith("(waits 2.00s)\n"));
  puppet.next = 0;
  told.cancel();
  CHECK(puppet.next == 4);
}
