#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace rushhour::pages {

/// `text` as it may stand between tags and inside a quoted attribute; what a browser would act on is written out (plain_text.hpp).
std::string escape_html(std::string_view text);

/// The same between tags only, with each stretch of letters that run from right to left isolated, so that it turns nothing around it.
std::string text_html(std::string_view text);

/// Sentences between tags: as text_html, and no line ends between a figure and its "%".
std::string prose_html(std::string_view text);

/// `value` as it may stand inside <script type="application/json">: ASCII only, and without < > & nothing in it can end the block or open a
/// comment. JSON.parse gives back what went in.
std::string script_json(const nlohmann::json& value);

/// `page` with each {{name}} replaced by its value, in one pass: what a value holds is never taken for a place. Throws std::logic_error for
/// a name that is not given.
std::string fill(std::string_view page, std::span<const std::pair<std::string_view, std::string>> values);

/// Paragraphs, one a sentence; nothing if there is none.
std::string paragraphs(const std::vector<std::string>& sentences, std::string_view css_class);

/// An item of a <dl class="facts">; `html` is what it says. Nothing if it says nothing.
std::string fact_pair(std::string_view title, const std::string& html);

/// "'sha256-...'" of a script or style, for a content security policy.
std::string policy_hash(std::string_view text);

/// A table that reads without script or style.
class HtmlTable {
 public:
  struct Column {
    std::string title;
    bool number = true;  ///< to the right, in figures of one width
  };

  struct Cell {
    Cell(std::string shown) : text(std::move(shown)) {}  // NOLINT: a cell is most often just its text
    Cell(const char* shown) : text(shown) {}             // NOLINT
    Cell(std::string shown, std::string exact) : text(std::move(shown)), value(std::move(exact)) {}
    std::string text;
    std::string value;      ///< the exact figure behind a rounded text, kept as data-value
    std::string tone{};     ///< a class, e.g. "bad"
    std::string drawing{};  ///< HTML that stands behind the text: a sparkline
  };

  /// `caption` names the table for those who do not see it.
  HtmlTable(std::string caption, std::vector<Column> columns) : caption_(std::move(caption)), columns_(std::move(columns)) {}

  /// Script may sort the rows by any column, and filters long ones; rows of the class "total" stay last.
  HtmlTable& sortable();

  /// The first cell is the row's heading. `row_class` may be empty.
  void add(std::vector<Cell> cells, std::string_view row_class = {});

  std::size_t size() const noexcept { return rows_; }

  /// `id` may be empty.
  std::string html(std::string_view id) const;

 private:
  std::string caption_;
  std::vector<Column> columns_;
  std::string body_;
  std::size_t rows_ = 0;
  bool sortable_ = false;
};

}  // namespace rushhour::pages
