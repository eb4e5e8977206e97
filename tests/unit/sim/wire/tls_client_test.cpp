// Who we are to a TLS server, and what is let pass without a proof.

#include <openssl/ssl.h>

#include <catch2/catch.hpp>

#include "tests/unit/sim/wire/certificates.hpp"
#include "tests/unit/sim/wire/inhabitant.hpp"
#include "tests/unit/sim/wire/loopback_server.hpp"

using namespace rushhour;
using namespace rushhour::wire;
using load::Trouble;

TEST_CASE("a server that demands a client certificate gets ours, or says in words why it will not have us") {
  enum class Shown { theirs, none, strangers, expired };
  struct Row {
    const char* says;
    Shown shown;
    int version;
    const char* detail;
  };
  const Row row = GENERATE(values<Row>({
      {"of its authority", Shown::theirs, TLS1_3_VERSION, ""},
      {"of its authority, in TLS 1.2", Shown::theirs, TLS1_2_VERSION, ""},
      {"none", Shown::none, TLS1_3_VERSION, "demands a client certificate"},
      {"none, in TLS 1.2", Shown::none, TLS1_2_VERSION, "may demand a client certificate"},
      {"of an authority that it does not know", Shown::strangers, TLS1_3_VERSION, "does not know the authority of our certificate"},
      {"of an authority that it does not know, in TLS 1.2", Shown::strangers, TLS1_2_VERSION,
       "does not know the authority of our certificate"},
      {"one that has expired", Shown::expired, TLS1_3_VERSION, "says that our certificate has expired"},
  }));
  INFO(row.says);
  const Authority authority;
  const Authority stranger;
  const Identity identity = (row.shown == Shown::strangers ? stranger : authority)
                                .issue("DNS:client.example", row.shown == Shown::expired ? Validity{-48, -24} : Validity{});
  const TemporaryFile trusted(authority.pem());
  const TemporaryFile certificate(identity.certificate);
  const TemporaryFile key(identity.key);
  const auto context = authority.demanding_server("IP:127.0.0.1");
  SSL_CTX_set_max_proto_version(context.get(), row.version);
  LoopbackServer server(answer_with_number, context.get());
  WireSettings settings = settings_for(server.url());
  settings.http.tls.ca = trusted.path();
  if (row.shown != Shown::none) {
    settings.http.tls.certificate = certificate.path();
    settings.http.tls.key = key.path();
  }
  StartedWorld world(settings);
  for (int round = 0; round < 2; ++round) {
    const load::Outcome outcome = world.exchange(request_to("/"));
    CHECK_THAT(outcome.detail, Catch::Contains(row.detail));
    CHECK(outcome.status == (row.shown == Shown::theirs ? 200 : 0));
    CHECK(outcome.trouble == (row.shown == Shown::theirs ? Trouble::none : Trouble::tls));
  }
}

TEST_CASE("one file may hold certificate and key") {
  const Authority authority;
  const Identity identity = authority.issue("DNS:client.example");
  const TemporaryFile trusted(authority.pem());
  const TemporaryFile both(identity.key + identity.certificate);
  const auto context = authority.demanding_server("IP:127.0.0.1");
  LoopbackServer server(answer_with_number, context.get());
  WireSettings settings = settings_for(server.url());
  settings.http.tls = {trusted.path(), both.path(), both.path(), true, true};
  StartedWorld world(settings);
  CHECK(world.exchange(request_to("/")).status == 200);
}

TEST_CASE("a large request to a server that turns us away ends as what the server said of TLS") {
  const Authority authority;
  const TemporaryFile trusted(authority.pem());
  const auto context = authority.demanding_server("IP:127.0.0.1");
  LoopbackServer server(answer_with_number, context.get());
  WireSettings settings = settings_for(server.url());
  settings.http.tls.ca = trusted.path();
  StartedWorld world(settings);
  const load::Outcome outcome = world.exchange(request_to("/", "POST", std::string(4'000'000, 'x')));
  INFO(outcome.detail);
  CHECK(outcome.trouble == Trouble::tls);
  CHECK_THAT(outcome.detail, Catch::Contains("demands a client certificate"));
}

TEST_CASE("what verification would refuse passes where nobody verifies") {
  struct Row {
    const char* says;
    const char* names;
    Validity validity;
  };
  const Row row = GENERATE(values<Row>({
      {"an unknown authority", "DNS:localhost", {}},
      {"another name", "DNS:shop.example", {}},
      {"expired yesterday", "DNS:localhost", {-48, -24}},
      {"good from tomorrow", "DNS:localhost", {24, 48}},
  }));
  INFO(row.says);
  const Authority authority;
  const auto context = authority.server(row.names, row.validity);
  LoopbackServer server(answer_with_number, context.get());
  WireSettings settings = settings_for("https://localhost:" + std::to_string(server.port()));
  settings.http.tls.verify = false;
  StartedWorld world(settings);
  CHECK(world.exchange(request_to("/")).status == 200);
}

TEST_CASE("a handshake that fails where nobody verifies is not blamed on the certificate") {
  const Authority authority;
  const auto context = authority.demanding_server("DNS:shop.example");
  SSL_CTX_set_max_proto_version(context.get(), TLS1_2_VERSION);
  LoopbackServer server(answer_with_number, context.get());
  WireSettings settings = settings_for(server.url());
  settings.http.tls.verify = false;
  StartedWorld world(settings);
  const load::Outcome outcome = world.exchange(request_to("/"));
  CHECK(outcome.trouble == Trouble::tls);
  CHECK_THAT(outcome.detail, Catch::Contains("refused the handshake"));
}
