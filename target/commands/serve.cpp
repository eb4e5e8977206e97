#include "target/commands/serve.hpp"

#include <fmt/format.h>
#include <signal.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <string>

#include "reports/commands/flags.hpp"
#include "reports/pages/shelf/run_list.hpp"
#include "target/viewing/rules.hpp"
#include "target/viewing/shelf_view.hpp"
#include "target/viewing/view_server.hpp"

namespace rushhour::target {
namespace {

int serve(int argc, char** argv) {
  std::filesystem::path folder = "runs";
  std::string listen = "127.0.0.1:0";
  CLI::App app(
      "Shows a folder of run directories in a browser: the list, the report of each, two beside each other.\n"
      "It reads and writes nothing else, and goes on until Ctrl-C.",
      "rushhour serve");
  app.add_option("RUNS", folder, "the folder in which run directories stand; ./runs if absent");
  app.add_option("--listen", listen, "address to serve on, HOST:PORT or PORT; a free port of this machine if absent")
      ->envname("RUSHHOUR_LISTEN");
  if (!parse_flags(app, argc, argv)) return 0;
  const viewing::Place place = viewing::read_place(listen, "--listen");
  pages::list_runs(folder);  // so that a folder that cannot be read is told at once
  // Blocked before the server's thread begins, so that none but the wait below takes them.
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGINT);
  sigaddset(&ends, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);
  viewing::ShelfView view(folder);
  viewing::ViewServer server(place, "--listen", view);
  fmt::print("runs of {}  {}/\n", folder.string(), viewing::url_of(server.place()));
  std::fflush(stdout);
  int taken = 0;
  sigwait(&ends, &taken);
  server.close();
  return 0;
}

}  // namespace

const Verb serve_verb{"serve", "show a folder of runs in a browser", serve};

}  // namespace rushhour::target
