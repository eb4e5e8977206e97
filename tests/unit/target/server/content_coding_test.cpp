#include "target/server/content_coding.hpp"

#include <zlib.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <optional>

using namespace rushhour;
using server::ContentCoding;
using server::takes_gzip;
using service::Response;

namespace {

std::string unpacked(std::string_view packed) {
  z_stream stream{};
  REQUIRE(inflateInit2(&stream, 15 + 16) == Z_OK);
  std::string text(1 << 20, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(text.data());
  stream.avail_out = static_cast<uInt>(text.size());
  CHECK(inflate(&stream, Z_FINISH) == Z_STREAM_END);
  text.resize(stream.total_out);
  inflateEnd(&stream);
  return text;
}

std::string menu(char letter, std::size_t bytes = 3000) {
  std::string text;
  while (text.size() < bytes) text += std::string(R"({"id":1,"name":")") + letter + R"("},)";
  return text;
}

std::optional<std::string> field(const Response& response, std::string_view name) {
  const auto at = std::find_if(response.fields.begin(), response.fields.end(), [&](const auto& one) { return one.name == name; });
  return at == response.fields.end() ? std::nullopt : std::optional(at->value);
}

Response shared_response(std::string_view body, std::string_view fields) {
  Response response;
  response.shared_body = body;
  response.shared_fields = fields;
  return response;
}

Response own_response(std::string body) {
  Response response;
  response.body = std::move(body);
  return response;
}

}  // namespace

TEST_CASE("who takes gzip") {
  const auto [accept, takes] = GENERATE(table<std::string, bool>({
      {"", false},
      {"gzip", true},
      {"GZip", true},
      {"x-gzip", true},
      {"deflate, gzip;q=1.0, *;q=0.5", true},
      {"gzip, deflate, br", true},
      {"br", false},
      {"gzip;q=0", false},
      {"gzip;q=0.000", false},
      {"gzip;q=0.001", true},
      {"gzip ; q=0.5 , identity;q=0.4", true},
      {"gzip;q=0.5, identity", false},
      {"gzip;q=0.5, identity;q=0.5", true},
      {"*", true},
      {"*;q=0", false},
      {"gzip;q=0, *", false},
      {"identity, *;q=0.1", false},
      {"gzip;q=x", false},
      {"gzip;q=1.5000000", false},
      {"gzip;Q=0.3", true},
      {"gzipped", false},
      {",, gzip ,", true},
  }));
  INFO(accept);
  CHECK(takes_gzip(accept) == takes);
}

TEST_CASE("a large body is compressed for who takes it, and says in both cases that it varies") {
  ContentCoding coding;
  Response plain = own_response(menu('a')), packed = own_response(menu('a'));
  coding.apply("", plain);
  CHECK(plain.text() == menu('a'));
  CHECK_FALSE(field(plain, "Content-Encoding"));
  CHECK(field(plain, "Vary") == "Accept-Encoding");
  coding.apply("gzip", packed);
  CHECK(packed.text().size() < 500);
  CHECK(unpacked(packed.text()) == menu('a'));
  CHECK(field(packed, "Content-Encoding") == "gzip");
  CHECK(field(packed, "Vary") == "Accept-Encoding");
}

TEST_CASE("what is small, or would not become smaller, or has a tag of its own, is left alone") {
  ContentCoding coding;
  Response small = own_response(menu('a').substr(0, ContentCoding::least_bytes - 1));
  coding.apply("gzip", small);
  CHECK(small.fields.empty());
  CHECK(small.text().size() == ContentCoding::least_bytes - 1);

  std::string noise;
  for (unsigned x = 1; noise.size() < 2000; x = x * 1664525 + 1013904223) noise += static_cast<char>(x >> 24);
  Response random = own_response(noise);
  coding.apply("gzip", random);
  CHECK(random.text() == noise);
  CHECK_FALSE(field(random, "Content-Encoding"));

  Response tagged = own_response(menu('a'));
  tagged.fields.push_back({"ETag", "\"7\""});
  coding.apply("gzip", tagged);
  CHECK(tagged.text() == menu('a'));
  CHECK(tagged.fields.size() == 1);
}

TEST_CASE("a shared body comes with a weak tag in gzip, and with its strong one as it stands") {
  ContentCoding coding;
  const std::string body = menu('a'), fields = "ETag: \"abc\"\r\nCache-Control: no-cache\r\n";
  for (int i = 0; i < 3; ++i) {
    Response packed = shared_response(body, fields);
    coding.apply("gzip", packed);
    CHECK(unpacked(packed.text()) == body);
    CHECK(packed.shared_fields == "ETag: W/\"abc\"\r\nCache-Control: no-cache\r\n");
    CHECK(field(packed, "Vary") == "Accept-Encoding");
    Response plain = shared_response(body, fields);
    coding.apply("identity", plain);
    CHECK(plain.text() == body);
    CHECK(plain.shared_fields == fields);
  }
}

TEST_CASE("Vary is said once, where the shared fields say it already") {
  ContentCoding coding;
  const std::string body = menu('a'), fields = "ETag: \"abc\"\r\nVary: Accept-Encoding\r\n";
  Response response = shared_response(body, fields);
  coding.apply("gzip", response);
  CHECK_FALSE(field(response, "Vary"));
  CHECK_THAT(std::string(response.shared_fields), Catch::Contains("Vary: Accept-Encoding"));
}

TEST_CASE("another body at the same place, which another tag tells, is compressed anew") {
  ContentCoding coding;
  std::string place = menu('a');
  Response first = shared_response(place, "ETag: \"a\"\r\n");
  coding.apply("gzip", first);
  CHECK(unpacked(first.text()) == menu('a'));
  std::fill(place.begin(), place.end(), 'b');
  Response second = shared_response(place, "ETag: \"b\"\r\n");
  coding.apply("gzip", second);
  CHECK(unpacked(second.text()) == place);
  CHECK(second.shared_fields == "ETag: W/\"b\"\r\n");
}

TEST_CASE("however many bodies are compressed, each is what it was") {
  ContentCoding coding;
  std::vector<std::string> bodies;
  for (int i = 0; i < 300; ++i) {
    std::string noise;
    for (unsigned x = static_cast<unsigned>(i); noise.size() < 150'000; x = x * 1664525 + 1013904223) noise += "0123456789abcdef"[x >> 28];
    bodies.push_back(std::move(noise));
  }
  for (std::size_t i = 0; i < bodies.size(); ++i) {  // more than is kept
    Response response = shared_response(bodies[i], "ETag: \"x\"\r\n");
    coding.apply("gzip", response);
    CHECK(unpacked(response.text()) == bodies[i]);
  }
}
