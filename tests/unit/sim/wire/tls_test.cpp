// TLS against servers with certificates of every kind.

#include <openssl/ssl.h>

#include <catch2/catch.hpp>
#include <csignal>

#include "tests/unit/sim/wire/certificates.hpp"
#include "tests/unit/sim/wire/inhabitant.hpp"
#include "tests/unit/sim/wire/loopback_server.hpp"

using namespace rushhour;
using namespace rushhour::wire;
using namespace std::chrono_literals;
using load::Trouble;

namespace {

WireSettings trusting(const TemporaryFile& authority, std::string target) {
  WireSettings settings = settings_for(std::move(target));
  settings.http.tls.ca = authority.path();
  return settings;
}

/// Ignores SIGPIPE as OpenSSL's own sockets, which the test's server uses, need it. The wire does without.
const bool pipes_ignored = ::signal(SIGPIPE, SIG_IGN) != SIG_ERR;

}  // namespace

TEST_CASE("https works with a certificate of a trusted authority, and keeps its connection") {
  const Authority authority;
  const TemporaryFile trusted(authority.pem());
  const auto context = authority.server("IP:127.0.0.1");
  LoopbackServer server(answer_with_number, context.get());
  StartedWorld world(trusting(trusted, server.url()));
  for (int round = 0; round < 3; ++round) {
    const load::Outcome outcome = world.exchange(request_to("/"));
    INFO(outcome.detail);
    CHECK(outcome.status == 200);
    CHECK(outcome.body == "0");
    CHECK(outcome.done >= outcome.sent);
  }
  CHECK(server.accepted() == 1);
  CHECK(world->take_counts().connections == 1);
}

TEST_CASE("TLS 1.2 works, and nothing older") {
  const Authority authority;
  const TemporaryFile trusted(authority.pem());
  const auto context = authority.server("IP:127.0.0.1");
  SSL_CTX_set_max_proto_version(context.get(), TLS1_2_VERSION);
  {
    LoopbackServer server(answer_with_number, context.get());
    StartedWorld world(trusting(trusted, server.url()));
    CHECK(world.exchange(request_to("/")).status == 200);
    CHECK(world.exchange(request_to("/")).status == 200);
  }
  SSL_CTX_set_max_proto_version(context.get(), TLS1_1_VERSION);
  LoopbackServer old(answer_with_number, context.get());
  StartedWorld world(trusting(trusted, old.url()));
  const load::Outcome outcome = world.exchange(request_to("/"));
  CHECK(outcome.trouble == Trouble::tls);
  CHECK_FALSE(outcome.detail.empty());
}

TEST_CASE("a certificate that proves nothing is refused, with the reason") {
  struct Row {
    const char* says;
    const char* names;
    Validity validity;
    bool trusted;
    const char* host;
    const char* detail;
  };
  const Row row = GENERATE(values<Row>({
      {"the right name", "DNS:localhost", {}, true, "localhost", ""},
      {"the right address", "IP:127.0.0.1", {}, true, "127.0.0.1", ""},
      {"an unknown authority", "DNS:localhost", {}, false, "localhost", "unknown authority"},
      {"another name", "DNS:shop.example", {}, true, "localhost", "another name"},
      {"a name for an address", "DNS:localhost", {}, true, "127.0.0.1", "another name"},
      {"an address as a name", "DNS:127.0.0.1", {}, true, "127.0.0.1", "another name"},
      {"another address", "IP:127.0.0.2", {}, true, "127.0.0.1", "another name"},
      {"expired yesterday", "DNS:localhost", {-48, -24}, true, "localhost", "has expired"},
      {"good from tomorrow", "DNS:localhost", {24, 48}, true, "localhost", "not valid yet"},
  }));
  INFO(row.says);
  const Authority known;
  const Authority stranger;
  const TemporaryFile trusted(known.pem());
  const auto context = (row.trusted ? known : stranger).server(row.names, row.validity);
  LoopbackServer server(answer_with_number, context.get());
  StartedWorld world(trusting(trusted, "https://" + std::string(row.host) + ":" + std::to_string(server.port())));
  const load::Outcome outcome = world.exchange(request_to("/"));
  CHECK_THAT(outcome.detail, Catch::Contains(row.detail));
  if (*row.detail == '\0') {
    CHECK(outcome.status == 200);
    return;
  }
  CHECK(outcome.trouble == Trouble::tls);
  CHECK(outcome.bytes_out == 0);
  CHECK(world->take_counts().connections == 0);
}

TEST_CASE("without a file of authorities the system's are asked, who know no test") {
  const Authority authority;
  const auto context = authority.server("IP:127.0.0.1");
  LoopbackServer server(answer_with_number, context.get());
  StartedWorld world(server.url());
  const load::Outcome outcome = world.exchange(request_to("/"));
  CHECK(outcome.trouble == Trouble::tls);
  CHECK_THAT(outcome.detail, Catch::Contains("unknown authority"));
}

TEST_CASE("a server that speaks no TLS is told apart from a bad certificate") {
  const Authority authority;
  const TemporaryFile trusted(authority.pem());
  LoopbackServer plain([](ServerEnd& end) {
    end.write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    end.wait_for_close();
  });
  StartedWorld world(trusting(trusted, "https://127.0.0.1:" + std::to_string(plain.port())));
  const load::Outcome outcome = world.exchange(request_to("/"));
  CHECK(outcome.trouble == Trouble::tls);
  CHECK_THAT(outcome.detail, !Catch::Contains("certificate"));
  CHECK_FALSE(outcome.detail.empty());
}

TEST_CASE("a server that closes during the handshake") {
  LoopbackServer server([](ServerEnd&) {});
  StartedWorld world("https://127.0.0.1:" + std::to_string(server.port()));
  CHECK(world.exchange(request_to("/")).trouble == Trouble::tls);
}

TEST_CASE("a handshake that does not end in time is a TLS timeout") {
  LoopbackServer silent([](ServerEnd& end) { end.wait_for_close(); });
  StartedWorld world("https://127.0.0.1:" + std::to_string(silent.port()));
  load::Request request = request_to("/");
  request.timeout = 20ms;
  Inhabitant inhabitant;
  const Instant taken_up = world->send(0, request);
  world->run(inhabitant);
  CHECK(inhabitant.outcomes[0].at(0).trouble == Trouble::tls_timeout);
  CHECK(inhabitant.outcomes[0].at(0).done == taken_up + 20ms);
}

TEST_CASE("large bodies go through TLS whole, both ways") {
  const std::string large(3'000'000, 'b');
  const Authority authority;
  const TemporaryFile trusted(authority.pem());
  const auto context = authority.server("IP:127.0.0.1");
  LoopbackServer server(
      [&](ServerEnd& end) {
        for (std::string request = end.read_request(); !request.empty(); request = end.read_request())
          end.write(ok(std::string_view(request).substr(request.size() - large.size())));
      },
      context.get());
  StartedWorld world(trusting(trusted, server.url()));
  for (int round = 0; round < 2; ++round) CHECK(world.exchange(request_to("/", "POST", large)).body == large);
  CHECK(server.accepted() == 1);
}

TEST_CASE("a close without a goodbye ends no body") {
  const Authority authority;
  const TemporaryFile trusted(authority.pem());
  const auto context = authority.server("IP:127.0.0.1");
  LoopbackServer server(
      [](ServerEnd& end) {
        end.read_request();
        end.write("HTTP/1.1 200 OK\r\n\r\nhello");
      },
      context.get());
  StartedWorld world(trusting(trusted, server.url()));
  CHECK(world.exchange(request_to("/")).trouble == Trouble::closed);
}

TEST_CASE("a TLS connection that the server closed while idle is opened anew") {
  const Authority authority;
  const TemporaryFile trusted(authority.pem());
  const auto context = authority.server("IP:127.0.0.1");
  LoopbackServer server(
      [](ServerEnd& end) {
        end.read_request();
        end.write(ok("x"));
      },
      context.get());
  StartedWorld world(trusting(trusted, server.url()));
  CHECK(world.exchange(request_to("/")).body == "x");
  world.run_until([&] { return world->take_counts().connections == 0; });
  CHECK(world.exchange(request_to("/", "POST")).body == "x");
}
