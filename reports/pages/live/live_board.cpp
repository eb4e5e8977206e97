#include "reports/pages/live/live_board.hpp"

#include <fmt/format.h>

#include <utility>

namespace rushhour::pages {
namespace {

using nlohmann::json;

// Names of a run may hold bytes that are no text.
std::string dumped(const json& value) { return value.dump(-1, ' ', false, json::error_handler_t::replace); }

std::string text_of(const Panel& panel) { return dumped({{"html", html_of(panel)}, {"data", panel.data}}); }

}  // namespace

void LiveBoard::set(Part& part, std::string text) {
  if (part.text == text) return;
  part.text = std::move(text);
  part.version = ++version_;
}

void LiveBoard::show(const std::vector<Panel>& panels, const json& frame) {
  set(frame_, dumped(frame));
  json order = json::array();
  std::map<std::string, Part> shown;
  for (const Panel& panel : panels) {
    order.push_back(panel.id);
    Part part = std::move(panels_[panel.id]);
    set(part, text_of(panel));
    shown[panel.id] = std::move(part);
  }
  panels_ = std::move(shown);
  set(order_, dumped(order));
}

void LiveBoard::tell(const json& now) { set(now_, dumped(now)); }

std::string LiveBoard::since(std::uint64_t version) const {
  if (version > version_) version = 0;
  if (version == version_) return {};
  std::string out, panels;
  const auto add = [version](std::string& to, std::string_view name, const Part& part) {
    if (part.version > version) to += fmt::format("{}{}:{}", to.empty() ? "" : ",", dumped(name), part.text);
  };
  add(out, "now", now_);
  add(out, "frame", frame_);
  add(out, "order", order_);
  for (const auto& [id, part] : panels_) add(panels, id, part);
  if (!panels.empty()) out += fmt::format("{}\"panels\":{{{}}}", out.empty() ? "" : ",", panels);
  return "{" + out + "}";
}

}  // namespace rushhour::pages
