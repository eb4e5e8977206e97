#pragma once

#include "reports/pages/panel.hpp"

namespace rushhour::test {

/// A record with all that a panel is made of.
struct SampleMaterial {
  runs::RunRecord record;
  verdicts::Conclusion conclusion = verdicts::conclude(record);
  pages::Course course = pages::course_of(record, runs::headline_of(conclusion.summary).kind);

  pages::Material material(const pages::Material* baseline = nullptr) const { return {record, conclusion, course, baseline}; }
};

}  // namespace rushhour::test
