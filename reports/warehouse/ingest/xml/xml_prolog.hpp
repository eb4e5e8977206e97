#pragma once

#include <string>
#include <string_view>

namespace rushhour::warehouse {

/// Within how many bytes the first element of a document must begin.
inline constexpr std::size_t xml_prolog_max = 64 << 10;

/// Looks at the first bytes of a document, `xml_prolog_max` or as many as it has, before a parser sees them. What may stand there is white
/// space, comments and processing instructions; entities, which can become gigabytes or name other files, need a document type to be
/// declared in.
///
/// Throws UserError (Exit::settings) naming `file`: there is a document type, or no element.
void check_prolog(std::string_view head, const std::string& file);

}  // namespace rushhour::warehouse
