#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace rushhour {

/// Puts `text` into `file`: written beside it and moved over it, so that whoever reads the file never sees half of it, and what stood there
/// stays where the disk is full. Through a symbolic link the file that it means is replaced; what is no plain file (/dev/stdout, a pipe) is
/// written to as it is. Throws UserError (Exit::trouble) that names the file and says why.
void write_whole(const std::filesystem::path& file, std::string_view text);

/// Puts `text` behind what `file` holds. Throws as write_whole() does.
void append_whole(const std::filesystem::path& file, std::string_view text);

/// Why `file` cannot be written as it seems now, with what to do; empty if nothing speaks against it. Writes nothing.
std::string why_unwritable(const std::filesystem::path& file);

}  // namespace rushhour
