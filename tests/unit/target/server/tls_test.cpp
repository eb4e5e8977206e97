#include "target/server/tls.hpp"

#include <catch2/catch.hpp>
#include <cstring>

#include "reports/foundation/user_error.hpp"
#include "tests/unit/sim/wire/certificates.hpp"

using namespace rushhour;
using server::TlsChannel;
using server::TlsContext;
using wire::Authority;
using wire::Identity;
using wire::TemporaryFile;

namespace {

const Identity& identity() {
  static const Identity one = Authority().issue("DNS:localhost");
  return one;
}

TlsContext make_context() {
  const TemporaryFile certificate(identity().certificate);
  const TemporaryFile key(identity().key);
  return {certificate.path(), key.path()};
}

/// OpenSSL's own client, in memory, with a channel at the other end of the wire.
class Pair {
 public:
  explicit Pair(const TlsContext& context) : channel(context), context_(SSL_CTX_new(TLS_client_method())) {}
  ~Pair() {
    SSL_free(client_);
    SSL_CTX_free(context_);
  }

  SSL_CTX* settings() { return context_; }

  /// Makes the client, with protocols to offer ("\x02h2"), and shakes hands; whether both sides took it.
  bool shake_hands(std::string_view protocols = {}) {
    client_ = SSL_new(context_);
    in_ = BIO_new(BIO_s_mem());
    out_ = BIO_new(BIO_s_mem());
    SSL_set_bio(client_, in_, out_);
    SSL_set_connect_state(client_);
    SSL_set_alpn_protos(client_, reinterpret_cast<const unsigned char*>(protocols.data()), static_cast<unsigned>(protocols.size()));
    bool fine = true;
    for (int i = 0; i < 10 && fine && (SSL_is_init_finished(client_) == 0 || channel.handshaking()); ++i) {
      SSL_do_handshake(client_);
      fine = carry();
    }
    return fine && SSL_is_init_finished(client_) == 1 && !channel.handshaking();
  }

  void say(std::string_view text) {
    REQUIRE(SSL_write(client_, text.data(), static_cast<int>(text.size())) == static_cast<int>(text.size()));
  }

  /// Carries what the client sent to the channel, `piece` bytes at a time, and back what the channel has to send.
  bool carry(std::size_t piece = TlsChannel::inbox_bytes) {
    std::string wire(static_cast<std::size_t>(BIO_ctrl_pending(out_)), '\0');
    if (!wire.empty()) BIO_read(out_, wire.data(), static_cast<int>(wire.size()));
    bool fine = true;
    for (std::size_t at = 0; at < wire.size() && fine; at += piece) {
      const std::size_t n = std::min(piece, wire.size() - at);
      std::memcpy(channel.inbox(), wire.data() + at, n);
      fine = channel.received(n);
    }
    std::string back;
    channel.drain(back);
    if (!back.empty()) BIO_write(in_, back.data(), static_cast<int>(back.size()));
    return fine;
  }

  /// What the client hears.
  std::string hear() {
    std::string text(1 << 20, '\0');
    std::size_t got = 0;
    for (int n = 0; (n = SSL_read(client_, text.data() + got, static_cast<int>(text.size() - got))) > 0;)
      got += static_cast<std::size_t>(n);
    return text.substr(0, got);
  }

  std::string protocol() const {
    const unsigned char* name = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(client_, &name, &size);
    return {reinterpret_cast<const char*>(name), size};
  }

  SSL* client() { return client_; }

  TlsChannel channel;

 private:
  SSL_CTX* context_;
  SSL* client_ = nullptr;
  BIO* in_ = nullptr;   // the client's
  BIO* out_ = nullptr;  // likewise
};

std::string said(TlsChannel& channel, std::size_t room = 1 << 16) {
  std::string text(room, '\0');
  text.resize(channel.read(text.data(), room));
  return text;
}

}  // namespace

TEST_CASE("what one side says the other hears, wherever the wire cuts it") {
  const TlsContext context = make_context();
  const std::size_t piece = GENERATE(1U, 7U, 100U, 8192U);
  Pair pair(context);
  REQUIRE(pair.shake_hands());
  const std::string question(3000, 'q'), answer(200'000, 'a');
  pair.say(question);
  REQUIRE(pair.carry(piece));
  CHECK(said(pair.channel) == question);
  CHECK(said(pair.channel).empty());
  REQUIRE(pair.channel.write(answer));
  pair.carry();
  CHECK(pair.hear() == answer);
}

TEST_CASE("what finds no room is kept for the next look") {
  const TlsContext context = make_context();
  Pair pair(context);
  REQUIRE(pair.shake_hands());
  pair.say(std::string(5000, 'x') + "end");
  REQUIRE(pair.carry());
  std::string all;
  for (std::string piece = said(pair.channel, 600); !piece.empty(); piece = said(pair.channel, 600)) {
    CHECK(piece.size() <= 600);
    all += piece;
  }
  CHECK(all == std::string(5000, 'x') + "end");
}

TEST_CASE("of the protocols that a client offers HTTP/1.1 is taken; a client that offers others alone is turned away") {
  const TlsContext context = make_context();
  const auto [offered, chosen] = GENERATE(
      table<std::string, std::string>({{"", ""}, {"\x08http/1.1", "http/1.1"}, {"\x02h2\x08http/1.1", "http/1.1"}, {"\x02h2", "none"}}));
  INFO(offered);
  Pair pair(context);
  CHECK(pair.shake_hands(offered) == (chosen != "none"));
  if (chosen != "none") CHECK(pair.protocol() == chosen);
}

TEST_CASE("TLS 1.2 and 1.3 are spoken, nothing older") {
  const TlsContext context = make_context();
  const auto [version, fine] = GENERATE(table<int, bool>({{TLS1_1_VERSION, false}, {TLS1_2_VERSION, true}, {TLS1_3_VERSION, true}}));
  INFO(version);
  Pair pair(context);
  SSL_CTX_set_security_level(pair.settings(), 0);
  SSL_CTX_set_min_proto_version(pair.settings(), version);
  SSL_CTX_set_max_proto_version(pair.settings(), version);
  CHECK(pair.shake_hands() == fine);
  if (fine) CHECK(SSL_version(pair.client()) == version);
}

TEST_CASE("what is no TLS is told so, and the channel is of no use") {
  const TlsContext context = make_context();
  TlsChannel channel(context);
  const std::string plain = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
  std::memcpy(channel.inbox(), plain.data(), plain.size());
  CHECK_FALSE(channel.received(plain.size()));
  CHECK(channel.handshaking());
  CHECK(said(channel).empty());
}

TEST_CASE("bytes that were changed on the way end the channel, with an alert") {
  const TlsContext context = make_context();
  Pair pair(context);
  REQUIRE(pair.shake_hands());
  const std::string record("\x17\x03\x03\x00\x20", 5);
  std::memcpy(pair.channel.inbox(), (record + std::string(32, 'z')).data(), 37);
  CHECK(pair.channel.received(37));
  CHECK(said(pair.channel).empty());
  CHECK(pair.channel.over());
  CHECK_FALSE(pair.channel.write("x"));
  std::string alert;
  pair.channel.drain(alert);
  CHECK_FALSE(alert.empty());
}

TEST_CASE("goodbyes are heard on both sides") {
  const TlsContext context = make_context();
  Pair pair(context);
  REQUIRE(pair.shake_hands());
  CHECK_FALSE(pair.channel.over());
  pair.channel.bid_farewell();
  pair.carry();
  CHECK(pair.hear().empty());
  CHECK((SSL_get_shutdown(pair.client()) & SSL_RECEIVED_SHUTDOWN) != 0);
  SSL_shutdown(pair.client());
  REQUIRE(pair.carry());
  CHECK(said(pair.channel).empty());
  CHECK(pair.channel.over());
}

TEST_CASE("a certificate or key that is none is named with its flag") {
  const TemporaryFile certificate(identity().certificate), key(identity().key), other(Authority().issue("DNS:a").key);
  const TemporaryFile locked(wire::encrypted(identity().key)), nonsense("nonsense");
  const auto says = [](const std::string& certificate_file, const std::string& key_file) {
    try {
      const TlsContext context(certificate_file, key_file);
    } catch (const UserError& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  CHECK(says(certificate.path(), key.path()).empty());
  CHECK_THAT(says("nowhere.pem", key.path()), Catch::StartsWith("--tls-cert nowhere.pem: "));
  CHECK_THAT(says(nonsense.path(), key.path()), Catch::StartsWith("--tls-cert " + nonsense.path()));
  CHECK_THAT(says(certificate.path(), "nowhere.pem"), Catch::StartsWith("--tls-key nowhere.pem: "));
  CHECK_THAT(says(certificate.path(), nonsense.path()), Catch::StartsWith("--tls-key " + nonsense.path()));
  CHECK_THAT(says(certificate.path(), other.path()),
             Catch::StartsWith("--tls-key " + other.path()) && Catch::Contains("key values mismatch"));
  CHECK_THAT(says(certificate.path(), locked.path()),
             Catch::StartsWith("--tls-key " + locked.path()) && Catch::Contains("without a password"));
}
