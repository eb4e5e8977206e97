#include <array>
#include <catch2/catch.hpp>
#include <mutex>
#include <set>
#include <thread>

#include "reports/foundation/random_stream.hpp"
#include "reports/warehouse/ingest/csv/csv_source.hpp"
#include "reports/warehouse/ingest/text_encoding.hpp"
#include "tests/unit/reports/warehouse/ingest/reading.hpp"

/// Tables that nobody thought of: what was written must come back, however the file is cut and by how many it is read.
namespace rushhour::warehouse {
namespace {

using namespace fixtures;

constexpr std::array word_fields{FieldSpec{.name = "a"}, FieldSpec{.name = "b"}, FieldSpec{.name = "c"}, FieldSpec{.name = "d"}};
constexpr Dataset words{.name = "words", .element = "word", .fields = word_fields};

/// A table in a dialect that the seed chooses, and what must be read from it.
class Table {
 public:
  explicit Table(std::uint64_t seed, bool latin1 = false) : random_(seed, "data", "tables", 0), latin1_(latin1) {
    constexpr std::string_view delimiters = ",;\t|";
    delimiter_ = delimiters[below(delimiters.size())];
    line_end_ = below(2) == 0 ? "\n" : "\r\n";
    if (below(3) == 0) text_ = "\xef\xbb\xbf";
    for (std::size_t i = 0; i < columns_.size(); ++i) std::swap(columns_[i], columns_[i + below(columns_.size() - i)]);
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (i > 0) text_ += delimiter_;
      // The fifth is a column that nobody knows.
      text_ += columns_[i] < word_fields.size() ? std::string(word_fields[columns_[i]].name) : std::string("else");
    }
    text_ += line_end_;
    const std::size_t records = below(40);
    for (std::size_t i = 0; i < records; ++i) add_line(i + 1 == records);
  }

  std::string text_;
  std::vector<ReadRow> rows_;
  std::vector<std::string> faults_;

 private:
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(random_.below(bound)); }

  void add_line(bool last) {
    const auto line = std::count(text_.begin(), text_.end(), '\n') + 1;
    const std::size_t kind = below(12);  // 3: an empty line, which is no record
    if (kind == 1) add_unterminated(line);
    if (kind == 2) add_short(line);
    if (kind == 0 || kind > 3) add_record(line);
    if (!last || below(2) == 0) text_ += line_end_;
  }

  void add_record(std::int64_t line) {
    ReadRow row{line, std::vector<std::optional<std::string>>(word_fields.size())};
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const std::string value = a_value(true);
      if (i > 0) text_ += delimiter_;
      text_ += written(value);
      if (columns_[i] < word_fields.size() && !value.empty()) row.values[columns_[i]] = latin1_ ? utf8_of_latin1(value) : value;
    }
    rows_.push_back(row);
  }

  void add_unterminated(std::int64_t line) {
    const std::size_t which = below(columns_.size());
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (i > 0) text_ += delimiter_;
      if (i == which) text_ += '"';
      text_ += a_value(false);
    }
    const bool known = columns_[which] < word_fields.size();
    faults_.push_back(std::to_string(line) + " unterminated_quote" + (known ? " " + std::string(word_fields[columns_[which]].name) : ""));
  }

  void add_short(std::int64_t line) {
    text_ += "x";
    for (std::size_t i = 0; i + 2 < columns_.size(); ++i) text_ += delimiter_;
    faults_.push_back(std::to_string(line) + " column_count");
  }

  /// Begins and ends with a letter: blanks around it would be taken off, and a quote there would be the end of another field's.
  std::string a_value(bool any) {
    if (any && below(6) == 0) return {};
    const std::vector<std::string> pieces =
        any ? std::vector<std::string>{"x", "y", " ", "\"", "\"\"", "\n", "\r\n", ",", ";", "\t", "|", umlaut()}
            : std::vector<std::string>{"x", "y", " ", umlaut()};
    std::string value = "v";
    for (std::size_t i = below(8); i > 0; --i) value += pieces[below(pieces.size())];
    return value + "w";
  }

  std::string umlaut() const { return latin1_ ? "\xe4" : "\xc3\xa4"; }

  std::string written(const std::string& value) {
    const bool must = value.find_first_of("\n\r") != std::string::npos || value.find(delimiter_) != std::string::npos;
    if (!must && below(2) == 0) return value;
    std::string quoted = "\"";
    for (const char c : value) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    return quoted + "\"";
  }

  RandomStream random_;
  bool latin1_;
  char delimiter_ = ',';
  std::string line_end_;
  std::array<std::size_t, 5> columns_{0, 1, 2, 3, 4};
};

void check_table(const Table& table, const std::filesystem::path& file) {
  write_file(file, table.text_);
  for (const std::size_t block_bytes : {std::size_t{1}, std::size_t{7}, std::size_t{64}, usual_block_bytes})
    for (const unsigned lanes : {1u, 3u}) {
      INFO("blocks of " << block_bytes << ", " << lanes << " lanes");
      const auto source = open_csv(std::make_unique<ByteSource>(file), words, {}, block_bytes);
      const ReadFile read = read_all(*source, words, lanes, lanes == 1 ? RecordBuilder::capacity : 1);
      CHECK(read.rows == table.rows_);
      CHECK(read.fault_list() == table.faults_);
    }
}

TEST_CASE("any table of CSV comes back as it was written, whatever the size of the blocks and the number of lanes", "[errors]") {
  const ScratchFolder folder;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const Table table(seed);
    INFO("seed " << seed << ":\n" << table.text_);
    check_table(table, folder.path() / "words.csv");
  }
}

TEST_CASE("any table of CSV in Latin-1 comes back in UTF-8", "[errors]") {
  const ScratchFolder folder;
  std::size_t checked = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const Table table(seed, true);
    if (table.text_.find('\xe4') == std::string::npos) continue;
    INFO("seed " << seed << ":\n" << table.text_);
    check_table(table, folder.path() / "words.csv");
    ++checked;
  }
  CHECK(checked > 50);
}

TEST_CASE("threads share a CSV file: each record is read once, by one of them", "[errors]") {
  const ScratchFolder folder;
  std::string text = "a,b\n";
  for (int i = 0; i < 20'000; ++i) text += std::to_string(i) + (i % 100 == 0 ? ",\"two\nlines\"\n" : ",x\n");
  const auto file = write_file(folder.path() / "words.csv", text);
  const auto source = open_csv(std::make_unique<ByteSource>(file), words, {}, 1000);
  REQUIRE(source->lanes() == 8);
  std::mutex mutex;
  std::vector<std::string> ids;
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < source->lanes(); ++i)
    threads.emplace_back([&] {
      RecordBuilder records(words, [](const Fault&) {});
      const auto lane = source->lane();
      while (lane->fill(records)) {
        const std::lock_guard lock(mutex);
        for (std::size_t row = 0; row < records.rows(); ++row) ids.emplace_back(records.columns()[0].texts[row]);
        records.clear();
      }
    });
  for (std::thread& thread : threads) thread.join();
  CHECK(ids.size() == 20'000);
  CHECK(std::set<std::string>(ids.begin(), ids.end()).size() == 20'000);
}

TEST_CASE("files of few bytes have one lane", "[errors]") {
  const ScratchFolder folder;
  CHECK(open_records(write_file(folder.path() / "words.csv", "a,b\n1,2\n"), words)->lanes() == 1);
}

}  // namespace
}  // namespace rushhour::warehouse
