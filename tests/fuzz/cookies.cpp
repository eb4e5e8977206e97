// Gives a jar the lines of the input as Set-Cookie headers and checks what must hold for any bytes: the jar is bounded, and what it would
// send could stand in a request. The whole input is read as a date besides.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "sim/wire/http/cookie_jar.hpp"
#include "sim/wire/http/set_cookie.hpp"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

bool is_sendable(std::string_view line) noexcept {
  return std::none_of(line.begin(), line.end(), [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f; });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace rushhour::wire;
  constexpr CookieJar::Time now{std::chrono::seconds(1'700'000'000)};
  std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto date = parse_cookie_date(text)) require(date->time_since_epoch().count() < std::int64_t{1} << 40);
  const Url secure = split_url("https://a.shop.example/path/to/x?y");
  const Url plain = split_url("http://b.shop.example/");
  CookieJar jar;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    if (const auto cookie = parse_set_cookie(line)) require(!cookie->name.empty() && cookie->path.size() <= line.size());
    jar.store(secure, line, now);
    require(jar.size() <= 100);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  const std::string sent = jar.header(secure, "own=1", now);
  require(sent.starts_with("own=1") && is_sendable(sent));
  const std::string elsewhere = jar.header(plain, {}, now + std::chrono::hours(1));
  require(is_sendable(elsewhere) && elsewhere.size() <= sent.size());
  return 0;
}
