#pragma once

#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

namespace rushhour::load {

/// The header fields of an answer, in one piece of text: taking them in costs no allocation a field, and they are looked up only if
/// somebody asks. Names as sent, in the order in which they came.
class FieldList {
 public:
  struct Field {
    std::string_view name;
    std::string_view value;
  };

  /// Walks the fields. What it gives are views, good until the list changes.
  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = Field;
    using difference_type = std::ptrdiff_t;
    using pointer = const Field*;
    using reference = const Field&;

    Iterator() = default;
    explicit Iterator(std::string_view rest) : rest_(rest) { read(); }
    const Field& operator*() const noexcept { return field_; }
    const Field* operator->() const noexcept { return &field_; }
    Iterator& operator++() {
      rest_.remove_prefix(field_.name.size() + field_.value.size() + 2);
      read();
      return *this;
    }
    bool operator==(const Iterator& other) const noexcept { return rest_.size() == other.rest_.size(); }

   private:
    void read() {
      if (rest_.empty()) return;
      const std::size_t colon = rest_.find(':');
      field_ = {rest_.substr(0, colon), rest_.substr(colon + 1, rest_.find('\n', colon) - colon - 1)};
    }

    std::string_view rest_;
    Field field_;
  };

  FieldList() = default;
  FieldList(std::initializer_list<Field> fields) {
    for (const Field& field : fields) add(field.name, field.value);
  }

  /// REQUIRES: no ':' in the name, no line feed in either, as HTTP has it.
  void add(std::string_view name, std::string_view value) {
    text_.append(name).push_back(':');
    text_.append(value).push_back('\n');
  }

  void clear() noexcept { text_.clear(); }
  void reserve(std::size_t bytes) { text_.reserve(bytes); }
  bool empty() const noexcept { return text_.empty(); }
  Iterator begin() const { return Iterator(text_); }
  Iterator end() const { return {}; }
  std::size_t size() const { return static_cast<std::size_t>(std::distance(begin(), end())); }

  /// The value of the first field of that name, whatever the case of its letters.
  std::optional<std::string_view> find(std::string_view name) const;

 private:
  std::string text_;  // "name:value\n" for each
};

}  // namespace rushhour::load
