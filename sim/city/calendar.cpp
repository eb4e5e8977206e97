#include "sim/city/calendar.hpp"

namespace rushhour::city {

void append_two_digits(std::string& to, std::uint32_t n) {
  const char two[2] = {static_cast<char>('0' + n / 10), static_cast<char>('0' + n % 10)};
  to.append(two, 2);
}

void MomentWriter::date(std::string& to, Day day) {
  if (day != last_) {
    const std::chrono::year_month_day ymd(day);
    const auto year = static_cast<std::uint32_t>(static_cast<int>(ymd.year()));
    digits_.clear();
    append_two_digits(digits_, year / 100);
    append_two_digits(digits_, year % 100);
    digits_ += '-';
    append_two_digits(digits_, static_cast<unsigned>(ymd.month()));
    digits_ += '-';
    append_two_digits(digits_, static_cast<unsigned>(ymd.day()));
    last_ = day;
  }
  to += digits_;
}

void MomentWriter::time_of_day(std::string& to, std::int64_t seconds) const {
  const auto s = static_cast<std::uint32_t>(seconds);
  const std::uint32_t parts[3] = {s / 3600, s / 60 % 60, s % 60};
  char text[9];
  for (int i = 0; i < 3; ++i) {
    text[3 * i] = i == 0 ? 'T' : ':';
    text[3 * i + 1] = static_cast<char>('0' + parts[i] / 10);
    text[3 * i + 2] = static_cast<char>('0' + parts[i] % 10);
  }
  to.append(text, sizeof text);
}

void MomentWriter::to_seconds(std::string& to, Moment at) {
  const Day day = day_of(at);
  date(to, day);
  time_of_day(to, (at - midnight(day)).count() / 1000);
  to += 'Z';
}

void MomentWriter::to_milliseconds(std::string& to, Moment at) {
  const Day day = day_of(at);
  const std::int64_t ms = (at - midnight(day)).count();
  date(to, day);
  time_of_day(to, ms / 1000);
  const auto rest = static_cast<std::uint32_t>(ms % 1000);
  const char text[5] = {'.', static_cast<char>('0' + rest / 100), static_cast<char>('0' + rest / 10 % 10),
                        static_cast<char>('0' + rest % 10), 'Z'};
  to.append(text, sizeof text);
}

}  // namespace rushhour::city
