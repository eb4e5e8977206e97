#include "sim/bench/play.hpp"

#include <catch2/catch.hpp>

#include "reports/foundation/user_error.hpp"
#include "sim/bench/passing_folder.hpp"
#include "sim/bench/plain_users.hpp"
#include "sim/wire/http/message.hpp"
#include "tests/unit/scratch_folder.hpp"
#include "tests/unit/sim/load/paper_world.hpp"
#include "tests/unit/sim/wire/loopback_server.hpp"

using namespace rushhour;
using namespace rushhour::sim;
using namespace std::chrono_literals;

namespace {

load::Call call_of(const std::string& message) {
  load::Call call;
  call.step = "GET /";
  call.request.url = "/";
  call.request.message = message;
  REQUIRE(wire::heed_message(call.request) == "");
  return call;
}

Play play_of(const std::string& url, const std::filesystem::path& directory, std::uint64_t users) {
  load::Scenario scenario;
  scenario.name = "bench";
  scenario.duration = 200ms;
  scenario.max_vus = users;
  Play what;
  what.plan.scenarios = {scenario};
  what.wire = {url, what.plan.http, 2};
  what.threads = 2;
  what.meta = {{"schema", 1}, {"run", "r"}, {"plan", load::to_json(what.plan)}};
  what.directory = directory;
  return what;
}

}  // namespace

TEST_CASE("plain users send their one message, byte for byte, and come to a verdict as any run does") {
  const std::string message = "GET /a HTTP/1.1\r\nHost: here\r\nX-Odd:  value\r\n\r\n";
  std::atomic<std::uint64_t> same{0};
  std::atomic<std::uint64_t> other{0};
  wire::LoopbackServer server([&](wire::ServerEnd& end) {
    for (std::string request = end.read_request(); !request.empty(); request = end.read_request()) {
      ++(request == message ? same : other);
      end.write(wire::ok("fine"));
    }
  });
  const ScratchFolder folder;
  Play what = play_of(server.url(), folder.path() / "run", 4);
  const load::Call call = call_of(message);
  what.make_users = [&call](const Clock&) { return std::make_unique<PlainUsers>(call); };
  const std::atomic<int> nobody{0};
  std::uint64_t watched = 0;
  const Played played = play(what, nobody, [&](Instant, const load::Handover& handover, const nlohmann::json&) {
    watched += handover.tick.requests;
    return std::nullopt;
  });
  CHECK(other == 0);
  CHECK(same >= 4);
  CHECK(played.conclusion.summary.totals.count == same);
  CHECK(played.conclusion.summary.totals.errors == 0);
  CHECK(watched == same);
  CHECK(server.accepted() == 4);
  CHECK(played.record.meta["verdict"]["exit_code"] == static_cast<int>(played.conclusion.exit));
  CHECK(std::filesystem::exists(folder.path() / "run" / "latency.hlog"));
}

TEST_CASE("plain users play any number of iterations, one request each") {
  PlainUsers users(call_of("GET / HTTP/1.1\r\n\r\n"));
  const auto user = users.make_user(0, 0);
  for (std::uint64_t i = 0; i < 3; ++i) {
    CHECK(user->begin({0, i, RandomStream(1, "", "", i)}).kind == load::Action::Kind::send);
    CHECK(user->call(0).request.message == "GET / HTTP/1.1\r\n\r\n");
    CHECK(user->after_outcome(0, {}, true).kind == load::Action::Kind::done);
  }
  CHECK(user->failure().empty());
}

TEST_CASE("a folder that is in passing goes with all that is in it") {
  std::filesystem::path path;
  {
    const PassingFolder folder;
    path = folder.path();
    REQUIRE(std::filesystem::is_directory(path));
    std::filesystem::create_directories(path / "a" / "b");
  }
  CHECK_FALSE(std::filesystem::exists(path));
}

TEST_CASE("a wish to stop ends a play early, and its verdict says so") {
  wire::LoopbackServer server(wire::answer_with_number);
  const ScratchFolder folder;
  Play what = play_of(server.url(), folder.path() / "run", 2);
  what.plan.scenarios[0].duration = 1h;
  const load::Call call = call_of("GET / HTTP/1.1\r\n\r\n");
  what.make_users = [&call](const Clock&) { return std::make_unique<PlainUsers>(call); };
  const std::atomic<int> wishes{1};
  const Played played = play(what, wishes, [](Instant, const load::Handover&, const nlohmann::json&) { return std::nullopt; });
  CHECK(played.conclusion.interrupted);
  CHECK(played.conclusion.exit == Exit::interrupted);
}
