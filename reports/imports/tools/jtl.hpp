#pragma once

#include <string_view>

#include "reports/imports/gathered.hpp"
#include "reports/imports/input.hpp"

namespace rushhour::imports {

/// JMeter's results as delimited text, with a header line or, for the default columns of 2.13, 4.0 and 5.x, without one. A label is a step,
/// a thread group a scenario, a transaction controller a group.
bool is_like_jtl(std::string_view head);
void read_jtl(Input& in, Gathered& into);

/// JMeter's results as XML, which are not read: the message says how to get the others.
bool is_like_jtl_xml(std::string_view head);
void refuse_jtl_xml(Input& in, Gathered& into);

}  // namespace rushhour::imports
