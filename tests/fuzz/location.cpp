// Resolves the input as a Location and checks what must hold for any bytes: what comes out is a URL that can be sent, and stays what it is
// when it is resolved again.
//
// Input: the base and the location, apart by a line's end; without one, the location alone.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "sim/wire/http/redirect.hpp"
#include "sim/wire/http/url.hpp"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace rushhour::wire;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t end = text.find('\n');
  std::string_view base = end == std::string_view::npos ? std::string_view() : text.substr(0, end);
  const std::string_view location = end == std::string_view::npos ? text : text.substr(end + 1);
  if (!split_url(base).complaint.empty()) base = "http://shop.example:8080/a/b?c";
  const std::string url = resolve_location(base, location);
  if (url.empty()) return 0;
  const Url split = split_url(url);
  require(split.complaint.empty() && !split.host.empty());
  require(split.target.find('#') == std::string_view::npos);
  require(resolve_location(url, "") == url);
  // A base may hold what only a Location is rid of; once rid of it, nothing changes any more.
  const std::string tidy = resolve_location(base, url);
  require(!tidy.empty() && resolve_location(base, tidy) == tidy);
  return 0;
}
