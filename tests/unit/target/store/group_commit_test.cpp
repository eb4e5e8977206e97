#include "target/store/group_commit.hpp"

#include <catch2/catch.hpp>
#include <future>
#include <map>
#include <stdexcept>

using namespace rushhour;
using namespace rushhour::store;
using namespace std::chrono_literals;

namespace {

Change change(const std::string& id) {
  delivery::Order order;
  order.id = id;
  return {{PlaceOrder{order, "", "{}"}}, {}};
}

// Plays a database: its first `begin` waits for a gate, so that a test decides what has gathered by then; its nth call fails.
class PlayedJournal final : public Journal {
 public:
  void begin() override {
    if (calls_ == 0) gate.get_future().wait();
    groups.emplace_back();
    call();
  }
  Verdict apply(const Change& what) override {
    groups.back().push_back(std::get<PlaceOrder>(what.operations.front()).order.id);
    clock.advance(apply_takes);
    call();
    const auto verdict = verdicts.find(groups.back().back());
    return verdict == verdicts.end() ? Verdict::committed : verdict->second;
  }
  void commit() override {
    call();
    ++commits;
  }
  void rollback() noexcept override { ++rollbacks; }

  std::promise<void> gate;
  std::size_t fails_at = 0;  // counted from 1
  Instant apply_takes{0};
  std::map<std::string, Verdict> verdicts;
  HeldClock clock;
  std::vector<std::vector<std::string>> groups;
  int commits = 0;
  int rollbacks = 0;

 private:
  void call() {
    if (++calls_ == fails_at) throw std::runtime_error("the disk is gone");
  }
  std::size_t calls_ = 0;
};

// Submits ids 0 to n - 1 while the first `begin` still waits, lets all run, and returns the verdicts in the order of the answers.
std::vector<std::pair<std::string, Verdict>> run(PlayedJournal& journal, std::size_t n, GroupLimits limits = {}) {
  std::vector<std::pair<std::string, Verdict>> answers;
  GroupCommit group(journal, journal.clock, limits);
  for (std::size_t i = 0; i < n; ++i) {
    const std::string id = std::to_string(i);
    REQUIRE(group.submit(change(id), [&answers, id](const Committed& outcome) { answers.emplace_back(id, outcome.verdict); }));
  }
  journal.gate.set_value();
  group.close();
  return answers;
}

}  // namespace

TEST_CASE("changes that wait share a transaction, up to its limit") {
  PlayedJournal journal;
  const auto answers = run(journal, 200, {.changes = 64});
  REQUIRE(answers.size() == 200);
  for (std::size_t i = 0; i < 200; ++i) CHECK(answers[i] == std::pair{std::to_string(i), Verdict::committed});
  std::size_t total = 0;
  for (const auto& group : journal.groups) {
    CHECK(group.size() <= 64);
    total += group.size();
  }
  CHECK(total == 200);
  // The first group holds what had gathered before its gate, at least one; the other 199 or fewer fill theirs.
  CHECK(journal.groups.size() <= 5);
  CHECK(journal.commits == static_cast<int>(journal.groups.size()));
}

TEST_CASE("a transaction takes no further change once it is two milliseconds old") {
  PlayedJournal journal;
  journal.apply_takes = 700us;
  run(journal, 20, {.length = 2ms});
  for (const auto& group : journal.groups) CHECK(group.size() <= 3);
  CHECK(journal.groups.size() >= 7);
}

TEST_CASE("a change that conflicts or fails alone leaves the others of its transaction standing") {
  PlayedJournal journal;
  journal.verdicts = {{"1", Verdict::conflict}, {"3", Verdict::failed}};
  const auto answers = run(journal, 5);
  const std::vector<Verdict> expected{Verdict::committed, Verdict::conflict, Verdict::committed, Verdict::failed, Verdict::committed};
  REQUIRE(answers.size() == 5);
  for (std::size_t i = 0; i < 5; ++i) CHECK(answers[i].second == expected[i]);
  CHECK(journal.rollbacks == 0);
}

TEST_CASE("whichever call of the database fails, what its transaction had touched fails with it and all else is committed") {
  for (std::size_t nth = 1; nth <= 12; ++nth) {
    PlayedJournal journal;
    journal.fails_at = nth;
    const auto answers = run(journal, 10, {.changes = 4});
    INFO("call " << nth);
    REQUIRE(answers.size() == 10);
    CHECK(journal.rollbacks == 1);
    std::map<std::string, Verdict> by_id(answers.begin(), answers.end());
    CHECK(by_id.size() == 10);
    std::size_t committed = 0;
    for (const auto& answer : answers) committed += answer.second == Verdict::committed ? 1 : 0;
    // A failed group holds one to four changes; each of the others must have been in a group that was committed.
    CHECK(committed >= 6);
    CHECK(committed <= 9);
    for (std::size_t i = 0; i < 10; ++i) CHECK(answers[i].first == std::to_string(i));
  }
}

TEST_CASE("a commit that fails, fails every change in it") {
  PlayedJournal journal;
  journal.fails_at = 1 + 4 + 1;  // begin, four changes, commit
  std::vector<Verdict> verdicts;
  {
    GroupCommit group(journal, journal.clock, {.changes = 4});
    for (int i = 0; i < 5; ++i) group.submit(change(std::to_string(i)), [&](const Committed& c) { verdicts.push_back(c.verdict); });
    journal.gate.set_value();
  }
  REQUIRE(verdicts.size() == 5);
  // The writer may have taken the first change alone; then the sixth call falls into the next group. Either way one group failed as a
  // whole.
  std::size_t at = 0;
  std::size_t failed_groups = 0;
  for (const auto& ids : journal.groups) {
    for (std::size_t i = 1; i < ids.size(); ++i) CHECK(verdicts[at + i] == verdicts[at]);
    if (!ids.empty() && verdicts[at] == Verdict::failed) ++failed_groups;
    at += ids.size();
  }
  CHECK(failed_groups == 1);
}

TEST_CASE("a full queue refuses, and a closed one as well") {
  PlayedJournal journal;
  GroupCommit group(journal, journal.clock, {.changes = 1, .waiting = 2});
  int answered = 0;
  const auto count = [&answered](const Committed&) { ++answered; };
  int taken = 0;
  for (int i = 0; i < 10; ++i) taken += group.submit(change(std::to_string(i)), count) ? 1 : 0;
  CHECK(taken >= 2);
  CHECK(taken <= 3);  // two wait, one may be with the writer already
  journal.gate.set_value();
  group.close();
  CHECK(answered == taken);
  CHECK_FALSE(group.submit(change("late"), count));
}
