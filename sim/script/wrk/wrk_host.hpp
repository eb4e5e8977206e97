#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <lua.hpp>

#include "reports/foundation/clock.hpp"
#include "sim/load/user.hpp"
#include "sim/script/bounds/memory_book.hpp"
#include "sim/script/wrk/wrk_settings.hpp"

namespace rushhour::script {

/// One worker's Lua for a script in wrk's dialect: one state, whose globals all its users share, as the connections of a thread of wrk do.
/// The script may define init(args), request() and response(status, headers, body); without request() one message is made from the table
/// `wrk` and sent again and again.
///
/// One thread at a time; may move to its worker's thread before the run begins.
class WrkHost final : public load::UserFactory {
 public:
  /// Runs the script and its init(). The first worker's calls request() once, so that what cannot be sent is known before anything is sent.
  /// Throws UserError (Exit::script) if the script does not load, throws, makes what is no message, or uses what comes later.
  WrkHost(const WrkSettings& settings, const Clock& clock);
  ~WrkHost() override;
  WrkHost(const WrkHost&) = delete;
  WrkHost& operator=(const WrkHost&) = delete;

  void note_in(load::Recorder&) override {}
  std::unique_ptr<load::User> make_user(std::size_t scenario, std::uint64_t vu) override;

 private:
  friend class WrkUser;

  void run_script(const Clock& clock);
  void run_init();
  void find_functions();
  void call_protected(int arguments, int results);
  std::string where() const { return settings_.source->name; }

  /// Calls request(), or wrk.format() if there is none, and puts its message into `request`. An empty text, or what is wrong.
  std::string next_message(load::Request& request);

  /// Calls response() with as much of the answer as it takes. An empty text, or what it threw.
  std::string tell(const load::Outcome& outcome);

  WrkSettings settings_;
  MemoryBook memory_{.charge_limit = std::size_t{2} << 30};  // of the state, twice as much in all; stands before it
  lua_State* L_;
  bool has_request_ = false;
  bool has_response_ = false;
  int response_takes_ = 0;  // parameters of response(); what it does not take is not made
  load::Call call_;         // what all users send, or begin with
};

/// Whether `source` is a rushhour scenario, and not a script in wrk's dialect: it sets the global `options` or requires one of rushhour's
/// modules.
bool is_scenario(std::string_view source);

}  // namespace rushhour::script
