// A run is a pure function of its plan and seed, as far as the generator is concerned: what arrives, and what is in it.
'use strict';

const assert = require('node:assert');
const path = require('node:path');
const test = require('node:test');

const { read_json, run_directory, rushhour, scratch, sql, write_scenario } = require('./support.cjs');

// Every iteration places one order, and none depends on when an answer comes; so all orders of two runs can be compared.
const scenario = `
  local http, random = require "rushhour.http", require "rushhour.random"
  options = { scenarios = { s = {
    executor = "constant-arrival-rate", exec = "order", arrivals = "poisson", rate = "50/s", duration = "2s", max_vus = 100 } } }
  function order()
    local restaurant = random.integer(1, 10)
    local menu = http.get("/api/restaurants/" .. restaurant .. "/menu")
    local lines = { { dish = random.pick(menu:json("dishes")).id, quantity = random.integer(1, 9) } }
    http.post("/api/orders", { json = { restaurant = restaurant, lines = lines } },
      { expect = 201, headers = { ["Idempotency-Key"] = random.uuid() } })
  end`;

async function orders(t, seed, threads) {
  const folder = scratch(t);
  const words = ['--seed', seed, '--threads', threads, '--out', path.join(folder, 'runs'), '--json'];
  const { json, stderr } = await rushhour(t, ['run', write_scenario(folder, scenario), ...words]);
  assert.ok(json, stderr);
  assert.strictEqual(json.load.done, json.load.offered, stderr);
  assert.strictEqual(json.totals.errors, 0, JSON.stringify(json.errors));
  const directory = run_directory(path.join(folder, 'runs'));
  const data = path.join(directory, read_json(directory, 'run.json').target_data);
  const stored = sql(path.join(data, 'orders.db'), 'select id, idempotency_key, body from orders order by idempotency_key');
  assert.strictEqual(stored.length, json.load.done);
  return stored;
}

test('the same seed stores the same orders, byte for byte, at one thread and at two', async (t) => {
  const first = await orders(t, '42', '1');
  assert.ok(first.length > 50, `${first.length} orders`);
  assert.deepStrictEqual(await orders(t, '42', '1'), first);
  assert.deepStrictEqual(await orders(t, '42', '2'), first);
});

test('another seed stores other orders', async (t) => {
  const one = await orders(t, '1', '1');
  const other = await orders(t, '2', '1');
  assert.notDeepStrictEqual(one.map(({ body }) => body), other.map(({ body }) => body));
});
