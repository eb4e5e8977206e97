// How many plain GETs a core can send through the wire: a closed loop of users, without scripts.
//
//     bench_wire_get URL PATH [USERS] [SECONDS]
//
// Prints requests, errors, seconds, the generator's CPU seconds, and requests per CPU second.

#include <fmt/format.h>
#include <sys/resource.h>

#include <cstdlib>

#include "sim/wire/wire_world.hpp"

namespace {

using namespace rushhour;

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto of = [](const timeval& t) { return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6; };
  return of(usage.ru_utime) + of(usage.ru_stime);
}

class Crowd final : public load::Resident {
 public:
  Crowd(wire::WireWorld& world, std::string path, Instant until) : world_(world), until_(until) { request_.url = std::move(path); }

  void start(load::UserId users) {
    for (load::UserId user = 0; user < users; ++user) world_.send(user, request_);
    busy_ = users;
  }

  void on_alarm(Instant) override {}

  void on_outcome(load::UserId user, load::Outcome&& outcome, Instant now) override {
    ++requests_;
    errors_ += outcome.status != 200;
    if (now < until_)
      world_.send(user, request_);
    else
      --busy_;
  }

  bool finished() const noexcept override { return busy_ == 0; }

  std::uint64_t requests() const { return requests_; }
  std::uint64_t errors() const { return errors_; }

 private:
  wire::WireWorld& world_;
  load::Request request_;
  Instant until_;
  load::UserId busy_ = 0;
  std::uint64_t requests_ = 0;
  std::uint64_t errors_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    fmt::print(stderr, "usage: {} URL PATH [USERS] [SECONDS]\n", argv[0]);
    return 2;
  }
  const auto users = static_cast<load::UserId>(argc > 3 ? std::atoi(argv[3]) : 64);
  const auto length = std::chrono::seconds(argc > 4 ? std::atoi(argv[4]) : 5);
  wire::WireWorld world({argv[1], {}, 1});
  world.start_now();
  Crowd crowd(world, argv[2], length);
  const double before = cpu_seconds();
  crowd.start(users);
  world.run(crowd);
  const double cpu = cpu_seconds() - before;
  fmt::print("{} requests, {} errors, {:.2f} s, {:.2f} cpu s, {:.0f} requests per cpu second\n", crowd.requests(), crowd.errors(),
             seconds(world.now()), cpu, static_cast<double>(crowd.requests()) / cpu);
}
