#include "reports/foundation/digest.hpp"

#include <array>
#include <catch2/catch.hpp>

using namespace rushhour;

TEST_CASE("bytes are written as two lower-case digits each") {
  CHECK(hexadecimal(std::string_view("")).empty());
  CHECK(hexadecimal(std::string_view("\x00\x01\x0f\x10\x7f\x80\xff", 7)) == "00010f107f80ff");
  const std::array<unsigned char, 3> bytes{0xde, 0xad, 0x01};
  CHECK(hexadecimal(bytes) == "dead01");
  CHECK(hexadecimal({bytes.data(), 2}) == "dead");
}

// The figures of FIPS 180-4's own examples.
TEST_CASE("a digest is a SHA-256") {
  CHECK(digest_of("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(digest_of("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(digest_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}
