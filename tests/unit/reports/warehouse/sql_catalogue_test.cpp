#include "reports/warehouse/sql_catalogue.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>
#include <stdexcept>

#include "reports/foundation/user_error.hpp"

using namespace rushhour;
using namespace rushhour::warehouse;

namespace {

std::vector<std::string> names(const std::vector<SqlFile>& files) {
  std::vector<std::string> found;
  for (const SqlFile& file : files) found.push_back(std::string(file.layer) + "/" + std::string(file.name));
  return found;
}

bool word_at(std::string_view text, std::size_t at, std::size_t length) {
  const auto letter = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
  return (at == 0 || !letter(text[at - 1])) && (at + length >= text.size() || !letter(text[at + length]));
}

/// Without comments and what stands in single quotes, which are nobody's dialect.
std::string bare(std::string_view sql) {
  std::string text;
  for (std::size_t at = 0; at < sql.size();) {
    if (sql.substr(at, 2) == "--") {
      at = std::min(sql.find('\n', at), sql.size());
    } else if (sql[at] == '\'') {
      at = std::min(sql.find('\'', at + 1), sql.size() - 1) + 1;
    } else {
      text += sql[at++];
    }
  }
  return text;
}

/// What DuckDB understands and PostgreSQL does not.
std::vector<std::string> duckdb_words(std::string_view text) {
  const std::string sql = bare(text);
  std::vector<std::string> found;
  for (const std::string_view mark : {"//", "::", "->", "[", "{"})
    if (sql.find(mark) != std::string::npos) found.emplace_back(mark);
  for (const std::string_view word : {"try_cast", "make_timestamp", "epoch_ns", "list_sum", "list_max", "map", "struct", "any_value",
                                      "qualify", "arg_max", "columns", "exclude", "by all", "using sample", "hugeint", "blob", "pivot"})
    for (std::size_t at = sql.find(word); at != std::string::npos; at = sql.find(word, at + 1))
      if (word_at(sql, at, word.size())) found.emplace_back(word);
  return found;
}

}  // namespace

TEST_CASE("a file's head says what it is and what it needs") {
  const SqlFile file =
      read_sql_file({"gold/latency.sql", "-- What it is.\n-- More of it.\n-- needs: silver/a, bronze/b\nselect 1; -- needs: c\n"});
  CHECK(file.layer == "gold");
  CHECK(file.name == "latency");
  CHECK(file.sentence == "What it is.");
  CHECK(file.needs == std::vector<std::string_view>{"silver/a", "bronze/b"});
}

TEST_CASE("tables come after what they need, whatever their names") {
  const EmbeddedFile files[] = {
      {"gold/a.sql", "-- A.\n-- needs: gold/z, silver/m\n"},
      {"gold/z.sql", "-- Z.\n-- needs: silver/m\n"},
      {"silver/m.sql", "-- M.\n-- needs: bronze/x\n"},
      {"bronze/x.sql", "-- X.\n"},
      {"kpi/k.sql", "-- K.\n"},
  };
  CHECK(names(tables_in_order(files)) == std::vector<std::string>{"bronze/x", "silver/m", "gold/z", "gold/a"});
  CHECK(names(kpis(files)) == std::vector<std::string>{"kpi/k"});
}

TEST_CASE("a need that is no file, and a circle, are mistakes of ours") {
  const EmbeddedFile missing[] = {{"gold/a.sql", "-- A.\n-- needs: gold/b\n"}};
  CHECK_THROWS_WITH(tables_in_order(missing), Catch::Contains("gold/b"));
  const EmbeddedFile circle[] = {{"gold/a.sql", "-- A.\n-- needs: gold/b\n"}, {"gold/b.sql", "-- B.\n-- needs: gold/a\n"}};
  CHECK_THROWS_AS(tables_in_order(circle), std::logic_error);
}

TEST_CASE("every file that comes with the program says in a sentence what it is") {
  const std::set<std::string_view> layers{"ledger", "bronze", "silver", "gold", "profile", "quality", "kpi"};
  for (const EmbeddedFile& embedded : sql_files) {
    INFO(embedded.path);
    const SqlFile file = read_sql_file(embedded);
    CHECK(file.sentence.ends_with('.'));
    CHECK(layers.contains(file.layer));
  }
  const auto profiles = static_cast<std::size_t>(
      std::count_if(sql_files.begin(), sql_files.end(), [](const auto& f) { return f.path.starts_with("profile/"); }));
  CHECK(tables_in_order().size() + kpis().size() + assertions().size() + profiles == sql_files.size());
}

TEST_CASE("gold and KPIs are written in words that PostgreSQL knows too") {
  for (const EmbeddedFile& embedded : sql_files) {
    const SqlFile file = read_sql_file(embedded);
    if (file.layer != "gold" && file.layer != "kpi") continue;
    INFO(embedded.path);
    CHECK(duckdb_words(file.text) == std::vector<std::string>{});
  }
  CHECK(duckdb_words("select a::int // 2 from t group by all") == std::vector<std::string>{"//", "::", "by all"});
}

TEST_CASE("an assertion says how severe it is and whose it is") {
  const SqlFile file =
      read_sql_file({"quality/a.sql", "-- A.\n-- More.\n-- severity: hard\n-- owner: data\n-- needs: silver/b\nselect 1;\n"});
  CHECK(file.sentence == "A.");
  CHECK(file.severity == "hard");
  CHECK(file.owner == "data");
  CHECK(file.needs == std::vector<std::string_view>{"silver/b"});
}

TEST_CASE("a file is found by its path, and one that is not there is a mistake of ours") {
  CHECK(file_at("profile/measures").name == "measures");
  CHECK_THROWS_WITH(file_at("profile/nosuch"), Catch::Contains("profile/nosuch"));
}

TEST_CASE("a KPI is found by its name, and a slip gets the nearest") {
  CHECK(find_kpi("orders_beside_latency").layer == "kpi");
  CHECK_THROWS_WITH(find_kpi("orders_besides_latency"), Catch::Contains("did you mean 'orders_beside_latency'?"));
  CHECK_THROWS_AS(find_kpi("silver/orders"), UserError);
}
