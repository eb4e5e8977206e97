#include "reports/pages/panels/verdict/method_panel.hpp"

#include <fmt/format.h>

#include "reports/pages/html.hpp"

namespace rushhour::pages {
namespace {

struct Note {
  const char* term;
  const char* words;
};

constexpr Note notes[] = {
    {"Response time",
     "From the instant a request was due, by the schedule, until its last byte: what a user would have felt. Waiting for a "
     "free user, a connection or the generator itself is inside."},
    {"Service time",
     "From the instant the request was really sent until its last byte. Most tools call this latency. It hides the waiting "
     "that a slow target causes before a request can leave."},
    {"Percentiles",
     "The p99 is the time that 99 of 100 requests did not exceed, failed ones counted too. A percentile is given only if at "
     "least ten samples lie beyond it (p99.9 wants 10,000 samples); a dash says that there were fewer. All come from "
     "histograms with three significant digits, merged before anything is read off; percentiles themselves are never "
     "averaged."},
    {"> before a figure",
     "A lower bound. Requests that ran into their timeout, or were unfinished at the end, took at least as long as they were "
     "watched; the true figure is larger."},
    {"Offered, done, dropped, unfinished",
     "Iterations: how many the schedule asked for, how many ended, how many found no free user and were given up, and how "
     "many were cut off at the end of the run. The last three add up to the first."},
    {"Rejected, script errors",
     "Of the iterations done, those that the script failed by its own word, and those that a mistake in the script ended."},
    {"Stages",
     "The stretches of a ramp. What was recorded in an interval of the log belongs to the stage in which the interval's "
     "middle lies; what ended after the last stage belongs to none."},
    {"Send lag",
     "How long after it should have been sent, with a user at hand, a request left the generator. If it is large the "
     "generator, not the target, was slow, and the measurement is invalid."},
    {"Valid and invalid",
     "Before the target is judged, the generator is: late sending, an exhausted core, exhausted descriptors or ports, "
     "arrivals kept waiting beside an idle user, or a failing script make a run invalid whatever its thresholds say."},
    {"Min, mean, max",
     "Of the buckets of the histogram that the samples fell into, so within a thousandth of the sample itself, and the same "
     "whenever the report is made from the log."},
    {"Rate",
     "In the table of steps: requests of the main phase by its length. In the strip at the top: iterations, those offered by the "
     "planned length of the run, those achieved by the time until the last of them ended."},
    {"Warm-up",
     "Samples that were due in it are in no percentile, no count of requests and no threshold. Lines over time, errors by "
     "kind, checks and iterations are of the whole run."},
    {"Phases",
     "What a request spent its time on, from instants of the generator's clock. Connecting belongs to the first request on "
     "a connection only, so most requests have sending, waiting and receiving alone."},
    {"Server-Timing", "What the target says of itself in the head of that name, by the target's own clock. Nothing checks it."},
    {"Errors by kind",
     "Numbers, ids, addresses and quoted text in an error are replaced by a word for what they are, so that what failed in the "
     "same way is one line. HTTP statuses stay."},
    {"Lost seconds",
     "Seconds without a line of counters: the generator stood still (a suspended machine, a stopped process), or ended "
     "without a word. What was due while it stood still counts as late."},
};

}  // namespace

std::optional<Panel> method_panel(const Material&) {
  Panel panel{.id = "method", .title = "How to read these figures", .finding = ""};
  panel.body = "<dl class=\"method\">\n";
  for (const Note& note : notes) panel.body += fmt::format("<dt>{}</dt>\n<dd>{}</dd>\n", escape_html(note.term), escape_html(note.words));
  panel.body += "</dl>\n";
  return panel;
}

}  // namespace rushhour::pages
