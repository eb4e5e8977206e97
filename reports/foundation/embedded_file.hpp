#pragma once

#include <span>
#include <string_view>

namespace rushhour {

/// A file of the source tree that was compiled into the program (cmake/embed.cmake). `path` is relative to the embedded folder.
struct EmbeddedFile {
  std::string_view path;
  std::string_view text;
};

/// The text of `path` among `files`, or an empty view.
inline std::string_view find_embedded(std::span<const EmbeddedFile> files, std::string_view path) {
  for (const EmbeddedFile& file : files)
    if (file.path == path) return file.text;
  return {};
}

}  // namespace rushhour
