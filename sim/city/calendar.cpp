#include "sim/city/calendar.hpp"

#include <algorithm>
#include <cstdint>

namespace rushhour::city {
namespace {

void put_two(char* to, std::uint32_t n) {
  to[0] = static_cast<char>('0' + n / 10);
  to[1] = static_cast<char>('0' + n % 10);
}

// "T12:30:05"
void put_time(char* to, std::uint32_t seconds) {
  to[0] = 'T';
  put_two(to + 1, seconds / 3600);
  to[3] = ':';
  put_two(to + 4, seconds / 60 % 60);
  to[6] = ':';
  put_two(to + 7, seconds % 60);
}

}  // namespace

const std::array<char, 10>& MomentWriter::digits_of(Day day) {
  if (day == last_) return digits_;
  const std::chrono::year_month_day ymd(day);
  const auto year = static_cast<std::uint32_t>(static_cast<int>(ymd.year()));
  put_two(&digits_[0], year / 100);
  put_two(&digits_[2], year % 100);
  digits_[4] = '-';
  put_two(&digits_[5], static_cast<unsigned>(ymd.month()));
  digits_[7] = '-';
  put_two(&digits_[8], static_cast<unsigned>(ymd.day()));
  last_ = day;
  return digits_;
}

void MomentWriter::date(std::string& to, Day day) { to.append(digits_of(day).data(), digits_.size()); }

void MomentWriter::to_seconds(std::string& to, Moment at) {
  const Day day = day_of(at);
  char text[20];
  std::copy_n(digits_of(day).data(), 10, text);
  put_time(text + 10, static_cast<std::uint32_t>((at - midnight(day)).count() / 1000));
  text[19] = 'Z';
  to.append(text, sizeof text);
}

void MomentWriter::to_milliseconds(std::string& to, Moment at) {
  const Day day = day_of(at);
  const auto ms = static_cast<std::uint32_t>((at - midnight(day)).count());
  char text[24];
  std::copy_n(digits_of(day).data(), 10, text);
  put_time(text + 10, ms / 1000);
  text[19] = '.';
  text[20] = static_cast<char>('0' + ms % 1000 / 100);
  put_two(text + 21, ms % 100);
  text[23] = 'Z';
  to.append(text, sizeof text);
}

}  // namespace rushhour::city
