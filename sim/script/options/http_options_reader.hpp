#pragma once

#include <filesystem>

#include "sim/load/http_options.hpp"
#include "sim/script/options/option_table.hpp"

namespace rushhour::script {

/// Reads `options.http` and `options.hosts` into `http`; what is not there stays as it is. `folder`: where relative paths of TLS files
/// begin. Throws UserError (Exit::settings) that names the path of the key. Raises no Lua error.
void read_http_options(const OptionTable& options, const std::filesystem::path& folder, load::HttpOptions& http);

}  // namespace rushhour::script
