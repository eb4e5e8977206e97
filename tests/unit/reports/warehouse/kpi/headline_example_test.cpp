// The example of docs/kpis.md, computed: the page's own JSON is what the files of share/examples/analytics must give.

#include <regex>
#include <sstream>

#include "reports/warehouse/pipeline/headline.hpp"
#include "tests/unit/reports/warehouse/loaded.hpp"
#include "tests/unit/text_files.hpp"

using namespace rushhour;
using namespace rushhour::warehouse;
using namespace rushhour::warehouse::fixtures;

namespace {

std::string page_of_kpis() { return text_of(std::filesystem::path(RUSHHOUR_SOURCE_DIR) / "docs" / "kpis.md"); }

/// The block of the page that begins with ```json kpi=NAME.
std::string promised(const std::string& page, const std::string& kpi) {
  const std::string mark = "```json kpi=" + kpi + "\n";
  const std::size_t begin = page.find(mark);
  REQUIRE(begin != std::string::npos);
  return page.substr(begin + mark.size(), page.find("```", begin + mark.size()) - begin - mark.size());
}

/// Without blanks outside of texts, so that layouts compare and decimals still do: 0.8000 is not 0.8.
std::string bare(const std::string& json) {
  std::string text;
  bool quoted = false;
  for (const char c : json) {
    if (c == '"') quoted = !quoted;
    if (quoted || (c != ' ' && c != '\n')) text += c;
  }
  return text;
}

Session& example() {
  static Warehouse house;
  static const bool loaded = [] {
    const std::filesystem::path folder = std::filesystem::path(RUSHHOUR_SOURCE_DIR) / "share/examples/analytics";
    house.add_file(folder / "customers.csv", dataset_of("customers"));
    house.add_file(folder / "orders.xml", dataset_of("orders"));
    house.open();
    return true;
  }();
  REQUIRE(loaded);
  return house.session();
}

}  // namespace

TEST_CASE("the example's KPIs are to the cent what the page works out by hand", "[kpi]") {
  const std::string page = page_of_kpis();
  for (const char* kpi : {"repeat_customers", "monthly_trends", "regional_revenue", "top_customers"}) {
    INFO(kpi);
    CHECK(bare(kpi_json(example(), find_kpi(kpi))) == bare(promised(page, kpi)));
  }
}

TEST_CASE("the example's four printed lines are those of the page", "[kpi]") {
  KpiTexts texts;
  for (const char* kpi : {"repeat_customers", "monthly_trends", "regional_revenue", "top_customers"})
    texts[kpi] = kpi_json(example(), find_kpi(kpi));
  std::string lines;
  for (const std::string& line : headline(texts)) lines += line + "\n";
  CHECK(lines ==
        "Repeat Customers: 16/20 (80% retention)\nMonthly Trends: 5 months analyzed\nRegional Revenue: 6 regions processed\n"
        "Top Customers: 10 customers ranked\n");
  CHECK_THAT(page_of_kpis(), Catch::Contains(lines));
}

TEST_CASE("the example's table holds the files' orders, cell by cell", "[kpi]") {
  const Rows cells = example().query(
      "select customer_id, month(placed_at), sum(total), count(*) from fact_orders where revenue_counts group by 1, 2 order by 1, 2");
  const std::string page = page_of_kpis();
  std::map<std::string, std::map<int, std::string>> table;
  const std::regex line("\\| (\\d+) [^|]+ \\| \\w+ \\|([^\\n]*)");
  for (std::sregex_iterator it(page.begin(), page.end(), line), end; it != end; ++it) {
    std::istringstream fields((*it)[2].str());
    std::string field;
    for (int month = 1; month <= 5 && std::getline(fields, field, '|'); ++month)
      if (const std::string amount = bare(field); !amount.empty()) table[(*it)[1].str()][month] = amount;
  }
  std::size_t written = 0;
  for (const auto& [customer, months] : table) written += months.size();
  CHECK(table.size() == 20);
  CHECK(written == cells.rows.size());
  for (const auto& row : cells.rows) {
    INFO("customer " << row[0].text << " in month " << row[1].text);
    CHECK(row[3].text == "1");
    CHECK(table[row[0].text][std::stoi(row[1].text)] == row[2].text);
  }
}

TEST_CASE("the example has nothing wrong with it, and what was ordered adds up to what was paid", "[kpi]") {
  CHECK(example().query("select 1 from silver.findings").rows.empty());
  const Rows wrong = example().query(
      "select o.order_id from silver.orders as o join (select order_id, sum(quantity * price) as sum from silver.order_items group by 1) "
      "as i "
      "using (order_id) where i.sum <> o.total");
  CHECK(wrong.rows.empty());
  CHECK(example().query("select 1 from silver.order_items").rows.size() == 100);
}
