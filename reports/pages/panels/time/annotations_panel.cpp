#include "reports/pages/panels/time/annotations_panel.hpp"

#include "reports/foundation/units.hpp"
#include "reports/pages/cells.hpp"
#include "reports/pages/html.hpp"
#include "reports/pages/words/breakdown_words.hpp"
#include "reports/pages/words/findings.hpp"
#include "reports/pages/words/plain_text.hpp"
#include "reports/runs/annotations.hpp"

namespace rushhour::pages {
std::optional<Panel> annotations_panel(const Material& material) {
  const runs::Annotations annotations = runs::annotations_of(material.record);
  if (annotations.list.empty() && annotations.left_out == 0) return std::nullopt;
  Panel panel{.id = "annotations", .title = "What the target told of itself", .finding = annotations_finding(annotations)};
  HtmlTable table("What the target told of itself",
                  {{"name", false}, {"kind", false}, {"from", false}, {"until", false}, {"in words", false}});
  for (const runs::Annotation& annotation : annotations.list)
    table.add({clip(harmless(annotation.name), longest_name), clip(harmless(annotation.kind), longest_name), format_instant(annotation.at),
               until_text(annotation), harmless(annotation.text)});
  if (table.size() > 0) panel.body = table.html("annotations-table");
  return panel;
}

}  // namespace rushhour::pages
