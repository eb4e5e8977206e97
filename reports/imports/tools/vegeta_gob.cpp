// A stream of Go's gob, as far as Vegeta's results need it (https://pkg.go.dev/encoding/gob, "Encoding Details"):
//
//  1. A stream is messages: a length, then so many bytes. They begin with a type's id; a negative one defines the type -id, a positive one
//     brings a value of that type.
//  2. A number is one byte below 128, or the count of its bytes negated and the bytes, the highest first. Signed numbers have their sign in
//     the lowest bit.
//  3. A struct is pairs of (how many fields further, value), and ends with 0. Fields that are zero are left out.
//  4. A definition is such a struct itself (wireType): of what kind the type is, and of which types its fields or elements are. Ids of
//     types without a definition are Go's own: 1 bool, 2 int, 3 uint, 4 float, 5 bytes, 6 string.
//
// Fields are known by their names, so that results with more fields, or in another order, are read too. What a value holds besides is
// passed over. A message that is out of shape ends the reading: where the next one begins is then not known.

#include <fmt/format.h>

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "reports/foundation/user_error.hpp"
#include "reports/imports/tools/vegeta.hpp"
#include "reports/imports/tools/vegeta_result.hpp"

namespace rushhour::imports {
namespace {

constexpr std::int64_t unix_second_in_go = 62'135'596'800;  // of 1970, since the year 1
constexpr std::int64_t longest_ns = 366LL * 86400 * 1'000'000'000;
constexpr int deepest = 16;

[[noreturn]] void refuse(const char* why) { throw UserError(why); }

/// One message, taken apart from the front.
class GobBytes {
 public:
  explicit GobBytes(std::string_view bytes) : rest_(bytes) {}

  bool empty() const { return rest_.empty(); }

  std::uint64_t number() {
    const auto first = static_cast<unsigned char>(take(1)[0]);
    if (first < 0x80) return first;
    const std::size_t bytes = 256U - first;
    if (bytes > 8) refuse("it has a number of more than eight bytes");
    std::uint64_t value = 0;
    for (const char byte : take(bytes)) value = value << 8 | static_cast<unsigned char>(byte);
    return value;
  }

  std::int64_t signed_number() {
    const std::uint64_t coded = number();
    const auto half = static_cast<std::int64_t>(coded >> 1);
    return (coded & 1) != 0 ? ~half : half;
  }

  std::string_view bytes() { return take(number()); }

 private:
  std::string_view take(std::uint64_t size) {
    if (size > rest_.size()) refuse("a value of it goes beyond its message");
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }

  std::string_view rest_;
};

struct GobType {
  enum class Kind { structure, list, map, opaque } kind = Kind::opaque;  // opaque: a type's own encoding, as bytes
  std::string name;
  std::vector<std::pair<std::string, std::int64_t>> fields;  // name, type
  std::int64_t key = 0, element = 0;
};

/// `visit(field)` for each field of a struct, counted from 1; it has to take the field's value.
template <class Visit>
void each_field(GobBytes& in, Visit&& visit) {
  std::uint64_t field = 0;
  for (std::uint64_t further = in.number(); further != 0; further = in.number()) {
    if (further > 1000 || (field += further) > 1000) refuse("a struct of it has more than a thousand fields");
    visit(field);
  }
}

class GobTypes {
 public:
  void define(std::int64_t id, GobBytes& in) {
    if (types_.size() > 100) refuse("it defines more than a hundred types");
    GobType type;
    // Fields of wireType: 1 array, 2 slice, 3 struct, 4 map, 5 to 7 encodings of a type's own.
    each_field(in, [&](std::uint64_t kind) {
      if (kind > 7) refuse("it defines a type of a kind that gob has not");
      each_field(in, [&](std::uint64_t field) { take_definition(kind, field, in, type); });
    });
    types_.insert_or_assign(id, std::move(type));
  }

  const GobType& at(std::int64_t id) const {
    const auto found = types_.find(id);
    if (found == types_.end()) refuse("it has a value of a type that it did not define");
    return found->second;
  }

  void skip(std::int64_t id, GobBytes& in, int depth = 0) const {
    if (depth > deepest) refuse("its values are nested too deep");
    if (id >= 1 && id <= 4) return void(in.number());
    if (id == 5 || id == 6) return void(in.bytes());
    const GobType& type = at(id);
    if (type.kind == GobType::Kind::opaque) return void(in.bytes());
    if (type.kind == GobType::Kind::structure)
      return each_field(in, [&](std::uint64_t field) { skip(field_of(type, field).second, in, depth + 1); });
    for (std::uint64_t n = in.number(); n > 0; --n) {
      if (type.kind == GobType::Kind::map) skip(type.key, in, depth + 1);
      skip(type.element, in, depth + 1);
    }
  }

  static const std::pair<std::string, std::int64_t>& field_of(const GobType& type, std::uint64_t field) {
    if (field > type.fields.size()) refuse("it has a field that its type has not");
    return type.fields[field - 1];
  }

 private:
  // Field 1 of each definition is {name, id}; then the type of the elements, or of keys and elements, or the fields.
  static void take_definition(std::uint64_t kind, std::uint64_t field, GobBytes& in, GobType& type) {
    using Kind = GobType::Kind;
    type.kind = kind <= 2 ? Kind::list : kind == 3 ? Kind::structure : kind == 4 ? Kind::map : Kind::opaque;
    if (field == 1) {
      each_field(in, [&](std::uint64_t part) { part == 1 ? void(type.name = in.bytes()) : void(in.signed_number()); });
    } else if (kind == 3 && field == 2) {
      for (std::uint64_t n = in.number(); n > 0; --n) {
        auto& added = type.fields.emplace_back();
        if (type.fields.size() > 1000) refuse("a struct of it has more than a thousand fields");
        each_field(in, [&](std::uint64_t part) { part == 1 ? void(added.first = in.bytes()) : void(added.second = in.signed_number()); });
      }
    } else if (kind == 4 && field == 2) {
      type.key = in.signed_number();
    } else if (kind == 1 && field == 3) {
      in.signed_number();  // the length of an array, which its values tell as well
    } else {
      type.element = in.signed_number();
    }
  }

  std::map<std::int64_t, GobType> types_;
};

// time.Time: a version, seconds since the year 1, nanoseconds, and the zone, which changes nothing of the instant.
std::optional<WallTime> time_in(std::string_view bytes) {
  if (bytes.size() < 15 || (bytes[0] != 1 && bytes[0] != 2)) return std::nullopt;
  const auto word = [&](std::size_t at, std::size_t size) {
    std::uint64_t value = 0;
    for (const char byte : bytes.substr(at, size)) value = value << 8 | static_cast<unsigned char>(byte);
    return value;
  };
  const auto ns = static_cast<std::int64_t>(word(9, 4));
  const std::uint64_t s = word(1, 8) - static_cast<std::uint64_t>(unix_second_in_go);
  if (s > 7'258'118'400 || ns > 999'999'999) return std::nullopt;
  return WallTime(std::chrono::seconds(static_cast<std::int64_t>(s)) + Instant(ns));
}

class VegetaGobReader {
 public:
  VegetaGobReader(Input& in, Gathered& into) : in_(in), results_(in, into) {}

  void take(std::string_view message) {
    GobBytes bytes(message);
    const std::int64_t id = bytes.signed_number();
    if (id < 0)
      types_.define(-id, bytes);
    else
      take_result(types_.at(id), bytes);
  }

 private:
  void take_result(const GobType& type, GobBytes& in) {
    if (type.kind != GobType::Kind::structure || type.name != "Result") refuse("it has a value that is no Result of Vegeta");
    VegetaResult result;
    std::optional<WallTime> begin;
    each_field(in, [&](std::uint64_t field) {
      const auto& [name, id] = GobTypes::field_of(type, field);
      if (name == "Timestamp")
        begin = time_in(in.bytes());
      else if (name == "Latency")
        result.latency = Instant(in.signed_number());
      else if (name == "Code")
        result.code = in.number();
      else if (name == "BytesOut")
        result.bytes_out = in.number();
      else if (name == "BytesIn")
        result.bytes_in = in.number();
      else if (name == "Attack")
        result.attack = in.bytes();
      else if (name == "Error")
        result.error = in.bytes();
      else if (name == "Method")
        result.method = in.bytes();
      else if (name == "URL")
        result.url = in.bytes();
      else
        types_.skip(id, in);
    });
    if (!begin) return in_.reject("its Timestamp is no time of Go");
    if (result.latency < Instant(0) || result.latency > Instant(longest_ns)) return in_.reject("its Latency is no length of time");
    result.begin = *begin;
    results_.take(result);
  }

  Input& in_;
  VegetaResults results_;
  GobTypes types_;
};

}  // namespace

bool is_like_vegeta_gob(std::string_view head) {
  const std::string_view first = head.substr(0, 300);
  return first.find("\x06Result") < 16 && first.find("\x09Timestamp") != std::string_view::npos &&
         first.find("\x07Latency") != std::string_view::npos;
}

void read_vegeta_gob(Input& in, Gathered& into) {
  VegetaGobReader reader(in, into);
  std::uint64_t number = 1;
  try {
    for (; !in.peek(1).empty(); ++number) {
      const std::string_view begin = in.peek(9);
      const auto first = static_cast<unsigned char>(begin[0]);
      const std::size_t head = first < 0x80 ? 1 : 1 + (256U - first);
      if (head > begin.size()) refuse("its length is no number");
      const std::uint64_t length = GobBytes(begin).number();
      if (length > Input::longest_line) refuse("it is longer than 16 MB");
      const std::string_view message = in.take_bytes(head + length);
      if (message.size() < head + length) return in.reject("it is cut short");
      reader.take(message.substr(head));
    }
  } catch (const UserError& error) {
    throw UserError(
        fmt::format("{}: message {} of its gob stream: {}; 'vegeta encode' may bring it into shape", in.name(), number, error.what()),
        Exit::settings);
  }
}

}  // namespace rushhour::imports
