#include "sim/script/bounds/memory_book.hpp"

#include <catch2/catch.hpp>

using namespace rushhour::script;

namespace {

/// A state over a book that counts what it is told.
struct Kept {
  Kept() : L(new_state(book)) {
    book.guard = this;
    book.on_suspicion = [](void* guard) noexcept { ++static_cast<Kept*>(guard)->suspicions; };
    book.on_refusal = [](void* guard) noexcept { ++static_cast<Kept*>(guard)->refusals; };
  }
  ~Kept() { lua_close(L); }

  /// How Lua takes it when it asks for a userdata of that size.
  int take(std::size_t bytes) {
    lua_pushcfunction(L, [](lua_State* state) -> int {
      lua_newuserdatauv(state, static_cast<std::size_t>(lua_tointeger(state, 1)), 0);
      return 1;
    });
    lua_pushinteger(L, static_cast<lua_Integer>(bytes));
    return lua_pcall(L, 1, 1, 0);
  }

  MemoryBook book;
  lua_State* L;
  int suspicions = 0, refusals = 0;
};

}  // namespace

TEST_CASE("a book knows what its state holds, to the byte") {
  MemoryBook book;
  lua_State* const L = new_state(book);
  CHECK(&book_of(L) == &book);
  CHECK(book.held == static_cast<std::size_t>(lua_gc(L, LUA_GCCOUNT)) * 1024 + static_cast<std::size_t>(lua_gc(L, LUA_GCCOUNTB)));
  lua_newuserdatauv(L, 100'000, 0);
  CHECK(book.held == static_cast<std::size_t>(lua_gc(L, LUA_GCCOUNT)) * 1024 + static_cast<std::size_t>(lua_gc(L, LUA_GCCOUNTB)));
  CHECK_FALSE(book.busy);
  lua_close(L);
  CHECK(book.held == 0);
}

TEST_CASE("what is given back is taken off the charge, which is never less than nothing") {
  Kept kept;
  lua_gc(kept.L, LUA_GCCOLLECT);
  REQUIRE(kept.take(100'000) == LUA_OK);
  kept.book.charged = 0;
  REQUIRE(kept.take(50'000) == LUA_OK);
  CHECK(kept.book.charged >= 50'000);
  lua_settop(kept.L, 0);
  lua_gc(kept.L, LUA_GCCOLLECT);
  CHECK(kept.book.charged == 0);
}

TEST_CASE("beyond the limit somebody is told, beyond twice the limit it is refused") {
  Kept kept;
  kept.book.charged = 0;
  kept.book.charge_limit = 100'000;
  REQUIRE(kept.take(90'000) == LUA_OK);
  CHECK(kept.suspicions == 0);
  CHECK_FALSE(kept.book.too_much());
  REQUIRE(kept.take(90'000) == LUA_OK);
  CHECK(kept.suspicions > 0);
  CHECK(kept.refusals == 0);
  CHECK(kept.book.too_much());
  REQUIRE(kept.take(90'000) == LUA_ERRMEM);
  CHECK(kept.refusals > 0);
}

TEST_CASE("a single request of more than the limit is refused at once") {
  Kept kept;
  kept.book.charged = 0;
  kept.book.charge_limit = 100'000;
  CHECK(kept.take(100'001) == LUA_ERRMEM);
  CHECK(kept.suspicions == 0);
  {
    const Forbearance forbearance(kept.L);
    CHECK(kept.take(1'000'000) == LUA_OK);
  }
  CHECK(kept.book.charge_limit == 100'000);
}

TEST_CASE("a state that holds more than its own limit is suspected, whoever takes it") {
  Kept kept;
  kept.book.limit = kept.book.held + 50'000;
  REQUIRE(kept.take(40'000) == LUA_OK);
  CHECK(kept.suspicions == 0);
  REQUIRE(kept.take(40'000) == LUA_OK);
  CHECK(kept.suspicions > 0);
  CHECK(kept.book.too_much());
}
