#include "reports/warehouse/pipeline/layout.hpp"

#include <fmt/format.h>

#include <fstream>
#include <string>
#include <string_view>

#include "reports/foundation/user_error.hpp"

namespace rushhour::warehouse {

void Layout::make() const {
  for (const auto& folder : {raw(), processed(), results(), outputs(), logs()}) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) throw UserError(fmt::format("{}: it cannot be made: {}", folder.string(), error.message()));
  }
}

void Layout::keep_raw(const std::filesystem::path& file, std::string_view sha256) const {
  // Whoever analyzes what already stands in raw has it there.
  if (file.parent_path() == std::filesystem::weakly_canonical(raw())) return;
  const std::filesystem::path kept = raw() / fmt::format("{}-{}", sha256.substr(0, 12), file.filename().string());
  if (std::filesystem::exists(kept)) return;
  std::error_code error;
  std::filesystem::create_hard_link(file, kept, error);
  if (!error) return;
  std::filesystem::copy_file(file, kept, error);
  if (error) throw UserError(fmt::format("{}: it cannot be kept as {}: {}", file.string(), kept.string(), error.message()));
}

void write_whole(const std::filesystem::path& file, std::string_view text) {
  std::filesystem::path beside = file;
  beside += ".new";
  std::ofstream out(beside, std::ios::binary);
  out << text;
  const bool written = out.flush().good();
  out.close();
  std::error_code error;
  if (written) std::filesystem::rename(beside, file, error);
  if (written && !error) return;
  std::filesystem::remove(beside, error);
  throw UserError(fmt::format("{}: cannot be written; is the folder yours and the disk not full?", file.string()));
}

}  // namespace rushhour::warehouse
