#pragma once

#include "reports/pages/panel.hpp"

namespace rushhour::test {

/// A record with all that a panel is made of.
struct SampleMaterial {
  runs::RunRecord record;
  verdicts::Conclusion conclusion = verdicts::conclude(record);
  pages::Course course = pages::course_of(record, "response");

  pages::Material material() const { return {record, conclusion, course}; }
};

}  // namespace rushhour::test
