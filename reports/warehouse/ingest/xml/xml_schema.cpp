#include "reports/warehouse/ingest/xml/xml_schema.hpp"

#include <fmt/format.h>
#include <libxml/xmlschemas.h>

#include <memory>
#include <new>
#include <string_view>

#include "reports/foundation/user_error.hpp"
#include "reports/warehouse/ingest/byte_source.hpp"

namespace rushhour::warehouse {
namespace {

struct FreeParser {
  void operator()(xmlSchemaParserCtxt* parser) const { xmlSchemaFreeParserCtxt(parser); }
};

std::string_view first_line(const char* message) {
  const std::string_view text = message == nullptr ? "" : message;
  return text.substr(0, text.find('\n'));
}

void say_nothing(void*, const char*, ...) {}

void note_first(void* to, xmlErrorPtr error) {
  auto& text = *static_cast<std::string*>(to);
  if (text.empty()) text = fmt::format("line {}: {}", error->line, first_line(error->message));
}

/// libxml2's messages begin with the element, then may quote what stands in it, and end with what the schema says of that.
std::string without_content(int code, std::string_view message) {
  if (code == XML_SCHEMAV_ELEMENT_CONTENT) return std::string(message);
  const std::size_t colon = message.find(':');
  const std::size_t tail = message.rfind(" is not ");
  const std::string_view element = message.substr(0, colon);
  if (colon == std::string_view::npos || tail == std::string_view::npos || tail < colon)
    return fmt::format("{}: the schema does not allow it", element);
  return fmt::format("{}: what stands there{}", element, message.substr(tail));
}

}  // namespace

XmlSchema::XmlSchema(const std::filesystem::path& file) {
  const ByteSource readable(file);  // libxml2 says less of a file that is none
  xmlSetExternalEntityLoader(xmlNoNetExternalEntityLoader);
  xmlSetGenericErrorFunc(nullptr, say_nothing);  // what cannot be included would be printed as well as told
  const std::unique_ptr<xmlSchemaParserCtxt, FreeParser> parser(xmlSchemaNewParserCtxt(file.c_str()));
  if (parser == nullptr) throw std::bad_alloc();
  std::string trouble;
  xmlSchemaSetParserStructuredErrors(parser.get(), note_first, &trouble);
  schema_ = xmlSchemaParse(parser.get());
  if (schema_ == nullptr)
    throw UserError(fmt::format("{}: it is no XSD that can be used: {}", file.string(), trouble.empty() ? "it is empty" : trouble),
                    Exit::settings);
}

XmlSchema::~XmlSchema() {
  unplug();
  xmlSchemaFree(schema_);
}

void XmlSchema::plug_into(_xmlParserCtxt& parser, std::function<void(std::string)> violated) {
  violated_ = std::move(violated);
  watch_ = xmlSchemaNewValidCtxt(schema_);
  if (watch_ == nullptr) throw std::bad_alloc();
  const auto hear = [](void* self, xmlErrorPtr error) {
    static_cast<XmlSchema*>(self)->violated_(without_content(error->code, first_line(error->message)));
  };
  xmlSchemaSetValidStructuredErrors(watch_, hear, this);
  plug_ = xmlSchemaSAXPlug(watch_, &parser.sax, &parser.userData);
  if (plug_ == nullptr) throw std::bad_alloc();
}

void XmlSchema::unplug() noexcept {
  if (plug_ != nullptr) xmlSchemaSAXUnplug(plug_);
  if (watch_ != nullptr) xmlSchemaFreeValidCtxt(watch_);
  plug_ = nullptr;
  watch_ = nullptr;
}

}  // namespace rushhour::warehouse
