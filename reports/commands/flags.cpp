#include "reports/commands/flags.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <string>

#include "reports/foundation/user_error.hpp"

namespace rushhour {

bool parse_flags(CLI::App& app, int argc, char** argv) {
  try {
    app.parse(argc, argv);
    return true;
  } catch (const CLI::CallForHelp&) {
    fmt::print("{}", app.help());
    return false;
  } catch (const CLI::ParseError& error) {
    const std::string name = app.get_name();
    const std::string verb = name.substr(name.rfind(' ') + 1);
    throw UserError(fmt::format("{}: {}; '{} --help' lists the flags", verb, error.what(), name), Exit::flags);
  }
}

}  // namespace rushhour
