#include "reports/warehouse/ingest/byte_source.hpp"

#include <sys/stat.h>
#include <zlib.h>
#include <zstd.h>

#include <catch2/catch.hpp>

#include "reports/foundation/user_error.hpp"
#include "tests/unit/reports/warehouse/ingest/reading.hpp"

namespace rushhour::warehouse {
namespace {

using namespace fixtures;

std::string gzip(std::string_view text) {
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string packed(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  CHECK(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

/// With a checksum, as the tool writes it.
std::string zstd(std::string_view text) {
  ZSTD_CCtx* context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
  std::string packed(ZSTD_compressBound(text.size()), '\0');
  packed.resize(ZSTD_compress2(context, packed.data(), packed.size(), text.data(), text.size()));
  ZSTD_freeCCtx(context);
  return packed;
}

/// Text that packs to about a third.
std::string some_text(std::size_t lines) {
  std::string text;
  for (std::size_t i = 0; i < lines; ++i) text += std::to_string(i * i * 2'654'435'761u) + ",pizza\n";
  return text;
}

std::string read_whole(ByteSource& bytes, std::size_t piece = 1000) {
  std::string all, some(piece, '\0');
  while (const std::size_t got = bytes.read(some.data(), piece)) {
    all.append(some, 0, got);
    if (got < piece) break;
  }
  return all;
}

/// What reading `packed` says; a UserError for settings, naming the file.
std::string refusal(std::string_view packed) {
  const ScratchFolder folder;
  const auto file = write_file(folder.path() / "x", packed);
  try {
    ByteSource bytes(file);
    read_whole(bytes, 100'000);
  } catch (const UserError& error) {
    CHECK(error.exit() == Exit::settings);
    const std::string what = error.what();
    CHECK(what.starts_with(file.string() + ": "));
    return what.substr(file.string().size() + 2);
  }
  return "it was taken";
}

TEST_CASE("a file is read as what was packed, whatever its name and the size of the pieces", "[errors]") {
  const ScratchFolder folder;
  const std::string text = some_text(60'000);
  const std::vector<std::tuple<std::string, std::string, std::string>> table{
      {"plain", text, ""},
      {"gzip", gzip(text), ".gz"},
      {"gzip of three members, one of them empty", gzip(text.substr(0, 100)) + gzip("") + gzip(text.substr(100)), ".gz"},
      {"zstd", zstd(text), ".zst"},
      {"zstd of two frames", zstd(text.substr(0, 100'000)) + zstd(text.substr(100'000)), ".zst"},
  };
  for (const auto& [what, packed, packing] : table)
    for (const std::size_t piece : {std::size_t{7}, std::size_t{4096}, std::size_t{10'000'000}}) {
      INFO(what << " by " << piece);
      ByteSource bytes(write_file(folder.path() / "data.csv", packed));
      CHECK((read_whole(bytes, piece) == text));
      CHECK(bytes.packing() == packing);
      CHECK(bytes.size() == packed.size());
      CHECK_FALSE(bytes.grew());
    }
}

TEST_CASE("nothing packed is nothing", "[errors]") {
  const ScratchFolder folder;
  for (const std::string& packed : {std::string(), gzip(""), zstd("")}) {
    ByteSource bytes(write_file(folder.path() / "x", packed));
    CHECK(read_whole(bytes).empty());
  }
}

TEST_CASE("the hash is that of the file as it lies there, read or not", "[errors]") {
  const ScratchFolder folder;
  const auto file = write_file(folder.path() / "x", "abc");  // FIPS 180-2, appendix B.1
  const std::string hash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  ByteSource read(file);
  CHECK(read_whole(read) == "abc");
  CHECK(read.sha256() == hash);
  CHECK(ByteSource(file).sha256() == hash);
  const std::string packed = gzip("abc");
  ByteSource unpacked(write_file(file, packed));
  CHECK(read_whole(unpacked) == "abc");
  CHECK(unpacked.sha256() == ByteSource(file).sha256());
  CHECK(unpacked.sha256() != hash);
}

TEST_CASE("what is packed and cut short is refused with the byte where it ends", "[errors]") {
  const std::string text = some_text(100'000);
  for (const std::string& packed : {gzip(text), zstd(text)})
    for (const std::size_t size : {packed.size() - 1, packed.size() / 2, std::size_t{20}}) {
      INFO(size << " bytes of " << packed.size());
      CHECK_THAT(refusal(packed.substr(0, size)),
                 Catch::Matchers::EndsWith("data is cut short: the file ends at byte " + std::to_string(size) + "; get it again"));
    }
}

TEST_CASE("what is packed and damaged is refused with the byte", "[errors]") {
  const std::string text = some_text(100'000);
  for (std::string packed : {gzip(text), zstd(text)}) {
    for (std::size_t i = 0; i < 64; ++i) packed[packed.size() / 2 + i] = static_cast<char>(i * 37);
    const std::string says = refusal(packed);
    INFO(says);
    CHECK(says.find("data is damaged at byte ") != std::string::npos);
  }
  CHECK_THAT(refusal(gzip(text) + "and something else"), Catch::Matchers::Contains("gzip data is damaged at byte "));
}

TEST_CASE("a packed file that becomes more than a hundred times as large is refused before it has", "[errors]") {
  const std::string zeros(300'000'000, '\0');
  for (const std::string& bomb : {gzip(zeros), zstd(zeros)}) {
    const std::string says = refusal(bomb);
    INFO(says);
    CHECK(says.find("more than 100 times as much is taken for an attack: unpack it yourself") != std::string::npos);
  }
  // The first megabyte is free.
  CHECK(refusal(gzip(std::string(1'000'000, '\0'))) == "it was taken");
}

TEST_CASE("what is no file is refused, and a pipe without waiting for it", "[errors]") {
  const ScratchFolder folder;
  const auto pipe = folder.path() / "pipe";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  CHECK_THROWS_WITH(ByteSource(pipe), pipe.string() + ": it is no regular file; write what it gives into one");
  CHECK_THROWS_WITH(ByteSource(folder.path()), folder.path().string() + ": it is a folder; name a file in it");
  CHECK_THROWS_WITH(ByteSource(folder.path() / "none"), (folder.path() / "none").string() + ": there is no such file");
}

TEST_CASE("a file that grows is read up to where it ended", "[errors]") {
  const ScratchFolder folder;
  const auto file = write_file(folder.path() / "x", "first");
  ByteSource bytes(file);
  std::ofstream(file, std::ios::app) << " second";
  CHECK(bytes.grew());
  CHECK(read_whole(bytes) == "first");
  CHECK(bytes.size() == 5);
}

TEST_CASE("a file that becomes shorter while it is read is refused", "[errors]") {
  const ScratchFolder folder;
  const auto file = write_file(folder.path() / "x", std::string(10'000, 'x'));
  ByteSource bytes(file);
  std::filesystem::resize_file(file, 4000);
  CHECK_THROWS_WITH(read_whole(bytes, 5000),
                    file.string() + ": it became shorter while it was read, at byte 4000; load it when it is whole");
}

TEST_CASE("packed records are read as plain ones, and trouble in the middle reaches every lane", "[errors]") {
  const ScratchFolder folder;
  std::string text = "merchant_id,category\n";
  for (int i = 0; i < 100'000; ++i) text += std::to_string(i * 7'919) + ",pizza\n";
  const Dataset& merchants = dataset_of("merchants");
  for (const std::string name : {"m.csv.gz", "m.csv.zst", "M.CSV.GZ"}) {
    const bool gz = name != "m.csv.zst";
    const auto source = open_records(write_file(folder.path() / name, gz ? gzip(text) : zstd(text)), merchants);
    const ReadFile read = read_all(*source, merchants, 8);
    CHECK(read.rows.size() == 100'000);
    CHECK(read.tally.format == (gz ? "csv.gz" : "csv.zst"));
  }
  const std::string packed = gzip(text);
  const auto cut = open_records(write_file(folder.path() / "cut.csv.gz", packed.substr(0, packed.size() - 10)), merchants);
  const auto one = cut->lane(), other = cut->lane();
  RecordBuilder records(merchants, [](const Fault&) {});
  const auto read_to_end = [&records](RecordLane& lane) {
    while (lane.fill(records)) records.clear();
  };
  CHECK_THROWS_WITH(read_to_end(*one), Catch::Matchers::Contains("cut short"));
  CHECK_THROWS_WITH(read_to_end(*other), Catch::Matchers::Contains("cut short"));
}

TEST_CASE("the name of a file tells its format, unless that is given", "[errors]") {
  const ScratchFolder folder;
  const Dataset& merchants = dataset_of("merchants");
  const auto file = write_file(folder.path() / "merchants.data", "{\"merchant_id\":\"M1\"}\n");
  CHECK_THROWS_WITH(open_records(file, merchants),
                    file.string() +
                        ": its name does not tell what it is; it must end in .csv, .xml, .jsonl or .parquet, "
                        "and .gz or .zst if it is packed");
  SourceOptions options;
  options.format = FileFormat::json_lines;
  CHECK(read_all(*open_records(file, merchants, options), merchants).rows.size() == 1);
}

}  // namespace
}  // namespace rushhour::warehouse
