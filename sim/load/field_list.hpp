#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
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

  struct Sizes {
    std::uint32_t name;
    std::uint32_t value;
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
      rest_.remove_prefix(sizeof(Sizes) + field_.name.size() + field_.value.size());
      read();
      return *this;
    }
    bool operator==(const Iterator& other) const noexcept { return rest_.size() == other.rest_.size(); }

   private:
    void read() {
      if (rest_.empty()) return;
      Sizes sizes;
      std::memcpy(&sizes, rest_.data(), sizeof sizes);
      field_ = {rest_.substr(sizeof sizes, sizes.name), rest_.substr(sizeof sizes + sizes.name, sizes.value)};
    }

    std::string_view rest_;
    Field field_;
  };

  /// The fields of a list whose text() was kept.
  struct View {
    std::string_view text;
    Iterator begin() const { return Iterator(text); }
    static Iterator end() { return {}; }
  };

  FieldList() = default;
  FieldList(std::initializer_list<Field> fields) {
    for (const Field& field : fields) add(field.name, field.value);
  }

  void add(std::string_view name, std::string_view value) {
    const Sizes sizes{static_cast<std::uint32_t>(name.size()), static_cast<std::uint32_t>(value.size())};
    text_.append(reinterpret_cast<const char*>(&sizes), sizeof sizes).append(name).append(value);
  }

  void clear() noexcept { text_.clear(); }
  void reserve(std::size_t bytes) { text_.reserve(bytes); }
  bool empty() const noexcept { return text_.empty(); }
  std::string_view text() const noexcept { return text_; }
  Iterator begin() const { return Iterator(text_); }
  Iterator end() const { return {}; }
  std::size_t size() const { return static_cast<std::size_t>(std::distance(begin(), end())); }

  /// The value of the first field of that name, whatever the case of its letters.
  std::optional<std::string_view> find(std::string_view name) const;

 private:
  std::string text_;  // of each field its sizes, name and value: walking it looks at no text
};

}  // namespace rushhour::load
