#include "reports/pages/page_assets.hpp"

#include <fmt/format.h>

#include <span>
#include <stdexcept>

#include "reports/foundation/embedded_file.hpp"
#include "reports/pages/html.hpp"

namespace rushhour::pages {

extern const std::span<const EmbeddedFile> web_files;  // compiled in by cmake/embed.cmake

namespace {

// All files in a folder, `first` before the others, which build on it.
std::string web_folder(std::string_view folder, std::string_view first) {
  std::string all = web_file(first);
  for (const EmbeddedFile& file : web_files)
    if (file.path.starts_with(folder) && file.path != first) all += "\n" + std::string(file.text);
  return all;
}

// Line ends are put in front so that the policy's hash is that of exactly what stands between the tags.
std::string inlined(const std::string& text) { return "\n" + text; }

std::string own_style() {
  const std::pair<std::string_view, std::string> dark[] = {{"dark", web_file("style/dark.css")}};
  std::string style;
  for (const EmbeddedFile& file : web_files)
    if (file.path.starts_with("style/") && file.path != "style/dark.css") style += fill(file.text, dark) + "\n";
  return style;
}

}  // namespace

std::string web_file(std::string_view name) {
  const std::string_view text = find_embedded(web_files, name);
  if (text.empty()) throw std::logic_error(fmt::format("{} was not compiled in", name));
  return std::string(text);
}

PageValues page_assets(PageKind kind) {
  std::string style = own_style();
  if (kind != PageKind::report) style += web_file("served/served.css");
  style = inlined(style);
  constexpr std::string_view nothing_else = "base-uri 'none'; form-action 'none'";
  if (kind == PageKind::still)
    return {{"policy", fmt::format("default-src 'none'; style-src {}; base-uri 'none'; form-action 'self'", policy_hash(style))},
            {"style", style}};
  const std::string chart_style = inlined(web_file("uPlot.min.css"));
  const std::string chart_script = inlined(web_file("uPlot.iife.min.js"));
  std::string script = web_folder("script/", "script/core.js");
  if (kind == PageKind::live) script += "\n" + web_file("served/live.js");
  script = inlined(script);
  const std::string policy =
      fmt::format("default-src 'none'; style-src {} {}; script-src {} {};{} {}", policy_hash(chart_style), policy_hash(style),
                  policy_hash(chart_script), policy_hash(script), kind == PageKind::live ? " connect-src 'self';" : "", nothing_else);
  return {{"policy", policy}, {"chart_style", chart_style}, {"chart_script", chart_script}, {"style", style}, {"script", script}};
}

}  // namespace rushhour::pages
