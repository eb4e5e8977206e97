#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/load/exchange.hpp"

namespace rushhour::script {

/// Names and values as bodies and queries have them. Pure functions.

/// "a=1&b=x%20y": every byte but letters, digits and "-._~" percent-encoded (RFC 3986).
void append_query(std::span<const load::Header> pairs, std::string& out);

/// application/x-www-form-urlencoded as browsers write it: "a=1&b=x+y", and "*" instead of "~" as it is.
void append_form(std::span<const load::Header> pairs, std::string& out);

/// Adds a query to a URL, in front of its fragment, behind a query that it has.
void add_query(std::string& url, std::span<const load::Header> pairs);

/// The same of a query that is encoded already. REQUIRES: `query` does not alias `url`.
void add_query(std::string& url, std::string_view query);

/// One part of a multipart body.
struct FormPart {
  std::string name;
  std::string filename;  ///< empty for none
  std::string type;      ///< of the content; empty for none
  std::string content;
};

/// multipart/form-data (RFC 7578). Returns the Content-Type with its boundary, which is a function of the parts alone and stands in none
/// of them.
std::string append_multipart(std::span<const FormPart> parts, std::string& out);

}  // namespace rushhour::script
