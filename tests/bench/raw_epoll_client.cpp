// What a plain GET costs when nothing stands between a loop and the kernel: a closed loop on one thread, two system calls an exchange, and
// one epoll_wait for all that is ready. No scripts, no latencies, no timeouts: the yardstick that a load generator can come near.
//
//     bench_raw_epoll_client URL PATH [CONNECTIONS] [SECONDS]
//
// Prints {requests, errors, seconds, cpu_s} as JSON; an answer counts if it has status 200 and the length that it said.

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <memory>
#include <vector>

#include "tests/bench/bare_exchange.hpp"

namespace {

using namespace rushhour::bench;
using Clock = std::chrono::steady_clock;

struct Counts {
  std::uint64_t requests = 0;
  std::uint64_t errors = 0;
};

class Crowd {
 public:
  Crowd(Address address, std::string_view path, std::uint32_t connections)
      : address_(std::move(address)), request_(get_request(address_, path)), epoll_(::epoll_create1(EPOLL_CLOEXEC)), events_(connections) {
    if (epoll_ < 0) throw_errno("epoll_create1");
    for (std::uint32_t tag = 0; tag < connections; ++tag) exchanges_.push_back(std::make_unique<BareExchange>(address_, epoll_, tag));
  }
  Crowd(const Crowd&) = delete;
  Crowd& operator=(const Crowd&) = delete;
  ~Crowd() { ::close(epoll_); }

  Counts run(Clock::time_point until) {
    for (std::uint32_t tag = 0; tag < exchanges_.size(); ++tag) ask(tag);
    while (Clock::now() < until) {
      const int ready = ::epoll_wait(epoll_, events_.data(), static_cast<int>(events_.size()), 100);
      if (ready < 0 && errno != EINTR) throw_errno("epoll_wait");
      for (int i = 0; i < ready; ++i) take(events_[static_cast<std::size_t>(i)].data.u32);
    }
    return counts_;
  }

 private:
  void take(std::uint32_t tag) {
    switch (exchanges_[tag]->receive()) {
      case BareExchange::Answer::partial:
        return;
      case BareExchange::Answer::right:
        ++counts_.requests;
        return ask(tag);
      case BareExchange::Answer::wrong:
        return start_afresh(tag);
    }
  }

  void ask(std::uint32_t tag) {
    if (!exchanges_[tag]->send(request_)) start_afresh(tag);
  }

  /// A second failure at once ends the program: there is no server to measure.
  void start_afresh(std::uint32_t tag) {
    ++counts_.errors;
    exchanges_[tag] = std::make_unique<BareExchange>(address_, epoll_, tag);
    if (!exchanges_[tag]->send(request_)) throw_errno("send");
  }

  Address address_;
  std::string request_;
  int epoll_;
  std::vector<epoll_event> events_;
  std::vector<std::unique_ptr<BareExchange>> exchanges_;
  Counts counts_;
};

}  // namespace

int main(int argc, char** argv) try {
  if (argc < 3) {
    fmt::print(stderr, "usage: {} URL PATH [CONNECTIONS] [SECONDS]\n", argv[0]);
    return 2;
  }
  Crowd crowd(Address(argv[1]), argv[2], static_cast<std::uint32_t>(argc > 3 ? std::atoi(argv[3]) : 64));
  const auto length = std::chrono::duration<double>(argc > 4 ? std::atof(argv[4]) : 5);
  const double cpu = cpu_seconds();
  const auto begin = Clock::now();
  const Counts counts = crowd.run(begin + std::chrono::duration_cast<Clock::duration>(length));
  const std::chrono::duration<double> took = Clock::now() - begin;
  fmt::print("{{\"requests\":{},\"errors\":{},\"seconds\":{:.3f},\"cpu_s\":{:.3f}}}\n", counts.requests, counts.errors, took.count(),
             cpu_seconds() - cpu);
  return 0;
} catch (const std::exception& trouble) {
  fmt::print(stderr, "{}: {}\n", argv[0], trouble.what());
  return 1;
}
