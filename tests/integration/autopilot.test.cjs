// A city that plays itself: customers only place and pay, and get their food, whatever happens to the process.
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { setTimeout: sleep } = require('node:timers/promises');

const { rushhour, scratch, start_target } = require('./support.cjs');
const { get, post } = require('./target_client.cjs');

const living = ['--autopilot', '--time-scale', '600', '--restaurants', '40', '--couriers', '60'];

async function place_and_pay(url, count) {
  const places = [];
  for (let i = 0; i < count; i += 1) {
    const placed = await post(`${url}/api/orders`, { dish: (1 + (i % 40)) * 100 + 1 });
    assert.equal(placed.status, 201);
    const place = placed.headers.get('location');
    assert.equal((await post(`${url + place}/pay`, { method: 'cash' })).status, 200);
    places.push(place);
  }
  return places;
}

const orders_of = async (url, places) => Promise.all(places.map(async (place) => (await get(url + place)).body));
const all_over = (orders) => orders.every(({ status }) => status === 'delivered' || status === 'rejected');

/** The orders once they hold `what`; a minute is an eternity at this pace. */
async function when(what, url, places) {
  for (const begin = performance.now(); performance.now() - begin < 60_000;) {
    const orders = await orders_of(url, places);
    if (what(orders)) return orders;
    await sleep(50);
  }
  throw new Error(`${places.length} orders: awaited in vain`);
}

function events_of(data) {
  const folder = path.join(data, 'events');
  return fs.readdirSync(folder).filter((name) => name.endsWith('.jsonl')).sort()
    .flatMap((name) => fs.readFileSync(path.join(folder, name), 'utf8').trim().split('\n').filter(Boolean).map((line) => JSON.parse(line)));
}

test('orders that are placed and paid are brought, and the event log tells how', async (t) => {
  const { url, data, running } = await start_target(t, { args: living });
  const orders = await when(all_over, url, await place_and_pay(url, 40));
  const delivered = orders.filter(({ status }) => status === 'delivered');
  assert.ok(delivered.length >= 30, `${delivered.length} of 40 were delivered`);
  await running.stop();
  const events = events_of(data);
  for (const { id, status } of orders) {
    const types = events.filter(({ order }) => order === id).map(({ type }) => type);
    if (status === 'rejected') {
      assert.deepEqual(types, ['order.placed', 'payment.pending', 'payment.authorised', 'order.rejected', 'payment.refunded']);
      continue;
    }
    assert.deepEqual(types.filter((type) => type !== 'order.assigned'),
      ['order.placed', 'payment.pending', 'payment.authorised', 'order.accepted', 'payment.captured', 'order.preparing', 'order.ready',
        'order.picked_up', 'order.delivered']);
    assert.equal(types.filter((type) => type === 'order.assigned').length, 1);
    assert.ok(types.indexOf('order.assigned') < types.indexOf('order.picked_up'));
  }
});

test('a city that is killed and started again goes on with what it had', async (t) => {
  const data = path.join(scratch(t), 'data');
  const first = await start_target(t, { data, args: living });
  const places = await place_and_pay(first.url, 30);
  await when((orders) => orders.some(({ status }) => status === 'preparing'), first.url, places);
  await first.running.stop('SIGKILL');
  const second = await start_target(t, { data, args: [...living, '--policy', 'bundled'] });
  const orders = await when(all_over, second.url, places);
  assert.ok(orders.some(({ status }) => status === 'delivered'));
});

test('without --autopilot nothing moves by itself', async (t) => {
  const { url } = await start_target(t, { args: ['--time-scale', '600'] });
  const places = await place_and_pay(url, 5);
  const began = (await get(`${url}/api/admin/statistics`)).status; // some requests later
  assert.equal(began, 401);
  for (const { status } of await orders_of(url, places)) assert.equal(status, 'paid');
});

test('a policy that is none is refused before anything starts', async (t) => {
  const data = path.join(scratch(t), 'data');
  const ended = await rushhour(t, ['target', '--listen', '127.0.0.1:0', '--data', data, '--policy', 'clever']);
  assert.equal(ended.code, 2);
  assert.match(ended.stderr, /--policy/);
  assert.match(ended.stderr, /nearest.*batched.*bundled/);
  assert.ok(!fs.existsSync(data));
});
