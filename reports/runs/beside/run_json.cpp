#include "reports/runs/beside/run_json.hpp"

#include <fmt/format.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <system_error>

#include "reports/foundation/user_error.hpp"

namespace rushhour::runs {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr int known_schema = 1;
constexpr std::uintmax_t largest_meta = 64 << 20;

}  // namespace

json read_meta(const fs::path& directory) {
  std::error_code error;
  if (!fs::exists(directory, error)) throw UserError(fmt::format("{}: there is no such run directory", directory.string()));
  if (!fs::is_directory(directory, error))
    throw UserError(fmt::format("{} is a file; give the run directory that holds it", directory.string()));
  const fs::path file = directory / "run.json";
  if (!fs::is_regular_file(file, error))
    throw UserError(fmt::format("{} is no run directory: it holds no run.json; 'rushhour run' makes one", directory.string()));
  if (fs::file_size(file, error) > largest_meta) throw UserError(fmt::format("{} is damaged: it is larger than 64 MB", file.string()));
  std::ifstream in(file, std::ios::binary);
  if (!in) throw UserError(fmt::format("{} cannot be read", file.string()));
  json meta = json::parse(in, nullptr, false);
  if (!meta.is_object()) throw UserError(fmt::format("{} is damaged: it is not a JSON object", file.string()));
  const auto schema = meta.find("schema");
  if (schema == meta.end() || !schema->is_number_integer())
    throw UserError(fmt::format("{} is damaged: it names no schema", file.string()));
  if (*schema != known_schema)
    throw UserError(fmt::format("{} has schema {}, and this rushhour ({}) reads schema {}; use the version that made it", file.string(),
                                schema->dump(), RUSHHOUR_VERSION, known_schema),
                    Exit::settings);
  return meta;
}

}  // namespace rushhour::runs
