#include "reports/warehouse/ingest/xml/xml_source.hpp"

#include <array>
#include <catch2/catch.hpp>

#include "reports/foundation/random_stream.hpp"
#include "reports/foundation/user_error.hpp"
#include "reports/warehouse/ingest/block_reader.hpp"
#include "reports/warehouse/ingest/xml/xml_prolog.hpp"
#include "tests/unit/reports/warehouse/ingest/reading.hpp"

namespace rushhour::warehouse {
namespace {

using namespace fixtures;

constexpr std::array pet_fields{FieldSpec{.name = "id", .required = true}, FieldSpec{.name = "name", .other_name = "called"},
                                FieldSpec{.name = "price", .type = FieldType::money}, FieldSpec{.name = "toys", .type = FieldType::json}};
constexpr Dataset pets{.name = "pets", .element = "pet", .fields = pet_fields};

ReadFile read_xml(std::string_view text, const SourceOptions& options = {}) { return read_bytes("pets.xml", text, pets, options); }

struct Document {
  const char* what;
  std::string text;
  std::vector<std::string> rows;
};

TEST_CASE("elements of XML become records") {
  const std::vector<Document> table{
      {"as it comes",
       "<?xml version=\"1.0\"?>\n<pets>\n<pet><id>1</id><name>Rex</name></pet>\n<pet><id>2</id></pet>\n</pets>\n",
       {"3:|1|Rex|-|-", "4:|2|-|-|-"}},
      {"no lines at all", "<pets><pet><id>1</id></pet><pet><id>2</id></pet></pets>", {"1:|1|-|-|-", "1:|2|-|-|-"}},
      {"attributes", "<pets><pet id=\"1\" name=\"R&amp;#38;x&#38;&lt;\"><price>2.50</price></pet></pets>", {"1:|1|R&#38;x&<|250|-"}},
      {"the other name, another order, and what nobody knows",
       "<pets><cat><id>7</id></cat><pet><called>Rex</called><x><id>8</id></x><id>1</id></pet></pets>",
       {"1:|1|Rex|-|-"}},
      {"of two the first", "<pets><pet id=\"1\"><id>2</id><name>Rex</name><name>Mia</name></pet></pets>", {"1:|1|Rex|-|-"}},
      {"blanks around text", "<pets><pet><id>\n 1 \n</id></pet></pets>", {"1:|1|-|-|-"}},
      {"entities that need no declaration",
       "<pets><pet><id>1</id><name>&lt;R&#228;x&gt; &quot;</name></pet></pets>",
       {"1:|1|<R\xc3\xa4x> \"|-|-"}},
      {"character data", "<pets><pet><id>1</id><name>a<![CDATA[<b> & ]]>c</name></pet></pets>", {"1:|1|a<b> & c|-|-"}},
      {"comments and instructions within", "<pets><!-- <pet> --><pet><id>1<!-- 2 --></id><?do x?></pet></pets>", {"1:|1|-|-|-"}},
      {"prefixes", "<p:pets xmlns:p=\"urn:x\"><p:pet><p:id>1</p:id></p:pet></p:pets>", {"1:|1|-|-|-"}},
      {"an empty element", "<pets><pet><id>1</id><name/><price></price></pet><pet/></pets>", {"1:|1|-|-|-", "1:|-|-|-|-"}},
      {"a tag over several lines",
       "<pets>\n<pet\n  id=\"1\"\n>\n<name>Rex</name></pet><!-- a\nb --><pet id=\"2\"/>\n</pets>",
       {"2:|1|Rex|-|-", "6:|2|-|-|-"}},
      {"carriage returns", "<pets>\r\n<pet><id>1</id></pet>\r\n<pet><id>2</id></pet>\r\n</pets>", {"2:|1|-|-|-", "3:|2|-|-|-"}},
      {"a byte order mark", "\xef\xbb\xbf<pets><pet><id>1</id></pet></pets>", {"1:|1|-|-|-"}},
      {"Latin-1, which is declared",
       "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><pets><pet><id>K\xe4the</id></pet></pets>",
       {"1:|K\xc3\xa4the|-|-|-"}},
      {"no records", "<pets/>", {}},
      {"a record within a record is a field that nobody knows", "<pets><pet><pet><id>2</id></pet><id>1</id></pet></pets>", {"1:|1|-|-|-"}},
  };
  for (const Document& row : table) {
    INFO(row.what);
    const ReadFile read = read_xml(row.text);
    CHECK(read.row_list() == row.rows);
    CHECK(read.rejected == 0);
  }
}

TEST_CASE("a document in UTF-16 is read") {
  std::string text = "\xff\xfe";
  for (const char c : std::string_view("<?xml version=\"1.0\" encoding=\"UTF-16\"?>\n<pets>\n<pet><id>1</id></pet>\n</pets>"))
    text += {c, '\0'};
  CHECK(read_xml(text).row_list() == std::vector<std::string>{"3:|1|-|-|-"});
}

TEST_CASE("elements within a field of XML become JSON") {
  const std::vector<Document> table{
      {"objects",
       "<item><sku>007</sku><category>a \"b\"</category><quantity>2</quantity><price>9.50</price></item>\n <item><sku>12</sku></item>",
       {R"([{"sku":"007","category":"a \"b\"","quantity":2,"price":9.50},{"sku":"12"}])"}},
      {"one object of members", " <x>-1</x> <y>0.5</y> <word> w </word> ", {R"({"x":-1,"y":0.5,"word":"w"})"}},
      {"what is no number as JSON has it",
       "<x>01</x><y>1.</y><price>.5</price><quantity>+1</quantity><x>1e5</x><x></x><x>-</x>",
       {R"({"x":"01","y":"1.","price":".5","quantity":"+1","x":"1e5","x":"","x":"-"})"}},
      {"an object without members among others", "<item><sku>a</sku></item><item/>", {R"([{"sku":"a"}])"}},
      {"deeper is passed over", "<item><sku>a</sku><more><most>b</most></more></item>", {R"([{"sku":"a","more":""}])"}},
      {"JSON as text", "[{\"sku\":\"a\"}]", {R"([{"sku":"a"}])"}},
      {"nothing", " \n ", {"-"}},
  };
  for (const Document& row : table) {
    INFO(row.what);
    const ReadFile read = read_xml("<pets><pet><id>1</id><toys>" + row.text + "</toys></pet></pets>");
    CHECK(read.row_list() == std::vector<std::string>{"1:|1|-|-|" + row.rows.at(0)});
    CHECK(read.faults.empty());
  }
}

struct Broken {
  const char* what;
  std::string behind;  ///< a whole record of line 2
  std::vector<std::string> rows;
  std::string fault;
  std::string reason;
};

TEST_CASE("where a document stops being XML the rest is one reject") {
  const std::string cut = "line 3: the document ends, or a tag does, before its time; nothing behind it was read";
  const std::vector<Broken> table{
      {"cut short within a record", "<pet><id>2</id>", {"2:|1|-|-|-"}, "3 broken_xml", cut},
      {"cut short within a tag", "<pet><id", {"2:|1|-|-|-"}, "3 broken_xml", cut},
      {"cut short behind a record", "<pet><id>2</id></pet>", {"2:|1|-|-|-", "3:|2|-|-|-"}, "3 broken_xml", cut},
      {"another element's end",
       "<pet><id>2</name></pet></pets>",
       {"2:|1|-|-|-"},
       "3 broken_xml",
       "line 3: an element is closed by the end of another; nothing behind it was read"},
      {"bytes that are no UTF-8",
       "<pet><id>K\xe4the</id></pet></pets>",
       {"2:|1|-|-|-"},
       "3 broken_xml",
       "line 3: there are bytes that are no characters of its encoding; nothing behind it was read"},
      {"an entity of nobody",
       "<pet><id>&x;</id></pet></pets>",
       {"2:|1|-|-|-"},
       "3 broken_xml",
       "line 3: an entity is not declared; nothing behind it was read"},
  };
  for (const Broken& row : table) {
    INFO(row.what);
    const ReadFile read = read_xml("<pets>\n<pet><id>1</id></pet>\n" + row.behind);
    CHECK(read.row_list() == row.rows);
    CHECK(read.fault_list() == std::vector<std::string>{row.fault});
    REQUIRE(read.faults.size() == 1);
    CHECK(read.faults[0].reason == row.reason);
    CHECK(read.rejected == 1);
  }
  const ReadFile nul = read_xml(std::string_view("<pets>\n<pet><id>1</id></pet>\n<pet>\0</pet></pets>", 48));
  CHECK(nul.row_list() == std::vector<std::string>{"2:|1|-|-|-"});
  CHECK(nul.fault_list() == std::vector<std::string>{"3 broken_xml"});
}

TEST_CASE("a record of XML beyond the bound is rejected, and the next one is read") {
  const std::string flood(2 * record_bytes_max, 'x');
  for (const std::string& within : {"<name>" + flood + "</name>", "<toys><item><sku>" + flood + "</sku></item></toys>"}) {
    const ReadFile read = read_xml("<pets>\n<pet><id>1</id>" + within + "</pet>\n<pet><id>2</id></pet>\n</pets>");
    CHECK(read.row_list() == std::vector<std::string>{"3:|2|-|-|-"});
    CHECK(read.fault_list() == std::vector<std::string>{"2 too_long"});
  }
}

TEST_CASE("lines of XML are counted beyond sixteen bits, and by the builder's batches") {
  std::string text = "<pets>\n";
  for (int i = 2; i <= 70'000; ++i) text += "<pet><id>" + std::to_string(i) + "</id></pet>\n";
  const ScratchFolder folder;
  const auto source = open_records(write_file(folder.path() / "pets.xml", text + "</pets>\n"), pets);
  const ReadFile read = read_all(*source, pets, 1, 100);
  REQUIRE(read.rows.size() == 69'999);
  for (const ReadRow& row : read.rows) {
    if (row.values[0] != std::to_string(row.line)) FAIL("line " << row.line << " holds the pet " << *row.values[0]);
  }
  CHECK(read.tally.bytes == text.size() + 8);
}

TEST_CASE("document types and what is no XML are refused before a parser sees them") {
  const ScratchFolder folder;
  const auto file = folder.path() / "pets.xml";
  const std::string doctype = ": it has a document type (<!DOCTYPE), with which entities come; take it out";
  const std::string nothing = ": no element of XML begins within its first 64 KiB";
  std::string utf16 = "\xff\xfe";
  for (const char c : std::string_view("<!DOCTYPE pets><pets/>")) utf16 += {c, '\0'};
  const std::vector<std::pair<std::string, std::string>> table{
      {"<?xml version=\"1.0\"?><!DOCTYPE pets [<!ENTITY a \"b\"><!ENTITY b \"&a;&a;\">]><pets>&b;</pets>", doctype},
      {"<!-- x -->\n<!DOCTYPE pets SYSTEM \"file:///etc/passwd\"><pets/>", doctype},
      {"\xef\xbb\xbf <!DOCTYPE pets><pets/>", doctype},
      {utf16, doctype},
      {"<?xml version=\"1.0\"?>" + std::string(xml_prolog_max, ' ') + "<pets/>", nothing},
      {"<!-- " + std::string(xml_prolog_max, 'x') + " --><!DOCTYPE pets><pets/>", nothing},
      {"<?xml version=\"1.0\" encoding=\"UTF-7\"?>+ADwAIQ-DOCTYPE pets+AD4-<pets/>", nothing},
      {"", nothing},
      {"id,name\n1,Rex\n", nothing},
  };
  for (const auto& [text, says] : table) {
    INFO(text.substr(0, 60));
    CHECK_THROWS_WITH(open_records(write_file(file, text), pets), file.string() + says);
  }
}

constexpr std::string_view schema = R"(<?xml version="1.0"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <xs:element name="pets"><xs:complexType><xs:sequence>
    <xs:element name="pet" minOccurs="0" maxOccurs="unbounded"><xs:complexType><xs:sequence>
      <xs:element name="id" type="xs:string"/>
      <xs:element name="name"><xs:simpleType><xs:restriction base="xs:string">
        <xs:pattern value="[A-Z][a-z]+"/>
      </xs:restriction></xs:simpleType></xs:element>
      <xs:element name="price" type="xs:decimal" minOccurs="0"/>
    </xs:sequence></xs:complexType></xs:element>
  </xs:sequence></xs:complexType></xs:element>
</xs:schema>)";

TEST_CASE("a record that violates the schema is rejected with its line and element, and nothing of what stands there") {
  const ScratchFolder folder;
  SourceOptions options;
  options.schema = write_file(folder.path() / "pets.xsd", schema);
  const ReadFile read = read_xml(
      "<pets>\n<pet><id>1</id><name>Rex</name></pet>\n<pet><id>2</id><name>miller@example.com</name></pet>\n"
      "<pet><id>3</id><name>Mia</name><price>Secret</price></pet>\n<pet><id>4</id></pet>\n<pet><name>Tom</name><id>5</id></pet>\n"
      "<pet><id>6</id><name>Tim</name></pet>\n</pets>",
      options);
  CHECK(read.row_list() == std::vector<std::string>{"2:|1|Rex|-|-", "7:|6|Tim|-|-"});
  CHECK(read.fault_list() ==
        std::vector<std::string>{"3 schema_violation", "4 schema_violation", "5 schema_violation", "6 schema_violation"});
  REQUIRE(read.faults.size() == 4);
  CHECK(read.faults[0].reason == "Element 'name': what stands there is not accepted by the pattern '[A-Z][a-z]+'.");
  CHECK(read.faults[1].reason == "Element 'price': what stands there is not a valid value of the atomic type 'xs:decimal'.");
  CHECK(read.faults[2].reason == "Element 'pet': Missing child element(s). Expected is ( name ).");
  CHECK(read.faults[3].reason == "Element 'name': This element is not expected. Expected is ( id ).");
  CHECK(read.rejected == 4);
}

TEST_CASE("what a schema has against the document as a whole is noted, and its records are taken") {
  const ScratchFolder folder;
  SourceOptions options;
  std::string with_an_end(schema);
  const std::string sequence_end = "  </xs:sequence></xs:complexType></xs:element>\n</xs:schema>";
  with_an_end.replace(with_an_end.find(sequence_end), 0, "    <xs:element name=\"end\" type=\"xs:string\"/>\n");
  options.schema = write_file(folder.path() / "pets.xsd", with_an_end);
  // Up to pieces of which the last holds nothing but the root's end.
  for (const std::size_t count : {1u, 1000u, 1500u, 1637u, 1638u, 1639u, 3000u}) {
    std::string text = "<pets>\n";
    for (std::size_t i = 0; i < count; ++i) text += "<pet><id>1</id><name>Rex</name></pet>\n";
    text.pop_back();
    const ReadFile read = read_xml(text + "</pets>", options);
    CHECK(read.rows.size() == count);
    CHECK(read.faults.empty());
    CHECK(read.tally.notes == std::vector<std::string>{"the document is not as its schema wants it: line " + std::to_string(count + 1) +
                                                       ": Element 'pets': Missing child element(s). Expected is one of ( pet, end )."});
  }
}

TEST_CASE("without a schema the same records are read") {
  CHECK(read_xml("<pets><pet><id>2</id><name>miller</name></pet></pets>").row_list() == std::vector<std::string>{"1:|2|miller|-|-"});
}

TEST_CASE("a schema that cannot be used is refused, and so is a document of another root") {
  const ScratchFolder folder;
  SourceOptions options;
  options.schema = write_file(folder.path() / "pets.xsd", schema);
  CHECK_THROWS_WITH(read_xml("<cats><pet><id>1</id></pet></cats>", options),
                    Catch::Matchers::Contains("its schema is for other documents: line 1: Element 'cats'"));
  options.schema =
      write_file(folder.path() / "bad.xsd", "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\">\n<xs:nothing/></xs:schema>");
  CHECK_THROWS_WITH(read_xml("<pets/>", options), Catch::Matchers::Contains("bad.xsd: it is no XSD that can be used: line 2:"));
  options.schema = folder.path() / "none.xsd";
  CHECK_THROWS_WITH(read_xml("<pets/>", options), Catch::Matchers::Contains("none.xsd: there is no such file"));
}

TEST_CASE("any document of XML comes back as it was written") {
  const ScratchFolder folder;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    RandomStream random(seed, "data", "xml", 0);
    const std::vector<std::pair<std::string, std::string>> letters{{"a", "a"},
                                                                   {"&", "&amp;"},
                                                                   {"<", "&lt;"},
                                                                   {"\n", "\n"},
                                                                   {"\xc3\xa4", "&#xe4;"},
                                                                   {"\xe2\x82\xac", "\xe2\x82\xac"},
                                                                   {"x<y", "<![CDATA[x<y]]>"},
                                                                   {"", "<!-- \n -->"}};
    std::string text = "<pets>";
    std::vector<ReadRow> rows;
    std::int64_t line = 1;
    for (auto count = random.below(600); count > 0; --count) {
      std::string record = random.below(2) == 0 ? "\n" : "";
      const std::int64_t begin = line + static_cast<std::int64_t>(record.size());
      std::string name = "v", written = "v";
      for (auto i = random.below(30); i > 0; --i) {
        const auto& [letter, as] = letters[random.below(letters.size())];
        name += letter;
        written += as;
      }
      record += "<pet><id>" + std::to_string(rows.size()) + "</id><name>" + written + "w</name></pet>";
      line += std::count(record.begin(), record.end(), '\n');
      text += record;
      rows.push_back({begin, {std::to_string(rows.size()), name + "w", std::nullopt, std::nullopt}});
    }
    const auto source = open_records(write_file(folder.path() / "pets.xml", text + "</pets>"), pets);
    INFO("seed " << seed);
    CHECK((read_all(*source, pets, 1, 1 + random.below(100)).rows == rows));
  }
}

}  // namespace
}  // namespace rushhour::warehouse
