#include "target/telemetry/process_figures.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>

namespace rushhour::telemetry {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

double seconds_of(const timeval& time) { return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6; }

}  // namespace

double resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  double total_pages = 0;
  double resident_pages = 0;
  if (!(statm >> total_pages >> resident_pages)) return unknown;
  return resident_pages * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

double processor_seconds() {
  rusage usage{};
  if (::getrusage(RUSAGE_SELF, &usage) != 0) return unknown;
  return seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
}

double open_descriptors() {
  std::error_code error;
  const std::filesystem::directory_iterator open("/proc/self/fd", error);
  if (error) return unknown;
  // The iterator's own is among them.
  return static_cast<double>(std::distance(open, std::filesystem::directory_iterator())) - 1;
}

}  // namespace rushhour::telemetry
