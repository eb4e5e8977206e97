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

// Texts that stand in the page, each in a tag of its own, and the hashes by which the page's policy allows them.
struct Inlined {
  std::string tags, hashes;

  void add(std::string_view tag, std::string text) {
    text.insert(0, "\n");
    hashes += " " + policy_hash(text);
    tags += fmt::format("<{0}>{1}</{0}>\n", tag, text);
  }
};

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

PageValues page_assets(PageKind kind, std::string_view title) {
  const bool draws = kind != PageKind::still, served = kind != PageKind::report;
  Inlined styles, scripts;
  if (draws) styles.add("style", web_file("uPlot.min.css"));
  styles.add("style", served ? own_style() + web_file("served/served.css") : own_style());
  if (draws) {
    scripts.add("script", web_file("uPlot.iife.min.js"));
    const std::string script = web_folder("script/", "script/core.js");
    scripts.add("script", kind == PageKind::live ? script + "\n" + web_file("served/live.js") : script);
  }
  std::string policy = "default-src 'none'; style-src" + styles.hashes + ";";
  if (draws) policy += " script-src" + scripts.hashes + ";";
  if (kind == PageKind::live) policy += " connect-src 'self';";
  policy += fmt::format(" base-uri 'none'; form-action {}", draws ? "'none'" : "'self'");
  const std::pair<std::string_view, std::string> head[] = {{"policy", policy}, {"title", escape_html(title)}};
  return {{"head", fill(web_file("head.html"), head) + styles.tags}, {"scripts", scripts.tags}};
}

}  // namespace rushhour::pages
