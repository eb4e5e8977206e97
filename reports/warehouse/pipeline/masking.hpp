#pragma once

#include <string>
#include <string_view>

namespace rushhour::warehouse {

/// What may be shown of a value of that column: names, emails and phone numbers keep their first letter, their domain's end or their last
/// two digits, dates of birth their year; everything else is shown as it is, cut at 60 characters. Text that looks like an email or a phone
/// number is masked in any column, since dirty files have values in the wrong place.
std::string masked(std::string_view column, std::string_view value);

}  // namespace rushhour::warehouse
