// Sessions that are saved and offered again, as the server counts them.

#include <openssl/ssl.h>

#include <catch2/catch.hpp>
#include <memory>

#include "tests/unit/sim/wire/certificates.hpp"
#include "tests/unit/sim/wire/inhabitant.hpp"
#include "tests/unit/sim/wire/loopback_server.hpp"

using namespace rushhour;
using namespace rushhour::wire;
using load::Trouble;

namespace {

/// A server for both names of loopback, and a client's settings that trust it.
struct Scene {
  Authority authority;
  TemporaryFile trusted{authority.pem()};
  std::shared_ptr<ssl_ctx_st> context = authority.server("DNS:localhost,IP:127.0.0.1");

  WireSettings settings(const LoopbackServer& server) const {
    WireSettings settings = settings_for(server.url());
    settings.http.tls.ca = trusted.path();
    return settings;
  }
  long resumed() const { return SSL_CTX_sess_hits(context.get()); }
};

void answer_once(ServerEnd& end) {
  if (!end.read_request().empty()) end.write("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx");
  end.wait_for_close();
}

}  // namespace

TEST_CASE("a new connection resumes the session of the last one") {
  struct Row {
    const char* says;
    int version;
    bool tickets;
    bool resume;
  };
  const Row row = GENERATE(values<Row>({
      {"TLS 1.3", TLS1_3_VERSION, true, true},
      {"TLS 1.3, the server keeps the sessions", TLS1_3_VERSION, false, true},
      {"TLS 1.2 with tickets", TLS1_2_VERSION, true, true},
      {"TLS 1.2, the server keeps the sessions", TLS1_2_VERSION, false, true},
      {"not when it is told not to", TLS1_3_VERSION, true, false},
      {"not when it is told not to, in TLS 1.2", TLS1_2_VERSION, false, false},
  }));
  INFO(row.says);
  Scene scene;
  SSL_CTX_set_max_proto_version(scene.context.get(), row.version);
  if (!row.tickets) SSL_CTX_set_options(scene.context.get(), SSL_OP_NO_TICKET);
  LoopbackServer server(answer_once, scene.context.get());
  WireSettings settings = scene.settings(server);
  settings.http.tls.resume = row.resume;
  StartedWorld world(settings);
  for (load::UserId user = 0; user < 4; ++user) CHECK(world.exchange(request_to("/"), user).status == 200);
  CHECK(server.accepted() == 4);
  CHECK(scene.resumed() == (row.resume ? 3 : 0));
}

TEST_CASE("a session that the server no longer knows costs a full handshake, and nothing else") {
  const int version = GENERATE(TLS1_2_VERSION, TLS1_3_VERSION);
  Scene scene;
  SSL_CTX_set_max_proto_version(scene.context.get(), version);
  LoopbackServer server(answer_once, scene.context.get());
  StartedWorld world(scene.settings(server));
  CHECK(world.exchange(request_to("/")).status == 200);
  unsigned char keys[80] = {1, 2, 3};  // whatever was sealed before is opened by none of them
  REQUIRE(SSL_CTX_set_tlsext_ticket_keys(scene.context.get(), keys, sizeof keys) == 1);
  CHECK(world.exchange(request_to("/")).status == 200);
  CHECK(scene.resumed() == 0);
  CHECK(world.exchange(request_to("/")).status == 200);
  CHECK(scene.resumed() == 1);
}

TEST_CASE("a server that now speaks another version gets a full handshake") {
  Scene scene;
  LoopbackServer server(answer_once, scene.context.get());
  StartedWorld world(scene.settings(server));
  CHECK(world.exchange(request_to("/")).status == 200);
  SSL_CTX_set_max_proto_version(scene.context.get(), TLS1_2_VERSION);
  CHECK(world.exchange(request_to("/")).status == 200);
  CHECK(scene.resumed() == 0);
}

TEST_CASE("a session is offered to its own server only") {
  Scene scene;
  LoopbackServer server(answer_once, scene.context.get());
  StartedWorld world(scene.settings(server));
  CHECK(world.exchange(request_to("/")).status == 200);
  const std::string other_name = "https://localhost:" + std::to_string(server.port()) + "/";
  CHECK(world.exchange(request_to(other_name)).status == 200);
  CHECK(scene.resumed() == 0);
  CHECK(world.exchange(request_to(other_name)).status == 200);
  CHECK(world.exchange(request_to("/")).status == 200);
  CHECK(scene.resumed() == 2);
}

TEST_CASE("a handshake that fails after the offer of a session is followed by a full one") {
  Scene scene;
  LoopbackServer server(
      [](ServerEnd& end) {
        if (end.number() != 1) answer_once(end);
      },
      scene.context.get());
  StartedWorld world(scene.settings(server));
  CHECK(world.exchange(request_to("/")).status == 200);
  CHECK(world.exchange(request_to("/")).trouble == Trouble::tls);
  CHECK(world.exchange(request_to("/")).status == 200);
  CHECK(scene.resumed() == 0);
  CHECK(world.exchange(request_to("/")).status == 200);
  CHECK(scene.resumed() == 1);
}

TEST_CASE("a ticket serves again where the server gives no other") {
  Scene scene;
  LoopbackServer server(answer_once, scene.context.get());
  StartedWorld world(scene.settings(server));
  CHECK(world.exchange(request_to("/")).status == 200);
  SSL_CTX_set_num_tickets(scene.context.get(), 0);
  for (load::UserId user = 1; user < 4; ++user) CHECK(world.exchange(request_to("/"), user).status == 200);
  CHECK(scene.resumed() == 3);
}

TEST_CASE("a session outlives a connection that was cut off") {
  const int version = GENERATE(TLS1_2_VERSION, TLS1_3_VERSION);
  const bool by_reset = GENERATE(true, false);
  const bool resumed_before = GENERATE(true, false);
  Scene scene;
  SSL_CTX_set_max_proto_version(scene.context.get(), version);
  LoopbackServer server(
      [&](ServerEnd& end) {
        end.read_request();
        end.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nx");
        if (end.number() == resumed_before && by_reset) return end.reset();
        if (end.number() == resumed_before) return;
        end.write("y");
        end.wait_for_close();
      },
      scene.context.get());
  StartedWorld world(scene.settings(server));
  if (resumed_before) CHECK(world.exchange(request_to("/"), 1).body == "xy");
  CHECK(world.exchange(request_to("/")).status == 0);
  CHECK(world.exchange(request_to("/")).body == "xy");
  CHECK(scene.resumed() == (resumed_before ? 2 : 1));
}

TEST_CASE("a certificate is not asked for again, nor forgiven, when a session is resumed") {
  Scene scene;
  LoopbackServer server(answer_once, scene.context.get());
  WireSettings strict = scene.settings(server);
  WireSettings other = settings_for(server.url());  // trusts the system's authorities, who do not know this one
  StartedWorld trusting(strict);
  StartedWorld doubting(other);
  for (int round = 0; round < 2; ++round) {
    CHECK(trusting.exchange(request_to("/")).status == 200);
    CHECK(doubting.exchange(request_to("/")).trouble == Trouble::tls);
  }
  CHECK(scene.resumed() == 1);
}

TEST_CASE("bytes behind an answer, in records of their own, are no answer to the next request") {
  const std::size_t body = GENERATE(0U, 1U, 300U, 16'000U, 16'320U, 16'600U, 40'000U);
  const std::size_t surplus = GENERATE(1U, 400U, 9'000U);
  INFO(body << " bytes of body, " << surplus << " behind it");
  Scene scene;
  LoopbackServer server(
      [&](ServerEnd& end) {
        if (end.read_request().empty()) return;
        const std::string honest = ok(std::string(body, 'b'));
        if (end.number() == 0)
          end.write_together({honest, ok("not asked for") + std::string(surplus, 's')});
        else
          end.write(ok("asked for"));
        end.wait_for_close();
      },
      scene.context.get());
  StartedWorld world(scene.settings(server));
  const load::Request request = request_to("/");
  Inhabitant inhabitant;
  inhabitant.wanted = 2;
  inhabitant.at_outcome = [&](load::UserId user, const load::Outcome&) {
    if (inhabitant.order.size() == 1) world->send(user, request);
  };
  world->send(0, request);
  world->run(inhabitant);
  REQUIRE(inhabitant.outcomes[0].size() == 2);
  CHECK((inhabitant.outcomes[0][0].body == std::string(body, 'b')));
  CHECK(inhabitant.outcomes[0][1].body == "asked for");
  CHECK(server.accepted() == 2);
}
