#include "target/telemetry/trace_context.hpp"

#include <catch2/catch.hpp>
#include <set>

using namespace rushhour;
using namespace rushhour::telemetry;

namespace {

const std::string caller = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

}  // namespace

TEST_CASE("a traceparent is taken apart") {
  const auto read = parse_traceparent(caller);
  REQUIRE(read);
  CHECK(trace_text(read->trace) == "0af7651916cd43dd8448eb211c80319c");
  CHECK(span_text(read->span) == "b7ad6b7169203331");
  CHECK(read->sampled);
}

TEST_CASE("of the flags only the last bit says whether a trace is sampled") {
  for (const auto& [flags, sampled] : {std::pair{"00", false}, {"01", true}, {"02", false}, {"03", true}, {"fe", false}, {"ff", true}}) {
    INFO(flags);
    const auto read = parse_traceparent(caller.substr(0, 53) + flags);
    REQUIRE(read);
    CHECK(read->sampled == sampled);
  }
}

TEST_CASE("a version to come may go on behind what is known, and the first may not") {
  const std::string later = "cc" + caller.substr(2);
  CHECK(parse_traceparent(later));
  CHECK(parse_traceparent(later + "-what-the-future-will-be-like"));
  CHECK(parse_traceparent(later + "-"));
  CHECK_FALSE(parse_traceparent(later + ".what-the-future-will-not-be-like"));
  CHECK_FALSE(parse_traceparent(later + "0"));
  CHECK_FALSE(parse_traceparent(caller + "-"));
  CHECK_FALSE(parse_traceparent(caller + "-01"));
}

TEST_CASE("what is no valid traceparent is none") {
  struct Row {
    const char* why;
    std::string field;
  };
  for (const auto& [why, field] : {
           Row{"nothing", ""},
           Row{"too short", caller.substr(0, 54)},
           Row{"the forbidden version", "ff" + caller.substr(2)},
           Row{"no hex in the version", ".0" + caller.substr(2)},
           Row{"uppercase in the trace", "00-0AF7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"},
           Row{"uppercase in the span", "00-0af7651916cd43dd8448eb211c80319c-B7ad6b7169203331-01"},
           Row{"uppercase in the flags", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0A"},
           Row{"no hex in the trace", "00-0af7651916cd43dd8448eb211c80319g-b7ad6b7169203331-01"},
           Row{"no hex in the span", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b716920333.-01"},
           Row{"no hex in the flags", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-.1"},
           Row{"a trace of zeros", "00-00000000000000000000000000000000-b7ad6b7169203331-01"},
           Row{"a span of zeros", "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01"},
           Row{"another sign between the parts", "00_0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331_01"},
           Row{"a blank in front", " " + caller},
           Row{"a blank behind", caller + " "},
           Row{"two of them", caller + "," + caller},
       }) {
    INFO(why);
    CHECK_FALSE(parse_traceparent(field));
  }
}

TEST_CASE("half a trace id may be zero") {
  CHECK(parse_traceparent("00-00000000000000008448eb211c80319c-b7ad6b7169203331-01"));
  CHECK(parse_traceparent("00-0af7651916cd43dd0000000000000000-b7ad6b7169203331-01"));
}

TEST_CASE("a request goes on with its caller's trace, as a child of its span") {
  TraceSource source(7, 1);
  const TraceContext context = source.begin(caller);
  CHECK(trace_text(context.trace) == "0af7651916cd43dd8448eb211c80319c");
  CHECK(span_text(context.parent) == "b7ad6b7169203331");
  CHECK(context.span != context.parent);
  CHECK(context.span != 0);
  CHECK(context.sampled);
  CHECK(context.traceparent() == "00-0af7651916cd43dd8448eb211c80319c-" + span_text(context.span) + "-01");
}

TEST_CASE("without a valid traceparent a trace begins") {
  TraceSource source(7, 1);
  for (const char* field : {"", "00-nonsense"}) {
    const TraceContext context = source.begin(field);
    CHECK(context.parent == 0);
    CHECK(context.span != 0);
    CHECK_FALSE(context.trace == TraceId{});
    CHECK(context.sampled);
    // What goes out is valid.
    const auto read = parse_traceparent(context.traceparent());
    REQUIRE(read);
    CHECK(read->trace == context.trace);
    CHECK(read->span == context.span);
  }
}

TEST_CASE("a caller's decision to sample is followed both ways, unless nothing is kept at all") {
  const std::string unsampled = caller.substr(0, 53) + "00";
  CHECK_FALSE(TraceSource(7, 1).begin(unsampled).sampled);
  CHECK(TraceSource(7, 0.001).begin(caller).sampled);
  CHECK_FALSE(TraceSource(7, 0).begin(caller).sampled);
  CHECK(TraceSource(7, 0).begin(unsampled).traceparent().ends_with("-00"));
}

TEST_CASE("of the traces that begin here the wished share is kept") {
  TraceSource source(7, 0.1);
  int kept = 0;
  for (int i = 0; i < 10'000; ++i) kept += source.begin("").sampled ? 1 : 0;
  CHECK(kept == Approx(1'000).margin(150));  // five standard deviations of 30
  TraceSource none(7, 0);
  for (int i = 0; i < 1'000; ++i) CHECK_FALSE(none.begin("").sampled);
}

TEST_CASE("ids do not repeat, and differ between processes") {
  TraceSource source(7, 1);
  TraceSource other(8, 1);
  std::set<std::string> seen;
  for (int i = 0; i < 2'000; ++i) {
    CHECK(seen.insert(trace_text(source.begin("").trace)).second);
    CHECK(seen.insert(trace_text(other.begin("").trace)).second);
    CHECK(seen.insert(span_text(source.span())).second);
  }
}
