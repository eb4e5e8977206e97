#include "target/server/limits/admission.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <deque>
#include <functional>
#include <map>
#include <queue>
#include <random>
#include <vector>

using namespace rushhour;
using namespace std::chrono_literals;
using server::Admission;
using server::AdmissionSettings;
using server::ClientKey;

namespace {

/// A station of k servers with exponential service times behind an Admission, or without one, under Poisson arrivals (M/M/k): what each
/// second of it looked like, in virtual time.
class Station {
 public:
  struct Second {
    std::vector<double> latencies_ms;
    std::size_t refused = 0;

    double p99_ms() {
      REQUIRE(latencies_ms.size() >= 100);
      std::sort(latencies_ms.begin(), latencies_ms.end());
      return latencies_ms[latencies_ms.size() * 99 / 100];
    }
  };

  Station(std::size_t servers, Instant service, Admission* admission)
      : servers_(servers), service_s_(seconds(service)), admission_(admission) {}

  double capacity() const { return static_cast<double>(servers_) / service_s_; }
  void slow_down(double factor) { service_s_ *= factor; }

  /// Plays on for `length` at `rate` arrivals a second; `client` draws who each of them is.
  std::vector<Second> play(
      Instant length, double rate, const std::function<ClientKey()>& client = [] { return ClientKey{1}; }) {
    const Instant end = now_ + length;
    const Instant begin = now_;
    std::vector<Second> seconds_played(static_cast<std::size_t>(length / 1s));
    Instant next = now_ + drawn(1 / rate);
    while (now_ < end) {
      const bool arrives = leaving_.empty() || next <= leaving_.top().at;
      now_ = arrives ? next : leaving_.top().at;
      Second& second = seconds_played[std::min(seconds_played.size() - 1, static_cast<std::size_t>((now_ - begin) / 1s))];
      if (arrives) {
        next = now_ + drawn(1 / rate);
        arrive(client(), second);
      } else {
        leave(second);
      }
    }
    return seconds_played;
  }

  std::map<ClientKey, std::size_t> served;

 private:
  struct Job {
    Instant came;
    ClientKey client;
  };
  struct Leaving {
    Instant at;
    Job job;
    bool operator>(const Leaving& other) const { return at > other.at; }
  };

  Instant drawn(double mean_s) { return Instant(static_cast<std::int64_t>(std::exponential_distribution(1 / mean_s)(random_) * 1e9)); }

  void arrive(ClientKey client, Second& second) {
    if (admission_ != nullptr && !admission_->admits(client)) {
      ++second.refused;
      return;
    }
    if (admission_ != nullptr) admission_->started(client);
    waiting_.push_back({now_, client});
    serve();
  }

  void leave(Second& second) {
    const Job job = leaving_.top().job;
    leaving_.pop();
    second.latencies_ms.push_back(seconds(now_ - job.came) * 1e3);
    ++served[job.client];
    if (admission_ != nullptr) admission_->finished(job.client, now_ - job.came, now_);
    serve();
  }

  void serve() {
    if (waiting_.empty() || leaving_.size() >= servers_) return;
    leaving_.push({now_ + drawn(service_s_), waiting_.front()});
    waiting_.pop_front();
  }

  std::size_t servers_;
  double service_s_;
  Admission* admission_;
  Instant now_{0};
  std::mt19937_64 random_{11};
  std::deque<Job> waiting_;
  std::priority_queue<Leaving, std::vector<Leaving>, std::greater<>> leaving_;
};

constexpr Instant window = AdmissionSettings{}.window;

/// Lets `count` requests of latency `latency` pass, one after another, over a little more than `windows` windows.
void pass(Admission& admission, Instant& now, std::size_t windows, Instant latency) {
  for (std::size_t i = 0; i <= windows * 10; ++i) {
    admission.started(1);
    now += window / 10;
    admission.finished(1, latency, now);
  }
}

}  // namespace

TEST_CASE("at four times its capacity a station answers those it lets in as fast as ever, and loses no throughput") {
  AdmissionSettings settings;
  settings.least = 8;
  Admission admission(settings);
  Station station(8, 2ms, &admission);
  for (auto& second : station.play(5s, station.capacity() / 2)) {
    CHECK(second.refused == 0);
    CHECK(second.p99_ms() < 15);
  }
  auto flood = station.play(20s, station.capacity() * 4);
  for (std::size_t i = 0; i < flood.size(); ++i) {
    INFO("second " << i << " of the flood");
    CHECK(flood[i].p99_ms() < (i == 0 ? 100 : 20));
    CHECK(static_cast<double>(flood[i].latencies_ms.size()) > station.capacity() * 0.9);
    CHECK(static_cast<double>(flood[i].refused) > station.capacity() * 2.5);
  }
  auto after = station.play(5s, station.capacity() / 2);
  for (std::size_t i = 0; i < after.size(); ++i) {
    INFO("second " << i << " after the flood");
    CHECK(after[i].refused <= (i == 0 ? 100U : 0U));
    CHECK(after[i].p99_ms() < 20);
  }
}

TEST_CASE("without it the same flood makes everybody wait for seconds, long after it has gone") {
  Station station(8, 2ms, nullptr);
  auto flood = station.play(10s, station.capacity() * 4);
  CHECK(flood.back().p99_ms() > 5000);
  CHECK(station.play(10s, station.capacity() / 2).back().p99_ms() > 5000);
}

TEST_CASE("a flood that lasts for minutes does not pass for the normal case") {
  AdmissionSettings settings;
  settings.least = 8;
  Admission admission(settings);
  Station station(8, 2ms, &admission);
  station.play(2s, station.capacity() / 2);
  auto flood = station.play(200s, station.capacity() * 4);
  for (std::size_t i = 1; i < flood.size(); ++i) {
    INFO("second " << i << " of the flood");
    CHECK(flood[i].p99_ms() < 25);
    CHECK(static_cast<double>(flood[i].latencies_ms.size()) > station.capacity() * 0.85);
  }
}

TEST_CASE("a station that has become slower for good is not held to what it was") {
  Admission admission;
  Station station(64, 2ms, &admission);
  station.play(5s, station.capacity() / 2);
  station.slow_down(10);
  // Now 20 ms each, and asked for nearly all that it can do.
  const auto later = station.play(70s, station.capacity() * 0.9);
  std::size_t refused = 0;
  for (std::size_t i = 60; i < later.size(); ++i) refused += later[i].refused;
  CHECK(refused == 0);
  CHECK(admission.limit() > 64);
}

TEST_CASE("one client that floods does not take the others' share") {
  AdmissionSettings settings;
  settings.least = 8;
  Admission admission(settings);
  Station station(8, 2ms, &admission);
  // Client 1 sends 95 of 100 requests at four times the capacity; nine others send a fifth of the capacity together.
  std::mt19937 random(5);
  const auto clients = [&]() -> ClientKey { return random() % 100 < 95 ? 1 : 2 + random() % 9; };
  station.play(2s, station.capacity() * 4, clients);
  station.served.clear();
  const auto flood = station.play(20s, station.capacity() * 4, clients);
  double others = 0;
  for (const auto& [client, served] : station.served) others += client == 1 ? 0 : static_cast<double>(served);
  const double offered = station.capacity() * 4 * 0.05 * 20;
  CHECK(others / offered > 0.9);
  CHECK(static_cast<double>(station.served[1]) > station.capacity() * 20 * 0.6);
}

TEST_CASE("below the limit everybody is let in; at it, who holds a fair share is refused, and at a quarter above it all are") {
  AdmissionSettings settings;
  settings.start = 8;
  Admission admission(settings);
  for (int i = 0; i < 8; ++i) {
    CHECK(admission.admits(1));
    admission.started(1);
  }
  CHECK_FALSE(admission.admits(1));
  CHECK(admission.admits(2));
  admission.started(2);
  CHECK(admission.admits(2));  // a fair share is 4 of 8
  CHECK(admission.admits(3));
  admission.started(3);
  CHECK(admission.in_flight() == 10);
  for (const ClientKey client : {1U, 2U, 3U, 4U}) CHECK_FALSE(admission.admits(client));
  admission.finished(3, 1ms, 1s);
  CHECK(admission.admits(3));
  CHECK_FALSE(admission.admits(1));
}

TEST_CASE("the limit falls while latency is above its multiple of the baseline, down to the least, and rises when it is used again") {
  Admission admission;
  Instant now = 0s;
  pass(admission, now, 10, 2ms);
  CHECK(admission.limit() == AdmissionSettings{}.start);
  pass(admission, now, 1, 60ms);
  CHECK(admission.limit() < 210);
  pass(admission, now, 30, 60ms);
  CHECK(admission.limit() == AdmissionSettings{}.least);
  // It is not raised while it is not used, and is raised when it is.
  pass(admission, now, 30, 2ms);
  CHECK(admission.limit() == AdmissionSettings{}.least);
  for (int i = 0; i < 60; ++i) admission.started(2);
  pass(admission, now, 10, 2ms);
  CHECK(admission.limit() > AdmissionSettings{}.least + 30);
}

TEST_CASE("what failed tells nothing, and gives its place up all the same") {
  Admission admission;
  Instant now = 0s;
  pass(admission, now, 3, 2ms);
  for (int i = 0; i < 1000; ++i) {
    admission.started(1);
    now += 1ms;
    admission.finished(1, std::nullopt, now);
  }
  CHECK(admission.in_flight() == 0);
  CHECK(admission.limit() == AdmissionSettings{}.start);
}
