#pragma once

#include <memory>
#include <string>

#include "sim/script/host.hpp"
#include "sim/script/lua_user.hpp"

namespace rushhour::script {

/// A host over a text, and users of it that play one function.
struct Stage {
  explicit Stage(const std::string& text, const std::string& setup_json = "") : source{"", "s.lua", text, ""} {
    HostSettings settings;
    settings.source = &source;
    settings.seed = 7;
    settings.setup_json = setup_json;
    settings.env = {{"RATE", "50"}};
    settings.started = WallTime(std::chrono::seconds(1'700'000'000));
    host = std::make_unique<Host>(settings, clock);
  }
  std::unique_ptr<LuaUser> user(const char* function, std::uint64_t vu = 0) const {
    auto made = std::make_unique<LuaUser>(*host, "s", function, vu);
    made->keep_result();
    return made;
  }
  static load::Iteration iteration(std::uint64_t number = 0) { return {0, number, RandomStream(7, "data", "s", number), number}; }

  Source source;
  HeldClock clock;
  std::unique_ptr<Host> host;
};

}  // namespace rushhour::script
