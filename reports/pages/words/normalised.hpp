#pragma once

#include <string>
#include <string_view>

namespace rushhour::pages {

/// What went wrong with what differs from case to case taken out, so that the same trouble is one line: "order <number> is gone". Quoted
/// text becomes <text>, addresses <address>, ids of hexadecimal digits <id>, other numbers <number>. An HTTP status stays: it says what
/// went wrong.
std::string normalised(std::string_view trouble);

}  // namespace rushhour::pages
