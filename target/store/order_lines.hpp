#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "target/delivery/order.hpp"

namespace rushhour::store {

/// The lines of an order as the JSON text that stands in its row: [{"dish":101,"name":"Udon","price":980,"quantity":2}].
std::string encode_lines(const std::vector<delivery::OrderLine>& lines);

/// Nothing if the text was not written by encode_lines.
std::optional<std::vector<delivery::OrderLine>> decode_lines(std::string_view text);

}  // namespace rushhour::store
