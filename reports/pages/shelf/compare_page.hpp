#pragma once

#include <string>

#include "reports/pages/panel.hpp"

namespace rushhour::pages {

/// Two runs beside each other, panel by panel, without script: what a panel says in words and figures, drawings left out; before them what
/// differs between the two. `a` and `b` name them in links. No verdict: two runs alone do not tell a change from chance.
std::string compare_page(const std::string& a, const Material& of_a, const std::string& b, const Material& of_b);

}  // namespace rushhour::pages
