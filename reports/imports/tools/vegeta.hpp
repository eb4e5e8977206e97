#pragma once

#include <string_view>

#include "reports/imports/gathered.hpp"
#include "reports/imports/input.hpp"

namespace rushhour::imports {

/// Vegeta's results, as JSON lines or CSV (vegeta encode), or as gob, which vegeta attack writes. A method and an address without its query
/// are a step, the name of the attack is the scenario.
bool is_like_vegeta_json(std::string_view head);
void read_vegeta_json(Input& in, Gathered& into);

bool is_like_vegeta_csv(std::string_view head);
void read_vegeta_csv(Input& in, Gathered& into);

bool is_like_vegeta_gob(std::string_view head);
void read_vegeta_gob(Input& in, Gathered& into);

}  // namespace rushhour::imports
