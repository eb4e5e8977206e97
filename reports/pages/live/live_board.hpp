#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "reports/pages/panel.hpp"

namespace rushhour::pages {

/// What a live page shows, in parts, each with the number of the change that it came with. Whoever has seen everything up to some change is
/// told only what came later, in one piece, however long it was away; so nothing is kept for slow readers, and none of them falls behind by
/// more than the page itself. One thread.
class LiveBoard {
 public:
  /// The panels in their order, and what all charts share (panel.hpp, frame_data).
  void show(const std::vector<Panel>& panels, const nlohmann::json& frame);

  /// What is told more often than panels are made.
  void tell(const nlohmann::json& now);

  /// The number of the last change; 0 before the first.
  std::uint64_t version() const noexcept { return version_; }

  /// All that changed after `version`, as one JSON object on one line: {now, frame, order, panels: {id: {html, data}}}, each where it
  /// changed. Everything if `version` is none of this board's; empty if nothing changed.
  std::string since(std::uint64_t version) const;

 private:
  struct Part {
    std::string text;
    std::uint64_t version = 0;
  };

  void set(Part& part, std::string text);

  std::uint64_t version_ = 0;
  Part now_, frame_, order_;
  std::map<std::string, Part> panels_;
};

}  // namespace rushhour::pages
