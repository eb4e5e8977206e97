#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>

#include "reports/imports/input.hpp"

namespace rushhour::imports {

/// The whole rest of `in` as one JSON object, at most 64 MB. Throws UserError (Exit::settings) that says where it stops being one.
nlohmann::json json_document(Input& in);

/// The whole number under `key`, zero where there is none.
std::uint64_t count_at(const nlohmann::json& object, const char* key);

}  // namespace rushhour::imports
