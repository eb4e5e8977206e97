#include "sim/telemetry/process_figures.hpp"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <map>
#include <string>

using namespace rushhour::sim;

namespace {

std::map<std::string, double> by_name(const std::vector<ProcessFigure>& figures) {
  std::map<std::string, double> map;
  for (const auto& [name, value] : figures) map.emplace(name, value);
  return map;
}

const std::string stat_line =
    "4711 (a) b (c)) S 1 4711 4711 0 -1 4194560 5000 0 12 0 150 50 0 0 20 0 7 0 123456 1000000000 2500 18446744073709551615 1 1 0 0 0 0\n";

}  // namespace

TEST_CASE("CPU time, threads and memory are read of a process whatever its program is called") {
  std::vector<ProcessFigure> figures;
  REQUIRE(add_stat(stat_line, 100, 4096, figures));
  const auto found = by_name(figures);
  CHECK(found.at("process_cpu_seconds_total") == 2);
  CHECK(found.at("process_threads") == 7);
  CHECK(found.at("process_resident_memory_bytes") == 2500 * 4096);
}

TEST_CASE("a stat that is cut short, garbled or of a dead process gives nothing") {
  std::vector<ProcessFigure> figures;
  for (std::size_t length = 0; length < stat_line.size(); ++length) CHECK_FALSE(add_stat(stat_line.substr(0, length), 100, 4096, figures));
  std::string zombie = stat_line, garbled = stat_line;
  zombie.replace(zombie.find(" S "), 3, " Z ");
  garbled.replace(garbled.find(" 150 "), 5, " 1x0 ");
  CHECK_FALSE(add_stat(zombie, 100, 4096, figures));
  CHECK_FALSE(add_stat(garbled, 100, 4096, figures));
  CHECK(figures.empty());
}

TEST_CASE("context switches and bytes of disks are read by their names") {
  std::vector<ProcessFigure> figures;
  add_status("Name:\tx\nThreads:\t3\nvoluntary_ctxt_switches:\t15\nnonvoluntary_ctxt_switches:\t4\n", figures);
  add_io("rchar: 10\nwchar: 20\nread_bytes: 4096\nwrite_bytes: 8192\ncancelled_write_bytes: 1\n", figures);
  const auto found = by_name(figures);
  CHECK(found.size() == 4);
  CHECK(found.at("process_voluntary_context_switches_total") == 15);
  CHECK(found.at("process_involuntary_context_switches_total") == 4);
  CHECK(found.at("process_disk_read_bytes_total") == 4096);
  CHECK(found.at("process_disk_written_bytes_total") == 8192);
}

TEST_CASE("what is not there, or is no number, is left out") {
  std::vector<ProcessFigure> figures;
  add_status("", figures);
  add_status("voluntary_ctxt_switches:\nnonvoluntary_ctxt_switches: many\n", figures);
  add_io("read_bytes", figures);
  CHECK(figures.empty());
}

TEST_CASE("this process has computed something, and one that is not there has not") {
  WatchedProcess self(::getpid());
  const auto found = by_name(self.look());
  CHECK(found.at("process_threads") >= 1);
  CHECK(found.at("process_resident_memory_bytes") > 100'000);
  CHECK(found.contains("process_cpu_seconds_total"));
  CHECK(WatchedProcess(0x7ffffff0).look().empty());
}

TEST_CASE("who listens at a port is found, and nobody where nobody does") {
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  REQUIRE(listener >= 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  REQUIRE(::bind(listener, reinterpret_cast<sockaddr*>(&address), length) == 0);
  REQUIRE(::listen(listener, 1) == 0);
  REQUIRE(::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length) == 0);
  const std::uint16_t port = ntohs(address.sin_port);
  CHECK(process_listening_at(port) == ::getpid());
  ::close(listener);
  CHECK_FALSE(process_listening_at(port));
}
