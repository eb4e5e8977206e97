#pragma once

#include <libxml/parser.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

struct _xmlSchema;
struct _xmlSchemaValidCtxt;
struct _xmlSchemaSAXPlug;

namespace rushhour::warehouse {

/// An XSD, and a parser's document held to it while it is read.
class XmlSchema {
 public:
  /// Throws UserError (Exit::settings) naming `file`, and the line in it, if it is no schema. What it includes is read from files alone.
  explicit XmlSchema(const std::filesystem::path& file);
  XmlSchema(const XmlSchema&) = delete;
  XmlSchema& operator=(const XmlSchema&) = delete;
  ~XmlSchema();

  /// From now on `violated` is called for what the schema does not allow, within the parser, with a reason that names the element and
  /// quotes nothing of its content: behind the parser's own handler of the same event. `parser` must outlive the schema's watch, which
  /// `unplug` or the destructor ends.
  void plug_into(_xmlParserCtxt& parser, std::function<void(std::string)> violated);

  void unplug() noexcept;

 private:
  std::function<void(std::string)> violated_;
  _xmlSchema* schema_ = nullptr;
  _xmlSchemaValidCtxt* watch_ = nullptr;
  _xmlSchemaSAXPlug* plug_ = nullptr;
};

}  // namespace rushhour::warehouse
