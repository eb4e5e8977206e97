// libxml2's push parser calls back for each tag and text (xmlTextReader would build nodes on the way, and knows lines up to 65,535). A
// piece of the file may hold more records than the builder has room for, so records are staged, their texts one behind the other, and
// handed on from there; the next piece is read when all of them are. Nothing may be thrown through libxml2: what goes wrong is kept until
// it returns.

#include "reports/warehouse/ingest/xml/xml_source.hpp"

#include <fmt/format.h>
#include <libxml/SAX2.h>
#include <libxml/parser.h>

#include <algorithm>
#include <bitset>
#include <new>
#include <vector>

#include "reports/foundation/user_error.hpp"
#include "reports/warehouse/ingest/block_reader.hpp"
#include "reports/warehouse/ingest/xml/nested_json.hpp"
#include "reports/warehouse/ingest/xml/xml_prolog.hpp"
#include "reports/warehouse/ingest/xml/xml_schema.hpp"

namespace rushhour::warehouse {
namespace {

constexpr std::size_t piece_bytes = 64 << 10;
constexpr int record_depth = 2;
constexpr int field_depth = 3;

std::string_view view(const xmlChar* text) { return text == nullptr ? "" : reinterpret_cast<const char*>(text); }

std::string_view view(const xmlChar* text, std::ptrdiff_t size) {
  return {reinterpret_cast<const char*>(text), static_cast<std::size_t>(size)};
}

struct FreeParser {
  void operator()(xmlParserCtxt* parser) const {
    xmlFreeDoc(parser->myDoc);
    xmlFreeParserCtxt(parser);
  }
};

/// In words of our own: libxml2's may repeat what stands in the document.
std::string why_no_xml(int code) {
  switch (code) {
    case XML_ERR_TAG_NAME_MISMATCH:
      return "an element is closed by the end of another";
    case XML_ERR_INVALID_CHAR:
    case XML_ERR_INVALID_ENCODING:
      return "there are bytes that are no characters of its encoding";
    case XML_ERR_DOCUMENT_END:
    case XML_ERR_TAG_NOT_FINISHED:
    case XML_ERR_LTSLASH_REQUIRED:
    case XML_ERR_GT_REQUIRED:
      return "the document ends, or a tag does, before its time";
    case XML_ERR_UNDECLARED_ENTITY:
      return "an entity is not declared";
    default:
      return fmt::format("it is no XML (libxml2's error {})", code);
  }
}

/// A record as it was in the document, or what is said of it instead.
struct Staged {
  struct Field {
    std::size_t field = 0;
    bool json = false;
    std::size_t begin = 0;  // in the texts
    std::size_t end = 0;
  };
  std::int64_t line = 0;
  std::vector<Field> fields;
  std::optional<FaultKind> fault;
  std::string reason;
};

/// What the parser calls. Depth 1 is the root.
class Records {
 public:
  explicit Records(const Dataset& dataset) : dataset_(dataset) {}

  /// Before the first call: who calls.
  void hear(const xmlParserCtxt& parser) { parser_ = &parser; }

  void begin_element(const xmlChar* name, int attributes, const xmlChar** attribute) {
    ++depth_;
    last_ended_ = false;
    if (depth_ == record_depth && view(name) == dataset_.element)
      begin_record(attributes, attribute);
    else if (open_ && depth_ == field_depth)
      begin_field(field_named(name));
    else if (open_ && depth_ > field_depth && takes_nested())
      nested_.begin(depth_ - field_depth, view(name));
    line_ = parser_->input->line;
  }

  void text(std::string_view text) {
    line_ = parser_->input->line;
    if (!open_ || !field_) return;
    if (texts_.size() - record_begin_ + nested_.bytes() > record_bytes_max)
      overlong_ = true;
    else if (depth_ == field_depth)
      texts_ += text;
    else if (takes_nested())
      nested_.text(text);
  }

  void end_element() {
    line_ = parser_->input->line;
    if (open_ && depth_ == record_depth) end_record();
    if (open_ && field_ && depth_ == field_depth) end_field();
    if (open_ && depth_ > field_depth && takes_nested()) nested_.end(depth_ - field_depth);
    --depth_;
  }

  void pass_over() { line_ = parser_->input->line; }

  /// The schema speaks behind each of the calls above: of the record that is open or was the last.
  void violated(const std::string& reason) {
    if (open_ || last_ended_)
      spoil(FaultKind::schema_violation, reason);
    else if (violation_.empty())
      violation_ = fmt::format("line {}: {}", line_, reason);
    if (depth_ == 1 && !any_) foreign_root_ = true;
  }

  /// Nothing can be read from here on.
  void broken(std::int64_t line, const std::string& why) {
    if (!open_) staged_.emplace_back().line = line;
    open_ = true;
    spoil(FaultKind::broken_xml, fmt::format("line {}: {}; nothing behind it was read", line, why));
    open_ = false;
  }

  void clear() {
    if (!open_) {
      staged_.clear();
      texts_.clear();
      return;
    }
    // The record that is open keeps what it has.
    Staged open = std::move(staged_.back());
    staged_.clear();
    texts_.erase(0, record_begin_);
    for (Staged::Field& field : open.fields) {
      field.begin -= record_begin_;
      field.end -= record_begin_;
    }
    field_begin_ -= record_begin_;
    record_begin_ = 0;
    staged_.push_back(std::move(open));
  }

  std::size_t whole() const { return staged_.size() - (open_ ? 1 : 0); }
  const Staged& record(std::size_t i) const { return staged_[i]; }
  std::string_view text_of(const Staged::Field& field) const {
    return std::string_view(texts_).substr(field.begin, field.end - field.begin);
  }

  /// What the schema has against the document, and none of its records.
  const std::string& violation() const { return violation_; }

  /// Then it holds the records to nothing.
  bool foreign_root() const { return foreign_root_; }

 private:
  void begin_record(int attributes, const xmlChar** attribute) {
    staged_.emplace_back().line = line_;
    staged_.back().fields.reserve(dataset_.fields.size());
    any_ = true;
    open_ = true;
    overlong_ = false;
    record_begin_ = texts_.size();
    seen_.reset();
    for (int i = 0; i < attributes; ++i, attribute += 5) {  // name, prefix, URI, value, its end
      begin_field(field_named(attribute[0]));
      if (!field_) continue;
      add_attribute(view(attribute[3], attribute[4] - attribute[3]));
      end_field();
    }
  }

  /// libxml2 leaves each ampersand in an attribute as a reference, and it alone.
  void add_attribute(std::string_view value) {
    constexpr std::string_view ampersand = "&#38;";
    for (std::size_t at = value.find(ampersand); at != std::string_view::npos; at = value.find(ampersand)) {
      texts_ += value.substr(0, at + 1);
      value.remove_prefix(at + ampersand.size());
    }
    texts_ += value;
  }

  void end_record() {
    open_ = false;
    last_ended_ = true;
    if (overlong_) staged_.back().fault = FaultKind::too_long;
    if (overlong_) staged_.back().reason = fmt::format("the record has more than {} bytes of text", record_bytes_max);
  }

  bool takes_nested() const { return field_ && dataset_.fields[*field_].type == FieldType::json; }

  void begin_field(std::size_t field) {
    field_.reset();
    if (field == dataset_.fields.size() || seen_[field]) return;
    seen_.set(field);
    field_ = field;
    field_begin_ = texts_.size();
    nested_.clear();
  }

  void end_field() {
    const bool json = !nested_.empty();
    if (json) texts_.replace(field_begin_, std::string::npos, nested_.json());
    staged_.back().fields.push_back({*field_, json, field_begin_, texts_.size()});
    field_.reset();
  }

  void spoil(FaultKind kind, const std::string& reason) {
    Staged& record = staged_.back();
    if (record.fault) return;
    record.fault = kind;
    record.reason = reason;
  }

  /// The number of fields for a name that is none of theirs. The parser keeps each name at one place, so seldom is more compared than that.
  std::size_t field_named(const xmlChar* name) {
    constexpr std::size_t remembered_max = 64;
    const auto known = std::find_if(names_.begin(), names_.end(), [name](const auto& one) { return one.first == name; });
    if (known != names_.end()) return known->second;
    const auto& fields = dataset_.fields;
    const auto found = std::find_if(fields.begin(), fields.end(), [word = view(name)](const FieldSpec& field) {
      return field.name == word || (!field.other_name.empty() && field.other_name == word);
    });
    const auto field = static_cast<std::size_t>(found - fields.begin());
    if (names_.size() < remembered_max) names_.emplace_back(name, field);
    return field;
  }

  const Dataset& dataset_;
  const xmlParserCtxt* parser_ = nullptr;
  std::vector<std::pair<const xmlChar*, std::size_t>> names_;
  std::vector<Staged> staged_;  // the last one may be open
  std::string texts_;
  int depth_ = 0;
  std::int64_t line_ = 1;  // where the last tag or text ended, so where the next one begins
  bool open_ = false;
  bool last_ended_ = false;
  bool overlong_ = false;
  std::size_t record_begin_ = 0;
  std::optional<std::size_t> field_;  // the one that is open
  std::size_t field_begin_ = 0;
  std::bitset<64> seen_;
  NestedJson nested_;
  bool any_ = false;  // was there a record yet
  std::string violation_;
  bool foreign_root_ = false;
};

void say_nothing(void*, const char*, ...) {}

xmlSAXHandler handler() {
  xmlSAXHandler calls{};
  calls.initialized = XML_SAX2_MAGIC;
  calls.startElementNs = [](void* to, const xmlChar* name, const xmlChar*, const xmlChar*, int, const xmlChar**, int attributes, int,
                            const xmlChar** attribute) { static_cast<Records*>(to)->begin_element(name, attributes, attribute); };
  calls.endElementNs = [](void* to, const xmlChar*, const xmlChar*, const xmlChar*) { static_cast<Records*>(to)->end_element(); };
  calls.characters = [](void* to, const xmlChar* text, int size) { static_cast<Records*>(to)->text(view(text, size)); };
  calls.ignorableWhitespace = calls.characters;
  calls.cdataBlock = calls.characters;
  calls.comment = [](void* to, const xmlChar*) { static_cast<Records*>(to)->pass_over(); };
  calls.processingInstruction = [](void* to, const xmlChar*, const xmlChar*) { static_cast<Records*>(to)->pass_over(); };
  // What is wrong is asked for when the parser has returned; without these two it would be printed.
  calls.error = say_nothing;
  calls.serror = [](void*, xmlErrorPtr) {};
  return calls;
}

class XmlSource : public RecordSource {
 public:
  XmlSource(std::unique_ptr<ByteSource> bytes, const Dataset& dataset, const SourceOptions& options)
      : bytes_(std::move(bytes)), records_(dataset) {
    piece_.resize(xml_prolog_max);
    piece_.resize(bytes_->read(piece_.data(), piece_.size()));
    check_prolog({piece_.data(), piece_.size()}, bytes_->name());
    xmlSAXHandler calls = handler();
    parser_.reset(xmlCreatePushParserCtxt(&calls, &records_, nullptr, 0, nullptr));
    if (parser_ == nullptr) throw std::bad_alloc();
    xmlCtxtUseOptions(parser_.get(), XML_PARSE_NONET);
    records_.hear(*parser_);
    if (options.schema.empty()) return;
    schema_ = std::make_unique<XmlSchema>(options.schema);
    schema_->plug_into(*parser_, [this](const std::string& reason) { records_.violated(reason); });
  }
  ~XmlSource() override {
    if (schema_) schema_->unplug();
  }

  unsigned lanes() const noexcept override { return 1; }

  std::unique_ptr<RecordLane> lane() override { return std::make_unique<Lane>(*this); }

  SourceTally tally() override {
    std::vector<std::string> notes;
    if (!records_.violation().empty()) notes.push_back("the document is not as its schema wants it: " + records_.violation());
    return tally_of(*bytes_, "xml", std::move(notes));
  }

 private:
  struct Lane : RecordLane {
    explicit Lane(XmlSource& of) : source(of) {}
    bool fill(RecordBuilder& builder) override { return source.fill(builder); }
    XmlSource& source;
  };

  bool fill(RecordBuilder& builder) {
    if (next_ == records_.whole()) {
      records_.clear();
      next_ = 0;
      while (records_.whole() == 0 && !ended_) parse_piece();
      if (records_.whole() == 0) return false;
    }
    for (; next_ < records_.whole() && !builder.full(); ++next_) hand_over(builder, records_.record(next_));
    return true;
  }

  void parse_piece() {
    if (piece_.empty()) {
      piece_.resize(piece_bytes);
      piece_.resize(bytes_->read(piece_.data(), piece_.size()));
    }
    ended_ = piece_.empty();
    xmlParseChunk(parser_.get(), piece_.data(), static_cast<int>(piece_.size()), ended_ ? 1 : 0);
    piece_.clear();
    if (records_.foreign_root())
      throw UserError(fmt::format("{}: its schema is for other documents: {}", bytes_->name(), records_.violation()), Exit::settings);
    // Trouble with names' prefixes alone lets the parser go on.
    if (parser_->wellFormed != 0) return;
    ended_ = true;
    records_.broken(parser_->input != nullptr ? parser_->input->line : 0, why_no_xml(parser_->errNo));
  }

  void hand_over(RecordBuilder& builder, const Staged& record) const {
    if (record.fault) return builder.reject(record.line, *record.fault, {}, record.reason);
    builder.begin(record.line);
    for (const Staged::Field& field : record.fields) {
      const std::string_view text = records_.text_of(field);
      if (field.json)
        builder.set_json(field.field, text);
      else
        builder.set(field.field, text);
    }
    builder.end();
  }

  std::unique_ptr<ByteSource> bytes_;
  Records records_;
  std::unique_ptr<xmlParserCtxt, FreeParser> parser_;
  std::unique_ptr<XmlSchema> schema_;
  std::vector<char> piece_;  // read, and not parsed yet
  bool ended_ = false;
  std::size_t next_ = 0;  // of the records that are staged
};

}  // namespace

std::unique_ptr<RecordSource> open_xml(std::unique_ptr<ByteSource> bytes, const Dataset& dataset, const SourceOptions& options) {
  return std::make_unique<XmlSource>(std::move(bytes), dataset, options);
}

}  // namespace rushhour::warehouse
