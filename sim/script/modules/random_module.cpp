// random.*: draws from the user's stream, so what iteration 7 draws depends on the seed and on iteration 7 alone.

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "sim/script/library.hpp"
#include "sim/script/lua_user.hpp"
#include "sim/script/lua_value.hpp"

namespace rushhour::script {
namespace {

RandomStream& stream(lua_State* L) { return LuaUser::of(L).stream_; }

double mean_at(lua_State* L, int index) {
  const auto mean = duration_at(L, index);
  if (!mean) luaL_argerror(L, index, "wants a duration: seconds, or \"250ms\"");
  return seconds(*mean);
}

int number(lua_State* L) {
  lua_pushnumber(L, stream(L).uniform());
  return 1;
}

int uniform(lua_State* L) {
  const double low = mean_at(L, 1);
  const double high = mean_at(L, 2);
  luaL_argcheck(L, low <= high, 2, "is below the first");
  lua_pushnumber(L, low + (high - low) * stream(L).uniform());
  return 1;
}

int integer(lua_State* L) {
  const lua_Integer low = luaL_checkinteger(L, 1);
  const lua_Integer high = luaL_checkinteger(L, 2);
  luaL_argcheck(L, low <= high, 2, "is below the first");
  const std::uint64_t width = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low) + 1;
  lua_pushinteger(L, static_cast<lua_Integer>(static_cast<std::uint64_t>(low) + (width == 0 ? stream(L)() : stream(L).below(width))));
  return 1;
}

int exponential(lua_State* L) {
  lua_pushnumber(L, mean_at(L, 1) * stream(L).exponential());
  return 1;
}

int normal(lua_State* L) {
  const double mean = mean_at(L, 1);
  const double deviation = mean_at(L, 2);
  lua_pushnumber(L, std::max(0.0, mean + deviation * stream(L).normal()));
  return 1;
}

int lognormal(lua_State* L) {
  const double median = mean_at(L, 1);
  const double sigma = luaL_checknumber(L, 2);
  luaL_argcheck(L, sigma >= 0 && sigma <= 10, 2, "wants a sigma from 0 to 10");
  lua_pushnumber(L, median * std::exp(sigma * stream(L).normal()));
  return 1;
}

int chance(lua_State* L) {
  const double p = luaL_checknumber(L, 1);
  luaL_argcheck(L, p >= 0 && p <= 1, 1, "wants a probability from 0 to 1");
  lua_pushboolean(L, stream(L).uniform() < p ? 1 : 0);
  return 1;
}

int pick(lua_State* L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  const lua_Integer n = luaL_len(L, 1);
  luaL_argcheck(L, n > 0, 1, "is an empty list");
  lua_geti(L, 1, 1 + static_cast<lua_Integer>(stream(L).below(static_cast<std::uint64_t>(n))));
  return 1;
}

// Rank k of n with probability proportional to k^-s, by rejection-inversion (Hörmann and Derflinger, "Rejection-Inversion to Generate
// Variates from Monotone Discrete Distributions", ACM TOMACS 6, 1996). H is the integral of x^-s, shifted so that s = 1 is no special case
// but a limit, which expm1 and log1p take without cancelling.
struct Zipf {
  double s;
  double h_integral(double x) const {
    const double log_x = std::log(x);
    return over(std::expm1((1 - s) * log_x), (1 - s) * log_x) * log_x;
  }
  double h(double x) const { return std::exp(-s * std::log(x)); }
  double h_integral_inverse(double x) const {
    const double t = std::max(-1.0, x * (1 - s));
    return std::exp(over(std::log1p(t), t) * x);
  }
  static double over(double f, double x) { return std::abs(x) > 1e-12 ? f / x : 1; }
};

int zipf(lua_State* L) {
  const lua_Integer n = luaL_checkinteger(L, 1);
  const double s = luaL_optnumber(L, 2, 1.0);
  luaL_argcheck(L, n >= 1, 1, "wants how many there are, at least 1");
  luaL_argcheck(L, s >= 0 && s <= 20, 2, "wants an exponent from 0 to 20");
  const Zipf z{s};
  const double low = z.h_integral(1.5) - 1;
  const double high = z.h_integral(static_cast<double>(n) + 0.5);
  const double shortcut = 2 - z.h_integral_inverse(z.h_integral(2.5) - z.h(2));
  for (;;) {
    const double u = high + stream(L).uniform() * (low - high);
    const double x = z.h_integral_inverse(u);
    const double k = std::min(std::max(std::floor(x + 0.5), 1.0), static_cast<double>(n));
    if (k - x > shortcut && u < z.h_integral(k + 0.5) - z.h(k)) continue;
    lua_pushinteger(L, static_cast<lua_Integer>(k));
    return 1;
  }
}

int text(lua_State* L) {
  constexpr char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
  const lua_Integer n = luaL_checkinteger(L, 1);
  luaL_argcheck(L, n >= 0 && n <= 1'000'000, 1, "wants a length from 0 to 1000000");
  luaL_Buffer buffer;
  char* space = luaL_buffinitsize(L, &buffer, static_cast<std::size_t>(n));
  for (lua_Integer i = 0; i < n; ++i) space[i] = letters[stream(L).below(sizeof letters - 1)];
  luaL_pushresultsize(&buffer, static_cast<std::size_t>(n));
  return 1;
}

// RFC 9562, version 4.
int uuid(lua_State* L) {
  const std::uint64_t a = (stream(L)() & ~std::uint64_t{0xF000}) | 0x4000;
  const std::uint64_t b = (stream(L)() & ~(std::uint64_t{3} << 62)) | (std::uint64_t{2} << 62);
  std::array<char, 40> out{};
  fmt::format_to_n(out.data(), out.size(), "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", a >> 32, (a >> 16) & 0xFFFF, a & 0xFFFF, b >> 48,
                   b & 0xFFFFFFFFFFFF);
  lua_pushstring(L, out.data());
  return 1;
}

}  // namespace

void open_random(lua_State* L) {
  const luaL_Reg functions[] = {{"number", number}, {"uniform", uniform}, {"integer", integer}, {"exponential", exponential},
                                {"normal", normal}, {"chance", chance},   {"pick", pick},       {"lognormal", lognormal},
                                {"zipf", zipf},     {"string", text},     {"uuid", uuid},       {nullptr, nullptr}};
  luaL_newlib(L, functions);
}

}  // namespace rushhour::script
