#include "reports/warehouse/ingest/csv/csv_source.hpp"

#include <array>
#include <catch2/catch.hpp>

#include "reports/foundation/user_error.hpp"
#include "tests/unit/reports/warehouse/ingest/reading.hpp"

namespace rushhour::warehouse {
namespace {

using namespace fixtures;

constexpr std::array pet_fields{FieldSpec{.name = "id", .required = true}, FieldSpec{.name = "name", .other_name = "called"},
                                FieldSpec{.name = "born", .type = FieldType::date}};
constexpr Dataset pets{.name = "pets", .element = "pet", .fields = pet_fields};

ReadFile read_csv(std::string_view text) { return read_bytes("pets.csv", text, pets); }

struct Dialect {
  const char* what;
  std::string text;
  std::vector<std::string> rows;
};

TEST_CASE("CSV is read in each of its dialects") {
  const std::vector<Dialect> table{
      {"as it comes", "id,name,born\n1,Rex,\n2,Mia,\n", {"2:|1|Rex|-", "3:|2|Mia|-"}},
      {"no end of the last line", "id,name,born\n1,Rex,\n2,Mia,", {"2:|1|Rex|-", "3:|2|Mia|-"}},
      {"carriage returns", "id,name,born\r\n1,Rex,\r\n\"2\",\"Mia\",\"\"\r\n", {"2:|1|Rex|-", "3:|2|Mia|-"}},
      {"a carriage return at the very end", "id,name\n1,Rex\r", {"2:|1|Rex|-"}},
      {"the same behind a quote", "id,name\n1,\"Rex\"\r", {"2:|1|Rex|-"}},
      {"byte order mark", "\xef\xbb\xbfid,name\n1,Rex\n", {"2:|1|Rex|-"}},
      {"semicolons", "id;name\n1;R,e,x\n", {"2:|1|R,e,x|-"}},
      {"tabs", "id\tname\n1\tRex\n", {"2:|1|Rex|-"}},
      {"bars", "id|name\n1|Rex\n", {"2:|1|Rex|-"}},
      {"a delimiter within the quotes of the head", "id;name;\"a,b,c,d,e\"\n1;Rex;x\n", {"2:|1|Rex|-"}},
      {"another order and case", "Name,ID\nRex,1\n", {"2:|1|Rex|-"}},
      {"the other name", "id,called\n1,Rex\n", {"2:|1|Rex|-"}},
      {"blanks in the head and around values", " id , name \n 1 , Rex \n", {"2:|1|Rex|-"}},
      {"columns that nobody knows", "x,id,y,name,z\na,1,b,Rex,c\n", {"2:|1|Rex|-"}},
      {"empty lines", "id,name\n\n1,Rex\n\r\n\n2,Mia\n\n", {"3:|1|Rex|-", "6:|2|Mia|-"}},
      {"no rows", "id,name\n", {}},
      {"a head alone", "id,name", {}},
      {"quotes that are doubled", "id,name\n1,\"R\"\"e\"\"x\"\n2,\"\"\"\"\n", {"2:|1|R\"e\"x|-", "3:|2|\"|-"}},
      {"a quote within a field", "id,name\n1,R\"e\"x\n2,5\"\n", {"2:|1|R\"e\"x|-", "3:|2|5\"|-"}},
      {"delimiters and lines in quotes", "id,name\n1,\"R,e\nx\"\n2,Mia\n", {"2:|1|R,e\nx|-", "4:|2|Mia|-"}},
      {"dates", "id,born\n1,1970-01-03\n", {"2:|1|-|2"}},
  };
  for (const Dialect& row : table) {
    INFO(row.what);
    const ReadFile read = read_csv(row.text);
    CHECK(read.row_list() == row.rows);
    CHECK(read.fault_list().empty());
    CHECK(read.rejected == 0);
  }
}

struct Dirt {
  const char* what;
  std::string text;
  std::vector<std::string> rows;
  std::vector<std::string> faults;
};

TEST_CASE("each fault of a CSV record is found on its own line, and the lines around it are read") {
  const std::string long_line(record_bytes_max + 1, 'x');
  const std::string longest_line(record_bytes_max - 2, 'x');
  std::string many_lines;
  for (int i = 0; i < 10'001; ++i) many_lines += "\n";
  const std::vector<Dirt> table{
      {"too few and too many fields", "id,name\n1\n2,Mia\n3,Rex,x\n", {"3:|2|Mia|-"}, {"2 column_count", "4 column_count"}},
      {"required, but empty", "id,name\n,Rex\n\"\",Mia\n", {"2:|-|Rex|-", "3:|-|Mia|-"}, {"2 missing_value id", "3 missing_value id"}},
      {"no date", "id,born\n1,2025-02-30\n", {"2:|1|-|-"}, {"2 bad_date born"}},
      {"text behind a closing quote", "id,name\n1,\"Rex\"x\n2,Mia\n", {"3:|2|Mia|-"}, {"2 stray_quote name"}},
      {"a blank behind a closing quote", "id,name\n1,\"Rex\" \n2,Mia\n", {"3:|2|Mia|-"}, {"2 stray_quote name"}},
      {"a carriage return behind a closing quote", "id,name\n1,\"Rex\"\rx\n2,Mia\n", {"3:|2|Mia|-"}, {"2 stray_quote name"}},
      {"a quote without an end", "id,name\n1,\"Rex\n2,Mia\n3,Tom\n", {"3:|2|Mia|-", "4:|3|Tom|-"}, {"2 unterminated_quote name"}},
      {"in the last line", "id,name\n1,Rex\n2,\"Mia\n", {"2:|1|Rex|-"}, {"3 unterminated_quote name"}},
      {"in the last line, without an end", "id,name\n1,Rex\n2,\"Mia", {"2:|1|Rex|-"}, {"3 unterminated_quote name"}},
      {"before a quoted field", "id,name\n1,\"Rex\n2,\"Mia\"\n", {"3:|2|Mia|-"}, {"2 unterminated_quote name"}},
      {"before an empty quoted field", "id,name\n1,\"Rex\n2,\"\"\n3,Tom\n", {"3:|2|-|-", "4:|3|Tom|-"}, {"2 unterminated_quote name"}},
      {"twice", "id,name\n1,\"Rex\n2,\"Mia\n3,Tom\n", {"4:|3|Tom|-"}, {"2 unterminated_quote name", "3 unterminated_quote name"}},
      {"in the first column, up to a line that ends in a quote",
       "id,name\n\"1,Rex\n2,x\"\n3,Tom\n",
       {"3:|2|x\"|-", "4:|3|Tom|-"},
       {"2 unterminated_quote id"}},
      {"before a field of two lines",
       "id,name\n1,\"Rex\n2,\"Mi\na\"\n3,Tom\n",
       {"3:|2|Mi\na|-", "5:|3|Tom|-"},
       {"2 unterminated_quote name"}},
      {"several lines with too many fields",
       "id,name\n1,\"Re\nx\",y\n2,Mia\n",
       {"3:|x\"|y|-", "4:|2|Mia|-"},
       {"2 unterminated_quote name"}},
      {"bytes of Latin-1",
       "id,name\n1,M\xc3\xbcnze\n2,K\xe4se\n3,\"\xdc\"\"x\"\n4,\xc3\xa4\n",
       {"2:|1|M\xc3\xbcnze|-", "3:|2|K\xc3\xa4se|-", "4:|3|\xc3\x9c\"x|-", "5:|4|\xc3\xa4|-"},
       {"3 mixed_encoding name", "4 mixed_encoding name"}},
      {"a line that is too long", "id,name\n1," + long_line + "\n2,Mia\n", {"3:|2|Mia|-"}, {"2 too_long"}},
      {"the last line is too long", "id,name\n2,Mia\n1," + long_line, {"2:|2|Mia|-"}, {"3 too_long"}},
      {"the same with a quote in it", "id,name\n1,\"" + long_line + "\"\n2,Mia\n", {"3:|2|Mia|-"}, {"2 too_long"}},
      {"a quote that has no end in a megabyte",
       "id,name\n1,\"x\n" + long_line + "\n2,Mia\n",
       {"4:|2|Mia|-"},
       {"2 unterminated_quote name", "3 too_long"}},
      {"a quote over ten thousand lines",
       "id,name\n1,\"" + many_lines + "\"\n2,Mia\n",
       {"10004:|2|Mia|-"},
       {"2 unterminated_quote name", "10003 unterminated_quote id"}},
      {"the longest line there may be", "id,name\n1," + longest_line + "\n2,Mia\n", {"2:|1|" + longest_line + "|-", "3:|2|Mia|-"}, {}},
  };
  for (const Dirt& row : table) {
    INFO(row.what);
    const ReadFile read = read_csv(row.text);
    CHECK((read.row_list() == row.rows));
    CHECK(read.fault_list() == row.faults);
    CHECK(read.rejected == static_cast<std::uint64_t>(std::count_if(read.faults.begin(), read.faults.end(),
                                                                    [](const Fault& fault) { return rejects(fault.kind); })));
  }
}

TEST_CASE("a NUL byte rejects the CSV record that holds it") {
  const ReadFile read = read_csv(std::string_view("id,name\n1,R\0x\n2,Mia\n3,\"\0\n\"\n", 27));
  CHECK(read.row_list() == std::vector<std::string>{"3:|2|Mia|-"});
  CHECK(read.fault_list() == std::vector<std::string>{"2 nul_byte", "4 nul_byte"});
}

TEST_CASE("reasons of CSV faults quote nothing of the data") {
  const ReadFile read = read_csv("id,name\n1,\"Rex\"ine\n2,\"Smith\n3,Miller,x\n4,K\xe4the\n5,\xc3\xa4\n6,\xc3\xa4\n");
  REQUIRE(read.faults.size() == 4);
  CHECK(read.faults[0].reason == "text follows the closing quote of a field");
  CHECK(read.faults[1].reason == "a field begins with a quote, and the one that ends it is missing");
  CHECK(read.faults[2].reason == "it has 3 fields, the head has 2");
  CHECK(read.faults[3].reason == "bytes that are no UTF-8; they were taken for Latin-1");
}

TEST_CASE("a CSV file that grows while it is read is taken up to where it ended, but for the line that was cut") {
  const ScratchFolder folder;
  const auto file = write_file(folder.path() / "pets.csv", "id,name\n1,Rex\n2,Mi");
  const auto source = open_records(file, pets);
  std::ofstream(file, std::ios::app) << "a\n3,Tom\n";
  const ReadFile read = read_all(*source, pets);
  CHECK(read.row_list() == std::vector<std::string>{"2:|1|Rex|-"});
  CHECK(read.fault_list() == std::vector<std::string>{"3 column_count"});
  CHECK(read.faults.at(0).reason == "the file was written to while it was read, and ended within this line");
  CHECK(read.tally.notes == std::vector<std::string>{"it grew while it was read; its first 18 bytes were taken"});
  CHECK(read.tally.bytes == 18);
}

TEST_CASE("a CSV file that is Latin-1 as a whole has no faults, but a note") {
  const ReadFile read = read_csv("id,name\n1,K\xe4se\n2,\"\xd6l\"\n");
  CHECK(read.row_list() == std::vector<std::string>{"2:|1|K\xc3\xa4se|-", "3:|2|\xc3\x96l|-"});
  CHECK(read.faults.empty());
  CHECK(read.tally.notes == std::vector<std::string>{"it was taken for Latin-1"});
}

TEST_CASE("columns that are not taken are noted") {
  CHECK(read_csv("id,shoe,,name\n").tally.notes == std::vector<std::string>{"columns that were not taken: shoe, (without a name)"});
}

struct Refused {
  std::string text;
  std::string says;
};

TEST_CASE("a CSV file that cannot be read says why and what to do") {
  const std::vector<Refused> table{
      {"", "pets.csv: it is empty; its first line must name the columns"},
      {"\xef\xbb\xbf", "pets.csv: it is empty; its first line must name the columns"},
      {std::string("\xff\xfei\0d\0", 6), "pets.csv: it is in UTF-16; save it as UTF-8 (iconv -f UTF-16 -t UTF-8)"},
      {std::string("i\0d\0,\0", 6), "pets.csv: there are NUL bytes in its first line; if it is UTF-16, save it as UTF-8"},
      {"1,Rex,2020-01-01\n", "pets.csv: its head names no column of pets; it must name id, name, born"},
      {"ids,name\n", "pets.csv: column id is missing in its head; is it 'ids'? Then rename that"},
      {"born,name\n", "pets.csv: column id is missing in its head"},
      {"id,shoe,Shoe\n", "pets.csv: two columns are named 'Shoe'; leave one out, or rename it"},
      {"id,name,called\n", "pets.csv: column 'called' and another are both name; leave one out"},
      {"id,\"name\n1,x\n", "pets.csv: its first line must name the columns, but does not end, or not its quotes"},
      {"id," + std::string(record_bytes_max, 'x'), "pets.csv: its first line must name the columns, but does not end, or not its quotes"},
      {"id,name\r1,Rex\r", "pets.csv: its lines end in a carriage return alone; save it with line feeds"},
  };
  for (const Refused& row : table) {
    INFO(row.text.substr(0, 60));
    const ScratchFolder folder;
    const auto file = write_file(folder.path() / "pets.csv", row.text);
    try {
      open_records(file, pets);
      FAIL("it was taken");
    } catch (const UserError& error) {
      CHECK(error.what() == (folder.path() / row.says).string());
      CHECK(error.exit() == Exit::settings);
    }
  }
}

TEST_CASE("a delimiter that is given is taken, whatever the head has most of") {
  SourceOptions options;
  options.delimiter = ';';
  CHECK(read_bytes("pets.csv", "id;name,a,b,c;called\n1;x;Rex\n", pets, options).row_list() == std::vector<std::string>{"2:|1|Rex|-"});
}

TEST_CASE("ten thousand columns are read, and their quotes") {
  std::string head = "id", plain = "1", quoted = "\"2\"";
  for (int i = 0; i < 10'000; ++i) {
    head += ",c" + std::to_string(i);
    plain += ",x";
    quoted += ",\"x\"";
  }
  const ReadFile read = read_csv(head + "\n" + plain + "\n" + quoted + "\n" + plain + ",y\n");
  CHECK(read.row_list() == std::vector<std::string>{"2:|1|-|-", "3:|2|-|-"});
  CHECK(read.fault_list() == std::vector<std::string>{"4 column_count"});
}

}  // namespace
}  // namespace rushhour::warehouse
