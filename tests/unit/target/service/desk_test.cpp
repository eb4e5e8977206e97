#include "target/service/digest.hpp"
#include "tests/unit/target/service/desk_stage.hpp"

using namespace rushhour;
using namespace rushhour::service;
using namespace std::chrono_literals;

namespace {

struct Fixture : DeskStage {
  bool place(PlayedTicket& ticket, const std::string& key, const std::string& body = R"({"dish":301})") {
    write(ticket.request, Method::post, "/api/orders", body);
    if (!key.empty()) ticket.request.idempotency_key = key;
    ticket.arrived = clock.now();
    return desk().handle(ticket);
  }

  bool cancel(PlayedTicket& ticket, const std::string& id) {
    write(ticket.request, Method::post, "/api/orders/" + id + "/cancel");
    ticket.arrived = clock.now();
    return desk().handle(ticket);
  }

  // A committed order.
  std::string placed(const std::string& key) {
    PlayedTicket ticket;
    REQUIRE_FALSE(place(ticket, key));
    store.commit_next();
    REQUIRE(desk().resume(ticket));
    return order_id_of_key(key);
  }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "a read is answered at once, a placement after its commit") {
  PlayedTicket ticket;
  ticket.request.target = "/api/city";
  CHECK(desk().handle(ticket));
  CHECK(ticket.response.status == 200);

  REQUIRE_FALSE(place(ticket, "k"));
  CHECK(ticket.woken() == 0);
  CHECK(orders.size() == 0);  // nobody may see what is not durable
  store.commit_next();
  CHECK(ticket.woken() == 1);
  CHECK(orders.size() == 1);
  CHECK(desk().resume(ticket));
  CHECK(ticket.response.status == 201);
}

TEST_CASE_METHOD(Fixture, "the time of a request is told by its parts") {
  clock.set(1ms);
  PlayedTicket ticket;
  REQUIRE_FALSE(place(ticket, "k"));
  store.commit_next();  // taken up at 10 ms, durable at 12 ms
  REQUIRE(desk().resume(ticket));
  CHECK(ticket.timing.queue == 9ms);
  CHECK(ticket.timing.app == 0ms);
  CHECK(ticket.timing.db == 2ms);
}

TEST_CASE_METHOD(Fixture, "a failed commit is answered 503, leaves nothing in the view and lets the next try pass") {
  PlayedTicket ticket;
  REQUIRE_FALSE(place(ticket, "k"));
  store.commit_next(true);
  REQUIRE(desk().resume(ticket));
  CHECK(ticket.response.status == 503);
  CHECK(orders.size() == 0);
  REQUIRE_FALSE(place(ticket, "k"));
  store.commit_next();
  REQUIRE(desk().resume(ticket));
  CHECK(ticket.response.status == 201);
}

TEST_CASE_METHOD(Fixture, "a retry beside its first attempt waits for it, and is its replay") {
  PlayedTicket first, same, other;
  REQUIRE_FALSE(place(first, "k"));
  REQUIRE_FALSE(place(same, "k"));
  REQUIRE_FALSE(place(other, "k", R"({"dish":302})"));
  CHECK(store.changes.size() == 1);
  store.commit_next();
  CHECK(same.woken() == 1);
  CHECK(other.woken() == 1);
  REQUIRE(desk().resume(same));
  REQUIRE(desk().resume(other));
  REQUIRE(desk().resume(first));
  CHECK(first.response.status == 201);
  CHECK(same.response.status == 201);
  CHECK(same.response.body == first.response.body);
  CHECK(same.response.fields.back().name == "Idempotency-Replayed");
  CHECK(other.response.status == 422);
  CHECK(store.changes.empty());
}

TEST_CASE_METHOD(Fixture, "a retry whose first attempt fails becomes the first attempt") {
  PlayedTicket first, same;
  REQUIRE_FALSE(place(first, "k"));
  REQUIRE_FALSE(place(same, "k"));
  store.commit_next(true);
  REQUIRE(desk().resume(first));
  CHECK(first.response.status == 503);
  REQUIRE_FALSE(desk().resume(same));
  store.commit_next();
  REQUIRE(desk().resume(same));
  CHECK(same.response.status == 201);
}

TEST_CASE_METHOD(Fixture, "a key that only the store remembers is found out by the conflict") {
  const std::string id = placed("k");
  PlayedTicket ticket;
  REQUIRE_FALSE(cancel(ticket, id));
  store.commit_next();
  REQUIRE(desk().resume(ticket));
  CHECK(ticket.response.status == 200);
  CHECK(orders.size() == 0);

  PlayedTicket retry;
  REQUIRE_FALSE(place(retry, "k"));
  store.commit_next();  // a conflict
  REQUIRE_FALSE(desk().resume(retry));
  store.recall_next();
  REQUIRE(desk().resume(retry));
  CHECK(retry.response.status == 201);
  CHECK(retry.response.fields.back().name == "Idempotency-Replayed");
}

TEST_CASE_METHOD(Fixture, "of two cancellations one succeeds and the other learns that it is late") {
  const std::string id = placed("k");
  PlayedTicket one, two;
  REQUIRE_FALSE(cancel(one, id));
  REQUIRE_FALSE(cancel(two, id));
  CHECK(store.changes.size() == 1);
  store.commit_next();
  REQUIRE(desk().resume(one));
  CHECK(one.response.status == 200);
  REQUIRE_FALSE(desk().resume(two));  // the order left the view, so the store is asked
  store.recall_next();
  REQUIRE(desk().resume(two));
  CHECK(two.response.status == 409);
}

TEST_CASE_METHOD(Fixture, "a decision on what the store said is void when the store has moved on") {
  const std::string id = placed("k");
  for (int i = 0; i < 100; ++i) placed("other " + std::to_string(i));  // pushes it out of the view
  REQUIRE_FALSE(orders.find(id));
  PlayedTicket ticket;
  REQUIRE_FALSE(cancel(ticket, id));
  store.recall_next();  // says: placed
  REQUIRE_FALSE(desk().resume(ticket));
  ++store.rows[id].revision;
  store.rows[id].status = delivery::OrderStatus::cancelled;
  store.commit_next();  // a conflict
  REQUIRE_FALSE(desk().resume(ticket));
  store.recall_next();  // says: cancelled
  REQUIRE(desk().resume(ticket));
  CHECK(ticket.response.status == 409);
}

TEST_CASE_METHOD(Fixture, "an order that only the store holds is read from there") {
  const std::string id = placed("k");
  for (int i = 0; i < 100; ++i) placed("other " + std::to_string(i));
  PlayedTicket ticket;
  ticket.request.target = "/api/orders/" + id;
  REQUIRE_FALSE(desk().handle(ticket));
  store.recall_next();
  REQUIRE(desk().resume(ticket));
  CHECK(ticket.response.status == 200);
  CHECK(ticket.timing.db == 1ms);

  REQUIRE_FALSE(desk().handle(ticket));
  store.recall_next(true);
  REQUIRE(desk().resume(ticket));
  CHECK(ticket.response.status == 503);
}

TEST_CASE_METHOD(Fixture, "a store that takes no more is answered 503 at once, and nothing stays claimed") {
  PlayedTicket ticket;
  store.refuses = true;
  REQUIRE(place(ticket, "k"));
  CHECK(ticket.response.status == 503);
  CHECK(ticket.response.fields.front() == Field{"Retry-After", "1"});
  ticket.request.clear();
  ticket.request.target = "/api/orders/" + order_id_of_key("k");
  REQUIRE(desk().handle(ticket));
  CHECK(ticket.response.status == 503);
  store.refuses = false;
  REQUIRE_FALSE(place(ticket, "k"));
  CHECK(store.changes.size() == 1);
}

TEST_CASE_METHOD(Fixture, "those who wait for one order are limited in number") {
  std::vector<PlayedTicket> tickets(1 + Claims::waiting_for_one_max);
  for (PlayedTicket& ticket : tickets) REQUIRE_FALSE(place(ticket, "k"));
  PlayedTicket late;
  REQUIRE(place(late, "k"));
  CHECK(late.response.status == 409);
  store.commit_next();
  for (PlayedTicket& ticket : tickets) {
    CHECK(ticket.woken() == 1);
    REQUIRE(desk().resume(ticket));
    CHECK(ticket.response.status == 201);
  }
}

TEST_CASE_METHOD(Fixture, "orders without a key are never taken for each other") {
  PlayedTicket one, two;
  REQUIRE_FALSE(place(one, ""));
  REQUIRE_FALSE(place(two, ""));
  store.commit_next();
  store.commit_next();
  REQUIRE(desk().resume(one));
  REQUIRE(desk().resume(two));
  CHECK(store.rows.size() == 2);
}
