#pragma once

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "tests/unit/text_files.hpp"

/// `text` is what stands in the file `name` of the source tree. RUSHHOUR_UPDATE_GOLDEN=1 writes the file instead of comparing with it; look
/// at what changed before it is committed.
inline void check_golden(const std::filesystem::path& name, const std::string& text) {
  const std::filesystem::path file = std::filesystem::path(RUSHHOUR_SOURCE_DIR) / name;
  if (std::getenv("RUSHHOUR_UPDATE_GOLDEN") != nullptr)
    write_text(file, text);
  else
    CHECK(text == text_of(file));
}
