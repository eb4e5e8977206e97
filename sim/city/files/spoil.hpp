#pragma once

#include <cstdint>
#include <string>
#include <string_view>

// Puts another text into one field of a record that is written already, so that those who write records know nothing of faults. Records
// are single lines without their line break, as sim/city writes them. REQUIRES, of all: the record has the field.
namespace rushhour::city {

enum class Format { csv, xml, json_lines };

/// The text of a field as it stands there (in CSV quotes and all). Of CSV, `columns` is the header.
std::string_view field_of(Format format, std::string_view columns, std::string_view record, std::string_view column);

/// `text` instead of it.
void replace_field(Format format, std::string_view columns, std::string& record, std::string_view column, std::string_view text);

/// Takes a member out of a JSON object, of which it is not the first.
void remove_member(std::string& record, std::string_view column);

/// Cuts the object short, so that it is none; `where` of a thousand of the way from its middle to its end, at a whole letter.
void cut_short(std::string& record, std::uint64_t where);

}  // namespace rushhour::city
