// The event log beside the orders: what is in the one is in the other, however the process ended.
'use strict';

const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');

const { scratch, start_target } = require('./support.cjs');
const { get, order_text, post, wire } = require('./target_client.cjs');

const segments_of = (data) =>
  fs.readdirSync(path.join(data, 'events')).sort().map((name) => fs.readFileSync(path.join(data, 'events', name), 'utf8'));

/** All events of a data folder, in order; fails where the log has a gap, a duplicate or half a line. */
function events_of(data) {
  const text = segments_of(data).join('');
  assert.ok(text === '' || text.endsWith('\n'), 'the log ends in half a line');
  const events = text.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line));
  const ids = new Set();
  for (const [i, event] of events.entries()) {
    assert.equal(event.seq, i + 1, `event ${i + 1} is not where it should be`);
    assert.ok(!ids.has(event.id), `${event.id} stands there twice`);
    ids.add(event.id);
  }
  return events;
}

const rows_of = (data) => {
  const query = 'select id, status, revision, total_minor, life from orders';
  return JSON.parse(execFileSync('sqlite3', ['-json', path.join(data, 'orders.db'), query]) || '[]');
};

/** The status that an order's events lead to. */
function status_after(events) {
  let status;
  for (const { type } of events) {
    if (type === 'payment.authorised') status = 'paid';
    if (type.startsWith('order.') && type !== 'order.assigned') status = type.slice('order.'.length);
  }
  return status;
}

/** Every row of the store is what its events make of it, and every event has its row. */
function assert_agreement(data) {
  const of_order = new Map();
  for (const event of events_of(data)) {
    if (!event.order) continue;
    if (!of_order.has(event.order)) of_order.set(event.order, []);
    of_order.get(event.order).push(event);
  }
  const rows = rows_of(data);
  assert.equal(rows.length, of_order.size);
  for (const { id, status, revision, total_minor, life } of rows) {
    const events = of_order.get(id);
    assert.ok(events, `${id} has no events`);
    assert.deepEqual(events.map((event) => event.id), events.map((_, i) => `${id}.${i + 1}`));
    assert.equal(events.length, revision);
    assert.equal(status, status_after(events), id);
    assert.equal(events[0].total, total_minor);
    const last_payment = events.filter(({ type }) => type.startsWith('payment.')).at(-1).type;
    assert.equal(JSON.parse(life).payment, last_payment.slice('payment.'.length));
  }
  return rows.length;
}

/** Orders, payments and cancellations on `n` connections until they break. What was acknowledged: order -> the last status. */
async function shop_until_broken(t, url, n, round, on_count) {
  const acknowledged = new Map();
  const ask = async (one, text) => {
    one.text = '';
    one.send(text);
    return (await one.answers(1))[0];
  };
  const move = (place, what, body) =>
    `POST ${place}/${what} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  await Promise.all(Array.from({ length: n }, async (_, user) => {
    const one = wire(t, url);
    for (let i = 0; !one.socket.destroyed; i += 1) {
      try {
        const body = `{"dish":${user + 1}01,"quantity":${1 + (i % 9)}}`;
        const { status, headers } = await ask(one, order_text(body, `Idempotency-Key: ${round} ${user} ${i}\r\n`));
        assert.equal(status, 201);
        acknowledged.set(headers.location, 'placed');
        on_count(acknowledged.size);
        if (i % 3 === 0) continue;
        if ((await ask(one, move(headers.location, 'pay', '{"method":"cash"}'))).status === 200) acknowledged.set(headers.location, 'paid');
        if (i % 3 === 1) continue;
        if ((await ask(one, move(headers.location, 'cancel', '{}'))).status === 200) acknowledged.set(headers.location, 'cancelled');
      } catch {
        return;
      }
    }
  }));
  return acknowledged;
}

const next = { placed: ['placed', 'paid'], paid: ['paid', 'cancelled'], cancelled: ['cancelled'] };

test('twenty sudden deaths under load: no acknowledged order is lost, none is half there, and the log has no gap', async (t) => {
  const data = path.join(scratch(t), 'data');
  for (let round = 0; round < 20; round += 1) {
    const { url, running } = await start_target(t, { data, args: ['--threads', '2', '--overload', 'none'] });
    const fatal = 60 + 17 * round;
    const acknowledged = await shop_until_broken(t, url, 16, round, (count) => {
      if (count === fatal) running.kill('SIGKILL');
    });
    await running.exited;
    assert.ok(acknowledged.size >= fatal);
    const again = await start_target(t, { data });
    for (const [place, status] of acknowledged) {
      const { status: code, body } = await get(again.url + place);
      assert.equal(code, 200, `${place} was acknowledged and is gone`);
      assert.ok(next[status].includes(body.status), `${place} was ${status} and is ${body.status}`);
    }
    again.running.kill('SIGKILL');
    await again.running.exited;
    assert.ok(assert_agreement(data) >= acknowledged.size);
  }
});

test('a log whose end was lost with the machine is brought back from the outbox', async (t) => {
  const first = await start_target(t);
  for (let i = 0; i < 30; i += 1) assert.equal((await post(`${first.url}/api/orders`, { dish: 301 })).status, 201);
  first.running.kill('SIGKILL');
  await first.running.exited;
  const whole = segments_of(first.data).join('');
  const [name] = fs.readdirSync(path.join(first.data, 'events'));
  fs.truncateSync(path.join(first.data, 'events', name), Math.floor(whole.length / 2));
  const again = await start_target(t, { data: first.data });
  await again.running.stop();
  assert.equal(segments_of(first.data).join(''), whole);
  assert_agreement(first.data);
});

test('an order goes through its whole life over the wire, and its events tell it', async (t) => {
  const { url, data, running } = await start_target(t);
  const sign_in = async (who) => {
    const { body } = await post(`${url}/api/sessions`, { ...who, password: 'rushhour' });
    return { authorization: `Bearer ${body.token}` };
  };
  const [ada, cook] = [await sign_in({ customer: 'ada' }), await sign_in({ restaurant: 3 })];
  const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
  const placed = await post(`${url}/api/orders`, { dish: 301 }, { ...ada, traceparent: `00-${trace}-00f067aa0ba902b7-01` });
  const place = `${url}/api/orders/${placed.body.id}`;
  assert.equal((await post(`${place}/pay`, { method: 'cash' }, ada)).body.status, 'paid');
  assert.equal((await post(`${place}/accept`, { minutes: 10 }, cook)).body.status, 'accepted');
  assert.equal((await post(`${place}/prepare`, {}, cook)).body.status, 'preparing');
  assert.equal((await post(`${place}/ready`, {}, cook)).body.status, 'ready');
  assert.equal((await post(`${place}/cancel`, { reason: 'gone home' }, ada)).body.payment.status, 'refunded');
  await running.stop();
  const events = events_of(data).filter(({ order }) => order === placed.body.id);
  assert.deepEqual(events.map(({ type }) => type), ['order.placed', 'payment.pending', 'payment.authorised', 'order.accepted',
    'payment.captured', 'order.preparing', 'order.ready', 'order.cancelled', 'payment.refunded']);
  assert.equal(events[0].trace, trace);
  assert.equal(events.at(-2).reason, 'gone home');
  assert.ok(!JSON.stringify(events).includes('ada'), 'a name stands in the log');
  const audit = fs.readFileSync(path.join(data, 'audit.jsonl'), 'utf8');
  assert.equal(audit.split('\n').filter((line) => line.includes(placed.body.id)).length, 6);
  assert.ok(!audit.includes('"ada"'));
});
