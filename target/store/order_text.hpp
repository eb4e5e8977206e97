#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "target/delivery/order.hpp"

namespace rushhour::store {

/// The lines of an order as the JSON text that stands in its row: [{"dish":101,"name":"Udon","price":980,"quantity":2}].
std::string encode_lines(const std::vector<delivery::OrderLine>& lines);

/// Throws std::exception if the text was not written by encode_lines.
std::vector<delivery::OrderLine> decode_lines(std::string_view text);

/// What changes in the life of an order, but for its status, as JSON: where it goes, its payment, its courier, its instants in nanoseconds
/// since 1970, its review.
std::string encode_life(const delivery::Order& order);

/// Puts back what encode_life wrote; an empty text, as rows of older versions have it, changes nothing. Throws std::exception if the text
/// is neither.
void decode_life(std::string_view text, delivery::Order& order);

}  // namespace rushhour::store
