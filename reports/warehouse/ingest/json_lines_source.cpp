// A line is first held to the whole grammar of JSON (simdjson's DOM), since reading on demand looks at nothing that it is not asked for;
// then its members are read on demand, which tells where in the line each stands: money keeps its decimals, and nested values stay as they
// are.

#include "reports/warehouse/ingest/json_lines_source.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <bitset>
#include <nlohmann/json.hpp>

#include "reports/foundation/user_error.hpp"

namespace rushhour::warehouse {
namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
constexpr std::string_view blanks = " \t\r";

/// Hears where a line stops being JSON, and nothing else.
class Where : public nlohmann::json_sax<nlohmann::json> {
 public:
  std::size_t byte = 0;  ///< from 1; 0: nowhere

  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override { return true; }
  bool key(string_t&) override { return true; }
  bool end_object() override { return true; }
  bool start_array(std::size_t) override { return true; }
  bool end_array() override { return true; }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override {
    byte = position;
    return false;
  }
};

/// `line` with a letter of ASCII for each byte that is not, so that its members can be told apart whatever is in them.
std::string ascii_only(std::string_view line) {
  std::string ascii(line);
  std::replace_if(
      ascii.begin(), ascii.end(), [](char c) { return static_cast<signed char>(c) < 0; }, '?');
  ascii.append(simdjson::SIMDJSON_PADDING, ' ');
  return ascii;
}

struct JsonFile {
  std::unique_ptr<ByteSource> bytes;
  BlockReader blocks;
  const Dataset& dataset;
  std::int64_t unfinished = 0;  // the last line, if it is; written by the one lane that has it
};

class JsonLane : public RecordLane {
 public:
  explicit JsonLane(JsonFile& file) : file_(file) {}

  bool fill(RecordBuilder& records) override {
    while (at_ == block_.text.size()) {
      if (!file_.blocks.next(block_)) return false;
      at_ = 0;
      line_ = block_.first_line;
      if (block_.too_long) reject_too_long(records);
    }
    for (; at_ < block_.text.size() && !records.full(); ++line_) {
      const std::string_view line = block_.text.substr(at_, block_.text.find('\n', at_) - at_);
      at_ += line.size();
      const bool ended = at_ < block_.text.size();
      at_ += ended ? 1 : 0;
      if (line.find_first_not_of(blanks) != std::string_view::npos) read_line(records, line, ended);
    }
    return true;
  }

 private:
  void reject_too_long(RecordBuilder& records) {
    records.reject(line_, FaultKind::too_long, {}, fmt::format("the line has more than {} bytes", record_bytes_max));
  }

  void read_line(RecordBuilder& records, std::string_view line, bool ended) {
    if (line.size() > record_bytes_max) return reject_too_long(records);
    const char* padded = line.data();
    std::string ascii;
    simdjson::dom::element document;
    simdjson::error_code error = dom_.parse(padded, line.size(), false).get(document);
    if (error == simdjson::UTF8_ERROR) {
      ascii = ascii_only(line);
      padded = ascii.data();
      error = dom_.parse(padded, line.size(), false).get(document);
    }
    if (error == simdjson::SUCCESS && document.is_object()) return read_members(records, line, padded);
    if (ended)
      reject_broken(records, line, error);
    else
      file_.unfinished = line_;
  }

  /// REQUIRES: `padded` is a JSON object of as many bytes as `line`, and the same but for what is not ASCII.
  void read_members(RecordBuilder& records, std::string_view line, const char* padded) {
    records.begin(line_);
    std::bitset<64> seen;
    const bool latin1 = padded != line.data();
    simdjson::ondemand::document document =
        on_demand_.iterate(padded, line.size(), line.size() + simdjson::SIMDJSON_PADDING).value_unsafe();
    for (auto member : document.get_object()) {
      const std::size_t field = field_named(member.unescaped_key().value_unsafe());
      if (field == file_.dataset.fields.size() || seen[field]) continue;
      seen.set(field);
      simdjson::ondemand::value value = member.value().value_unsafe();
      const std::string_view as_it_stands = text_of(value);
      // In `line`, at the same place.
      const std::string_view text = line.substr(static_cast<std::size_t>(as_it_stands.data() - padded), as_it_stands.size());
      set(records, field, text, latin1);
    }
    records.end();
  }

  /// Where `value` stands, without blanks behind it; of a string, with its quotes.
  static std::string_view text_of(simdjson::ondemand::value& value) {
    std::string_view text;
    switch (value.type().value_unsafe()) {
      case simdjson::ondemand::json_type::object:
        text = value.get_object().value_unsafe().raw_json().value_unsafe();
        break;
      case simdjson::ondemand::json_type::array:
        text = value.get_array().value_unsafe().raw_json().value_unsafe();
        break;
      default:
        text = value.raw_json_token();
    }
    while (blanks.find(text.back()) != std::string_view::npos) text.remove_suffix(1);
    return text;
  }

  void set(RecordBuilder& records, std::size_t field, std::string_view text, bool latin1) {
    if (text == "null") return;
    const bool string = text.front() == '"';
    const bool nested = text.front() == '{' || text.front() == '[';
    const std::string_view inner = string ? text.substr(1, text.size() - 2) : text;
    if (latin1 && !simdjson::validate_utf8(text)) return records.set_latin1(field, inner);  // with its escapes, if it has any
    if (nested && file_.dataset.fields[field].type == FieldType::json) return records.set_json(field, text);
    records.set(field, string && inner.find('\\') != std::string_view::npos ? records.keep(unescaped(text)) : inner);
  }

  /// REQUIRES: `text` is a JSON string.
  std::string_view unescaped(std::string_view text) { return dom_.parse(text.data(), text.size()).get_string().value_unsafe(); }

  /// The fields' number for a name that is none of theirs. Members mostly come in one order, so the one behind the last is tried first.
  std::size_t field_named(std::string_view name) {
    const auto fields = file_.dataset.fields;
    for (std::size_t i = 0; i < fields.size(); ++i) {
      const std::size_t field = (next_field_ + i) % fields.size();
      if (fields[field].name != name && (fields[field].other_name != name || name.empty())) continue;
      next_field_ = field + 1;
      return field;
    }
    return fields.size();
  }

  void reject_broken(RecordBuilder& records, std::string_view line, simdjson::error_code error) {
    const std::size_t nul = line.find('\0');
    if (nul != std::string_view::npos) return records.reject(line_, FaultKind::nul_byte, {}, "there is a NUL byte in it");
    if (error == simdjson::SUCCESS) return records.reject(line_, FaultKind::broken_json, {}, "it is JSON, but no object");
    Where where;
    nlohmann::json::sax_parse(line, &where);
    records.reject(line_, FaultKind::broken_json, {},
                   where.byte == 0 ? fmt::format("it cannot be read as JSON: {}", simdjson::error_message(error))
                                   : fmt::format("it is no JSON from byte {} of the line on", where.byte));
  }

  JsonFile& file_;
  Block block_;
  std::size_t at_ = 0;  // in the block's text
  std::int64_t line_ = 0;
  simdjson::dom::parser dom_;
  simdjson::ondemand::parser on_demand_;
  std::size_t next_field_ = 0;
};

class JsonSource : public RecordSource {
 public:
  JsonSource(std::unique_ptr<ByteSource> bytes, const Dataset& dataset, std::size_t block_bytes)
      : bytes_(*bytes), file_{std::move(bytes), {bytes_, block_bytes}, dataset} {
    constexpr std::size_t head_bytes = 4096;
    const std::string_view head = file_.blocks.look_ahead(head_bytes);
    if (head.starts_with("\xff\xfe") || head.starts_with("\xfe\xff")) refuse("it is in UTF-16; save it as UTF-8");
    const std::size_t mark = head.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
    const std::size_t first = head.find_first_not_of(" \t\r\n", mark);
    if (first != std::string_view::npos && head[first] == '[')
      refuse("it is one JSON array; one object a line is wanted (jq -c '.[]' makes it so)");
    file_.blocks.begin(mark, 0, false, [](std::string_view text, bool at_end) {
      return at_end ? text.size() : text.rfind('\n') + 1;  // nothing found, and 1, is 0
    });
  }

  unsigned lanes() const noexcept override { return file_.blocks.lanes(); }
  std::unique_ptr<RecordLane> lane() override { return std::make_unique<JsonLane>(file_); }

  SourceTally tally() override {
    std::vector<std::string> notes;
    if (file_.unfinished != 0) notes.push_back(fmt::format("its last line, {}, is not finished; it was left out", file_.unfinished));
    return tally_of(bytes_, "jsonl", std::move(notes));
  }

 private:
  [[noreturn]] void refuse(const char* why) const { throw UserError(fmt::format("{}: {}", bytes_.name(), why), Exit::settings); }

  ByteSource& bytes_;
  JsonFile file_;
};

}  // namespace

std::unique_ptr<RecordSource> open_json_lines(std::unique_ptr<ByteSource> bytes, const Dataset& dataset, std::size_t block_bytes) {
  return std::make_unique<JsonSource>(std::move(bytes), dataset, block_bytes);
}

}  // namespace rushhour::warehouse
