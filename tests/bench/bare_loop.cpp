// How late a bare epoll loop sends what is due: an open loop of R requests a second on one thread, each sent at its instant on a connection
// that is idle. It waits in epoll_pwait2 to the nanosecond, with the least timer slack that Linux grants; what is left is the machine's own
// lateness, the yardstick of a load generator's send lag.
//
//     bench_bare_loop URL PATH [RATE] [SECONDS] [CONNECTIONS] [WARMUP_SECONDS]
//
// Lag = the instant just before send() - the instant since which nothing but the loop kept the request: when it was due, or, if every
// connection was busy then, when one became idle. That is rushhour's own send lag. The warm-up is a part of SECONDS and in no figure.
// Prints {requests, errors, waited, cpu_s, send_lag_ns: {p50, p99, p99.9, max}} as JSON; waited: those that found every connection busy.

#include <fmt/format.h>
#include <sys/prctl.h>

#include <chrono>
#include <cmath>
#include <cstdlib>
#include <memory>
#include <vector>

#include "reports/latency/histogram.hpp"
#include "tests/bench/bare_exchange.hpp"

namespace {

using namespace rushhour::bench;
using Clock = std::chrono::steady_clock;
using std::chrono::nanoseconds;

class Loop {
 public:
  Loop(Address address, std::string_view path, std::uint32_t connections)
      : address_(std::move(address)), request_(get_request(address_, path)), epoll_(::epoll_create1(EPOLL_CLOEXEC)), events_(connections) {
    if (epoll_ < 0) throw_errno("epoll_create1");
    for (std::uint32_t tag = 0; tag < connections; ++tag) {
      exchanges_.push_back(std::make_unique<BareExchange>(address_, epoll_, tag));
      idle_.push_back(tag);
    }
  }
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;
  ~Loop() { ::close(epoll_); }

  /// Request n is due at n / rate; those due before `warmup` are sent and not counted.
  void run(double rate, nanoseconds length, nanoseconds warmup) {
    rate_ = rate;
    length_ = length;
    warmup_ = warmup;
    begin_ = Clock::now();
    while (due_ < length_) {
      send_what_is_due();
      take_answers(idle_.empty() ? now() + std::chrono::seconds(1) : due_);
    }
  }

  std::uint64_t errors() const { return errors_; }
  std::uint64_t waited() const { return waited_; }
  const rushhour::latency::Histogram& lag() const { return lag_; }

 private:
  nanoseconds now() const { return Clock::now() - begin_; }

  void send_what_is_due() {
    for (nanoseconds at = now(); due_ <= at && due_ < length_ && !idle_.empty(); at = now()) {
      const std::uint32_t tag = idle_.back();
      idle_.pop_back();
      if (!exchanges_[tag]->send(request_)) start_afresh(tag);
      if (due_ >= warmup_) {
        waited_ += due_ < became_idle_;
        lag_.record((at - std::max(due_, became_idle_)).count());
      }
      due_ = nanoseconds(std::llround(static_cast<double>(++next_) * 1e9 / rate_));
    }
  }

  /// Waits for answers until `until` and takes those that are there; what becomes due meanwhile is not kept waiting for the last of them.
  void take_answers(nanoseconds until) {
    const nanoseconds wait = std::max(nanoseconds(0), until - now());
    const timespec limit{static_cast<time_t>(wait.count() / 1'000'000'000), static_cast<long>(wait.count() % 1'000'000'000)};
    const int ready = ::epoll_pwait2(epoll_, events_.data(), static_cast<int>(events_.size()), &limit, nullptr);
    if (ready < 0 && errno != EINTR) throw_errno("epoll_pwait2");
    for (int i = 0; i < ready; ++i) {
      const std::uint32_t tag = events_[static_cast<std::size_t>(i)].data.u32;
      const BareExchange::Answer answer = exchanges_[tag]->receive();
      if (answer == BareExchange::Answer::partial) continue;
      if (answer == BareExchange::Answer::wrong)
        start_afresh(tag);
      else
        release(tag);
      send_what_is_due();
    }
  }

  void release(std::uint32_t tag) {
    if (idle_.empty()) became_idle_ = now();
    idle_.push_back(tag);
  }

  void start_afresh(std::uint32_t tag) {
    ++errors_;
    exchanges_[tag] = std::make_unique<BareExchange>(address_, epoll_, tag);
    release(tag);
  }

  Address address_;
  std::string request_;
  int epoll_;
  std::vector<epoll_event> events_;
  std::vector<std::unique_ptr<BareExchange>> exchanges_;
  std::vector<std::uint32_t> idle_;
  Clock::time_point begin_;
  double rate_ = 0;
  nanoseconds length_{0};
  nanoseconds warmup_{0};
  std::uint64_t next_ = 0;  // request to be sent, and when it is due
  nanoseconds due_{0};
  rushhour::latency::Histogram lag_;
  std::uint64_t errors_ = 0;
  std::uint64_t waited_ = 0;
  nanoseconds became_idle_{0};  // when it was last over that every connection was busy
};

nanoseconds seconds_of(double s) { return nanoseconds(std::llround(s * 1e9)); }

}  // namespace

int main(int argc, char** argv) try {
  if (argc < 3) {
    fmt::print(stderr, "usage: {} URL PATH [RATE] [SECONDS] [CONNECTIONS] [WARMUP_SECONDS]\n", argv[0]);
    return 2;
  }
  const auto number = [&](int at, double otherwise) { return argc > at ? std::atof(argv[at]) : otherwise; };
  Loop loop(Address(argv[1]), argv[2], static_cast<std::uint32_t>(number(5, 256)));
  if (::prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL) < 0) throw_errno("PR_SET_TIMERSLACK");
  const double cpu = cpu_seconds();
  loop.run(number(3, 20'000), seconds_of(number(4, 5)), seconds_of(number(6, 0)));
  const auto& lag = loop.lag();
  fmt::print(
      "{{\"requests\":{},\"errors\":{},\"waited\":{},\"cpu_s\":{:.3f},\"send_lag_ns\":{{\"p50\":{},\"p99\":{},\"p99.9\":{},\"max\":{}}}}}"
      "\n",
      lag.count(), loop.errors(), loop.waited(), cpu_seconds() - cpu, lag.quantile(0.5), lag.quantile(0.99), lag.quantile(0.999),
      lag.max());
  return 0;
} catch (const std::exception& trouble) {
  fmt::print(stderr, "{}: {}\n", argv[0], trouble.what());
  return 1;
}
