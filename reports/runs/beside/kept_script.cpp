#include "reports/runs/beside/kept_script.hpp"

#include <fstream>
#include <system_error>

namespace rushhour::runs {

namespace fs = std::filesystem;

std::string kept_script(const RunRecord& record, std::size_t most) {
  const nlohmann::json::json_pointer at("/script/file");
  if (record.directory.empty() || !record.meta.contains(at) || !record.meta.at(at).is_string()) return {};
  const fs::path name = fs::path(record.meta.at(at).get<std::string>()).filename();
  const fs::path file = record.directory / "scenario" / name;
  std::error_code error;
  if (name.empty() || name == ".." || fs::symlink_status(file, error).type() != fs::file_type::regular) return {};
  std::ifstream in(file, std::ios::binary);
  std::string text(most, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  return text;
}

}  // namespace rushhour::runs
