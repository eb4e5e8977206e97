#include "sim/telemetry/bystander.hpp"

#include <catch2/catch.hpp>
#include <future>

#include "reports/foundation/user_error.hpp"
#include "tests/unit/sim/wire/answering_server.hpp"
#include "tests/unit/sim/wire/certificates.hpp"

using namespace rushhour;
using namespace rushhour::sim;
using namespace std::chrono_literals;
using wire::AnsweringServer;
using Paths = std::vector<std::string>;

namespace {

/// Asks at once and again as soon as there is an answer; waits as long as it takes.
constexpr Bystander::Times eager{0s, 0s, 30s, 30s};
/// Never asks between the first question and the last.
constexpr Bystander::Times once{1h, 0s, 30s, 30s};

load::Request to(std::string path) {
  load::Request request;
  request.url = std::move(path);
  return request;
}

AnsweringServer patient() {
  return AnsweringServer([](std::size_t) { return wire::answer("200 OK", "yes"); });
}

/// Goes on for ever, and keeps what it heard.
class Notes {
 public:
  Bystander::Heard hear() {
    return [this](load::Outcome&& outcome, load::Request&) {
      const std::lock_guard lock(mutex_);
      outcomes_.push_back(std::move(outcome));
      came_.notify_all();
      return true;
    };
  }

  std::vector<load::Outcome> once_there_are(std::size_t count) {
    std::unique_lock lock(mutex_);
    came_.wait_for(lock, 30s, [&] { return outcomes_.size() >= count; });
    return outcomes_;
  }

 private:
  std::mutex mutex_;  // of what follows
  std::vector<load::Outcome> outcomes_;
  std::condition_variable came_;
};

bool go_on(load::Outcome&&, load::Request&) { return true; }

}  // namespace

TEST_CASE("a bystander asks at once, over and over, each time over a connection of its own") {
  AnsweringServer server = patient();
  Notes notes;
  Bystander bystander(server.url(), {}, to("/here?a=1"), eager, notes.hear());
  for (const load::Outcome& outcome : notes.once_there_are(3)) {
    CHECK(outcome.status == 200);
    CHECK(outcome.body == "yes");
  }
  CHECK(server.request(0) == server.request(2));
}

TEST_CASE("a bystander's question is the one it was given, with nothing of the run") {
  AnsweringServer server = patient();
  Notes notes;
  load::HttpOptions http;
  http.traceparent = true;
  load::Request question = to("/");
  question.headers.push_back({"Accept", "text/plain"});
  Bystander bystander(server.url(), http, question, once, notes.hear());
  (void)notes.once_there_are(1);
  const std::string request = server.request(0);
  CHECK_THAT(request, Catch::Contains("Accept: text/plain\r\n"));
  CHECK_THAT(request, !Catch::Contains("traceparent", Catch::CaseSensitive::No) && !Catch::Contains("cookie", Catch::CaseSensitive::No));
}

TEST_CASE("who hears an answer may change the next question") {
  AnsweringServer server = patient();
  const auto further = [](load::Outcome&&, load::Request& next) {
    next.url += "x";
    return true;
  };
  Bystander bystander(server.url(), {}, to("/"), eager, further);
  Paths asked = server.asked(3);
  asked.resize(3);
  CHECK(asked == Paths{"/", "/x", "/xx"});
}

TEST_CASE("a bystander keeps to its period and to its pause") {
  const auto times = GENERATE(values<Bystander::Times>({{1h, 0s, 30s, 30s}, {0s, 1h, 30s, 30s}}));
  AnsweringServer server = patient();
  Notes notes;
  Bystander bystander(server.url(), {}, to("/"), times, notes.hear());
  (void)notes.once_there_are(1);
  bystander.finish();
  CHECK(server.asked(2).size() == 2);
  CHECK(notes.once_there_are(2).size() == 2);
}

TEST_CASE("a bystander that was told to ask nothing more does so not even at the end") {
  AnsweringServer server = patient();
  std::promise<void> heard;
  const auto enough = [&](load::Outcome&&, load::Request&) {
    heard.set_value();
    return false;
  };
  Bystander bystander(server.url(), {}, to("/"), eager, enough);
  heard.get_future().wait();
  bystander.finish();
  CHECK(server.asked(1).size() == 1);
}

TEST_CASE("what goes wrong on the way is heard like an answer") {
  using load::Trouble;
  const auto row =
      GENERATE(values<std::pair<std::string, Trouble>>({{"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", Trouble::closed},
                                                        {"what?\r\n\r\n", Trouble::malformed},
                                                        {wire::answer("200 OK", std::string(5'000'000, ' ')), Trouble::too_large}}));
  AnsweringServer server([&](std::size_t) { return row.first; });
  Notes notes;
  Bystander bystander(server.url(), {}, to("/"), once, notes.hear());
  CHECK(notes.once_there_are(1).at(0).trouble == row.second);
}

TEST_CASE("a redirect is heard, not followed") {
  AnsweringServer server([](std::size_t) { return wire::answer("302 Found", "", "Location: /elsewhere\r\n"); });
  Notes notes;
  Bystander bystander(server.url(), {}, to("/"), once, notes.hear());
  CHECK(notes.once_there_are(1).at(0).status == 302);
  CHECK(server.asked(1) == Paths{"/"});
}

TEST_CASE("a server that stands still holds up each question for its patience, and the end for the last one") {
  AnsweringServer server([](std::size_t) { return std::string(); });
  Notes notes;
  SECTION("while it listens") {
    Bystander bystander(server.url(), {}, to("/"), {0s, 0s, 1ms, 1h}, notes.hear());
    for (const load::Outcome& outcome : notes.once_there_are(2)) CHECK(outcome.lower_bound);
  }
  SECTION("at the end") {
    Bystander bystander(server.url(), {}, to("/"), {1h, 0s, 1h, 1ms}, notes.hear());
    (void)server.asked(1);
    bystander.finish();  // would take an hour
    CHECK(notes.once_there_are(1).size() == 1);
  }
}

TEST_CASE("a bystander that is given up leaves at once") {
  AnsweringServer server([](std::size_t) { return std::string(); });
  const Bystander bystander(server.url(), {}, to("/"), {1h, 1h, 1h, 1h}, go_on);
  (void)server.asked(1);
}

TEST_CASE("what cannot be reached at all is refused where the bystander is made") {
  CHECK_THROWS_AS(Bystander("nowhere", {}, to("/"), eager, go_on), UserError);
  const wire::TemporaryFile none("no certificate");
  load::HttpOptions http;
  http.tls.ca = none.path();
  CHECK_THROWS_WITH(Bystander("http://127.0.0.1:1", http, to("/"), eager, go_on), Catch::Contains(none.path()));
}
