#include "reports/warehouse/pipeline/pipeline_log.hpp"

#include <catch2/catch.hpp>

#include "reports/foundation/user_error.hpp"
#include "tests/unit/scratch_folder.hpp"
#include "tests/unit/text_files.hpp"

using namespace rushhour;
using namespace rushhour::warehouse;

TEST_CASE("SQL in the audit has no value of the data") {
  const std::pair<const char*, const char*> rows[] = {
      {"select * from customers where email = 'ada@example.org'", "select * from customers where email = ?"},
      {"select 'it''s', 12.5, x1, 3e4 from t2 limit 10", "select ?, ?, x1, ? from t2 limit ?"},
      {"select 1 -- ada@example.org\n from t", "select ? \n from t"},
      {"select /* 'ada' */ a from t", "select  a from t"},
      {"select $$ada$$ from t", "select ? from t"},
      {"select 'never closed", "select ?"},
  };
  for (const auto& [sql, without] : rows) CHECK(without_values(sql) == without);
}

TEST_CASE("the log has lines from its level on, the audit a JSON object with who, what and when") {
  const ScratchFolder scratch;
  {
    PipelineLog log(scratch.path(), "WARNING", "analyze");
    log.info("loaded");
    log.warning("odd");
    log.audit("load", {{"what", "orders"}});
  }
  PipelineLog(scratch.path(), "DEBUG", "query").audit("ask", {{"kpi", "anomalies"}});
  const std::string log = text_of(scratch.path() / "pipeline.log");
  CHECK(log.find("loaded") == std::string::npos);
  CHECK(log.find("Z warning odd\n") != std::string::npos);
  const std::string audit = text_of(scratch.path() / "audit.log");
  const auto first = nlohmann::json::parse(audit.substr(0, audit.find('\n')));
  CHECK(first.at("verb") == "analyze");
  CHECK(first.at("action") == "load");
  CHECK(first.at("what") == "orders");
  CHECK_FALSE(first.at("user").get<std::string>().empty());
  CHECK(audit.find("\"kpi\":\"anomalies\"") != std::string::npos);
}

TEST_CASE("a level that is none is named with those that are") {
  const ScratchFolder scratch;
  CHECK_THROWS_WITH(PipelineLog(scratch.path(), "LOUD", "analyze"), Catch::Contains("LOG_LEVEL is 'LOUD'") && Catch::Contains("WARNING"));
  write_text(scratch.path() / "file", "");
  CHECK_THROWS_WITH(PipelineLog(scratch.path() / "file", "INFO", "analyze"), Catch::Contains("pipeline.log"));
}
