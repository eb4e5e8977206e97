#include "reports/outputs/junit.hpp"

#include <libxml/parser.h>
#include <libxml/xmlschemas.h>

#include <catch2/catch.hpp>
#include <map>
#include <memory>

#include "reports/pages/words/plain_text.hpp"
#include "tests/unit/reports/outputs/told_runs.hpp"
#include "tests/unit/scratch_folder.hpp"
#include "tests/unit/text_files.hpp"

using namespace rushhour;
using test::Told;

namespace {

struct ReadCase {
  std::string name, state = "passed", type, message, body, classname;
};

struct ReadSuite {
  std::map<std::string, std::string> attributes;
  std::map<std::string, std::string> properties;
  std::vector<ReadCase> cases;

  const ReadCase& called(const std::string& name) const {
    for (const ReadCase& one : cases)
      if (one.name == name) return one;
    FAIL("no case " << name);
    return cases.front();
  }
  std::size_t in_state(const std::string& state) const {
    std::size_t n = 0;
    for (const ReadCase& one : cases) n += one.state == state ? 1U : 0U;
    return n;
  }
};

std::string text_of(xmlChar* owned) {
  const std::unique_ptr<xmlChar, void (*)(void*)> held(owned, xmlFree);
  return held == nullptr ? std::string() : reinterpret_cast<const char*>(held.get());
}

std::string attribute(xmlNode* node, const char* name) { return text_of(xmlGetProp(node, reinterpret_cast<const xmlChar*>(name))); }

std::string name_of(const xmlNode* node) { return reinterpret_cast<const char*>(node->name); }

ReadCase read_case(xmlNode* node) {
  ReadCase one{attribute(node, "name"), "passed", {}, {}, {}, attribute(node, "classname")};
  for (xmlNode* inner = xmlFirstElementChild(node); inner != nullptr; inner = xmlNextElementSibling(inner)) {
    if (name_of(inner) != "system-out") one.state = name_of(inner);
    one.type = attribute(inner, "type");
    one.message = attribute(inner, "message");
    one.body = text_of(xmlNodeGetContent(inner));
  }
  return one;
}

// The one suite of a document that the schema beside this file takes.
ReadSuite read(const Told& run) {
  const std::string text = outputs::junit_xml(run.record, run.conclusion);
  const std::unique_ptr<xmlDoc, decltype(&xmlFreeDoc)> document(
      xmlReadMemory(text.data(), static_cast<int>(text.size()), "junit.xml", nullptr, XML_PARSE_NOERROR | XML_PARSE_HUGE), xmlFreeDoc);
  REQUIRE(document);
  const std::string file = std::string(RUSHHOUR_SOURCE_DIR) + "/tests/unit/reports/outputs/junit.xsd";
  const std::unique_ptr<xmlSchemaParserCtxt, decltype(&xmlSchemaFreeParserCtxt)> parser(xmlSchemaNewParserCtxt(file.c_str()),
                                                                                        xmlSchemaFreeParserCtxt);
  const std::unique_ptr<xmlSchema, decltype(&xmlSchemaFree)> schema(xmlSchemaParse(parser.get()), xmlSchemaFree);
  REQUIRE(schema);
  const std::unique_ptr<xmlSchemaValidCtxt, decltype(&xmlSchemaFreeValidCtxt)> valid(xmlSchemaNewValidCtxt(schema.get()),
                                                                                     xmlSchemaFreeValidCtxt);
  REQUIRE(xmlSchemaValidateDoc(valid.get(), document.get()) == 0);
  xmlNode* const suite = xmlFirstElementChild(xmlDocGetRootElement(document.get()));
  REQUIRE(xmlNextElementSibling(suite) == nullptr);
  ReadSuite found;
  for (const char* name : {"name", "tests", "failures", "errors", "skipped", "time", "timestamp", "file"})
    found.attributes[name] = attribute(suite, name);
  for (xmlNode* node = xmlFirstElementChild(suite); node != nullptr; node = xmlNextElementSibling(node)) {
    if (name_of(node) == "testcase") found.cases.push_back(read_case(node));
    if (name_of(node) == "properties")
      for (xmlNode* one = xmlFirstElementChild(node); one != nullptr; one = xmlNextElementSibling(one))
        found.properties[attribute(one, "name")] = attribute(one, "value");
  }
  // Counts are those of the cases, and every trouble stands in the body as well as in the message.
  CHECK(found.attributes["tests"] == std::to_string(found.cases.size()));
  CHECK(found.attributes["failures"] == std::to_string(found.in_state("failure")));
  CHECK(found.attributes["errors"] == std::to_string(found.in_state("error")));
  CHECK(found.attributes["skipped"] == std::to_string(found.in_state("skipped")));
  for (const ReadCase& one : found.cases) {
    CHECK(one.classname == found.attributes["name"]);
    if (one.state != "passed") CHECK((!one.message.empty() && one.body.starts_with(one.message)));
  }
  return found;
}

}  // namespace

TEST_CASE("a run that passed is a suite of cases that did") {
  const ReadSuite suite = read(test::passed_run());
  CHECK(suite.attributes.at("name") == "lunch_rush");
  CHECK(suite.attributes.at("time") == "70.000");
  CHECK(suite.attributes.at("timestamp") == "2026-11-21T06:30:00");
  CHECK(suite.in_state("passed") == suite.cases.size());
  CHECK(suite.cases.size() == 5);  // its end, its measurement, two thresholds, a check
  CHECK(suite.properties.at("verdict") == "passed");
  CHECK(suite.properties.at("measurement") == "valid");
  CHECK(suite.properties.at("seed") == "42");
  CHECK(suite.properties.at("run") == "lunch-rush-20261121T063000Z-7f3a");
  CHECK(suite.properties.at("target") == "http://127.0.0.1:8080");
  CHECK(suite.properties.at("version") == "0.1.0");
  CHECK(suite.properties.at("exit_code") == "0");
}

TEST_CASE("a crossed threshold is a failure, one without a figure an error, a failed check a failure") {
  const ReadSuite suite = read(test::failed_run());
  const ReadCase& crossed = suite.called("response_time{step:place order}: p(99) < 250ms");
  CHECK(crossed.state == "failure");
  CHECK(crossed.type == "threshold");
  CHECK(crossed.message.find("the limit is < 250ms") != std::string::npos);
  CHECK(crossed.body.find("samples") != std::string::npos);
  const ReadCase& unsupported = suite.called("response_time: p(99.99999) < 1m");
  CHECK(unsupported.state == "error");
  CHECK(unsupported.type == "unsupported");
  CHECK(unsupported.message.find("needs") != std::string::npos);
  CHECK(suite.called("service_time: p(50) < 1s").state == "passed");
  const ReadCase& check = suite.called("check: menu has dishes");
  CHECK(check.state == "failure");
  CHECK(check.message.starts_with("5 of "));
  CHECK(suite.called("the measurement is valid").state == "passed");
  CHECK(suite.properties.at("verdict").starts_with("failed: 2 of 4 thresholds"));
}

TEST_CASE("a threshold on checks says how many may fail, so that some that do are no failure") {
  Told run = test::failed_run();
  for (const char* metric : {"checks", "checks{check:menu has dishes}"}) {
    runs::RunRecord record = run.record;
    record.meta["plan"]["thresholds"].push_back({{"metric", metric}, {"expression", "rate > 90%"}});
    const ReadCase check = read(test::told(std::move(record))).called("check: menu has dishes");
    CHECK(check.state == "passed");
    CHECK(check.body.find("5 of ") != std::string::npos);
  }
  runs::RunRecord record = run.record;
  record.meta["plan"]["thresholds"].push_back({{"metric", "checks{check:another}"}, {"expression", "rate > 90%"}});
  CHECK(read(test::told(std::move(record))).called("check: menu has dishes").state == "failure");
}

TEST_CASE("an invalid measurement is the error, and thresholds are skipped with what they came to") {
  const ReadSuite suite = read(test::invalid_run());
  const ReadCase& measurement = suite.called("the measurement is valid");
  CHECK(measurement.state == "error");
  CHECK(measurement.type == "invalid measurement");
  CHECK_FALSE(measurement.message.empty());
  for (const char* name : {"response_time{step:place order}: p(99) < 250ms", "http_req_failed: rate < 5%"}) {
    CHECK(suite.called(name).state == "skipped");
    CHECK(suite.called(name).message.starts_with("the measurement is invalid, so nothing follows from this: "));
  }
  CHECK(suite.properties.at("exit_code") == "98");
}

TEST_CASE("an invalid measurement that is tolerated, and one that nobody judged, are skipped, and thresholds count") {
  const ReadSuite tolerated = read(test::tolerated_run());
  CHECK(tolerated.called("the measurement is valid").state == "skipped");
  CHECK(tolerated.called("the measurement is valid").body.find("--on-invalid warn") != std::string::npos);
  CHECK(tolerated.called("response_time{step:place order}: p(99) < 250ms").state == "failure");
  for (const Told& run : {test::imported_run(), test::stated_run()}) {
    const ReadSuite imported = read(run);
    CHECK(imported.called("the measurement is valid").state == "skipped");
    CHECK(imported.in_state("error") + imported.in_state("failure") == 0);
    CHECK(imported.properties.at("measurement") == "unknown");
  }
}

TEST_CASE("a run that did not come to its end is an error of its own") {
  const ReadSuite suite = read(test::stopped_run());
  CHECK(suite.called("the run reached its end").state == "error");
  CHECK(suite.called("the run reached its end").type == "interrupted");
  CHECK(read(test::passed_run()).called("the run reached its end").state == "passed");
}

TEST_CASE("runs of nothing, of one request and of many steps are suites too") {
  CHECK(read(test::empty_run()).called("response_time{step:place order}: p(99) < 250ms").state != "passed");
  CHECK(read(test::single_run()).cases.size() == 2);
  CHECK(read(test::crowded_run(5000)).in_state("error") == 0);
}

TEST_CASE("no name ends its element, and what XML cannot hold is written out") {
  const ReadSuite suite = read(test::evil_run());
  const ReadCase& check = suite.called("check: " + pages::harmless(test::evil_name.substr(0, test::evil_name.size() - 4)) + "\\uffff\\xff");
  CHECK(check.state == "failure");
  CHECK(suite.properties.at("target").find("\\x1b[31m") != std::string::npos);
}

TEST_CASE("the suite names the script, and what went wrong the line on which it is asked for or went wrong") {
  const ScratchFolder folder;
  Told run = test::failed_run();
  run.record.directory = folder.path();
  std::filesystem::create_directory(folder.path() / "scenario");
  write_text(folder.path() / "scenario" / "lunch_rush.lua", "t = {\n['response_time{step:place order}'] = 'p(99) < 250ms'}\n");
  const ReadSuite failed = read(run);
  CHECK(failed.attributes.at("file") == "scenarios/lunch_rush.lua");
  CHECK(failed.called("response_time{step:place order}: p(99) < 250ms").body.ends_with("\nat scenarios/lunch_rush.lua:2\n"));
  CHECK(failed.called("response_time: p(99.99999) < 1m").body.find("at scenarios/") == std::string::npos);
  Told broken = test::empty_run();
  broken.record.meta["ended_by"] = "script";
  broken.record.meta["ended_because"] = "setup() failed: lunch_rush.lua:4: no city";
  CHECK(read(test::told(std::move(broken.record))).called("the run reached its end").body.ends_with("\nat scenarios/lunch_rush.lua:4\n"));
}

TEST_CASE("a run that came to nothing is an error with its reason") {
  Told run = test::empty_run();
  run.record.meta["ended_by"] = "trouble";
  run.record.meta["ended_because"] = "--target http://x: cannot be reached";
  run.record.meta["trouble_exit"] = 104;
  const ReadSuite suite = read(test::told(std::move(run.record)));
  CHECK(suite.called("the run reached its end").state == "error");
  CHECK(suite.called("the run reached its end").type == "the run came to nothing");
  CHECK(suite.called("the run reached its end").body.find("--target http://x: cannot be reached\n") != std::string::npos);
  CHECK(suite.called("the measurement is valid").state == "error");
  CHECK(suite.called("the measurement is valid").message == "Nothing was measured.");
  CHECK(suite.properties.at("exit_code") == "104");
}

TEST_CASE("a run that a threshold or the loss of a worker ended did not reach its end") {
  for (const auto& [by, type] :
       {std::pair("threshold", "a threshold ended the run early"), {"lost", "a worker of the generator was lost"}}) {
    Told run = test::failed_run();
    run.record.meta["ended_by"] = by;
    run.record.meta["ended_because"] = "because of that";
    const ReadSuite suite = read(test::told(std::move(run.record)));
    CHECK(suite.called("the run reached its end").state == "error");
    CHECK(suite.called("the run reached its end").type == type);
    CHECK(suite.called("the run reached its end").body.find("because of that\n") != std::string::npos);
  }
}
