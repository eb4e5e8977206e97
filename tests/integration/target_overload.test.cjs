// The target under more than it can take: who is refused, how, and what stays.
'use strict';

const assert = require('node:assert/strict');
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const path = require('node:path');
const { test } = require('node:test');

const { rushhour, scratch, start_target, until } = require('./support.cjs');
const { order_text, server_timing, wire } = require('./target_client.cjs');

const health = 'GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n';

test('a client over its rate gets 429 and when to come back, on a connection that stays', async (t) => {
  const { url } = await start_target(t, { args: ['--rate-limit', '6/m'] });
  const one = wire(t, url).send(health + health + order_text('{"dish":101}') + health);
  const answers = await one.answers(4);
  assert.deepEqual(answers.map(({ status }) => status), [200, 429, 429, 429]);
  for (const { headers, body } of answers.slice(1)) {
    assert.match(headers['retry-after'], /^([1-9]|10)$/);
    assert.equal(headers['content-type'], 'application/problem+json');
    assert.equal(JSON.parse(body).status, 429);
    assert.match(headers['server-timing'], server_timing);
    assert.equal(headers.connection, undefined);
  }
  // Another connection is no other client; a token is.
  assert.equal((await wire(t, url).send(health).answers(1))[0].status, 429);
  const named = health.replace('Host', 'Authorization: Bearer ada\r\nHost');
  assert.deepEqual((await wire(t, url).send(named + named).answers(2)).map(({ status }) => status), [200, 429]);
  // What is refused for its rate is told so before the body is sent.
  const asked = wire(t, url).send(order_text('{"dish":101}').replace('Host', 'Expect: 100-continue\r\nHost'));
  assert.deepEqual((await asked.all()).map(({ status }) => status), [429]);
});

/** Another process that has the store's database to itself until `release`. */
async function held_store(t, data) {
  const holder = spawn('sqlite3', [path.join(data, 'orders.db')], { stdio: ['pipe', 'pipe', 'inherit'] });
  t.after(() => holder.kill());
  holder.stdin.write("begin immediate;\nselect 'held';\n");
  await once(holder.stdout, 'data');
  return { release: () => holder.stdin.end('rollback;\n') };
}

test('what would wait too long for the store is refused at once, reads are answered, and who waits gets its answer', async (t) => {
  const { url, data } = await start_target(t);
  const store = await held_store(t, data);
  const crowd = Array.from({ length: 300 }, (_, i) => wire(t, url).send(order_text(`{"dish":${1 + i}01}`)));
  const refused = new Set();
  // The limit is 256 at the start, and nobody's answer moves it as long as the store stands still.
  await Promise.race([Promise.all(crowd.map(async (one) => {
    const [{ status, headers, body }] = await one.answers(1);
    assert.equal(status, 503);
    assert.equal(headers['retry-after'], '1');
    assert.match(headers['server-timing'], server_timing);
    assert.match(JSON.parse(body).detail, /wait for the store/);
    refused.add(one);
  })), until(() => refused.size >= 44, 'refusals')]);
  const one = [...refused][0];
  one.send(health);
  assert.equal((await one.answers(2))[1].status, 200);
  // A client that has nothing waiting is let in where the others are not.
  const other = wire(t, url).send('POST /api/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n'
    + 'Authorization: Bearer ada\r\nContent-Length: 2\r\n\r\n{}');
  assert.equal((await other.answers(1))[0].status, 401);
  assert.equal(refused.size, 44);
  store.release();
  const placed = await Promise.all(crowd.filter((some) => !refused.has(some)).map((some) => some.answers(1)));
  assert.deepEqual(placed.map(([{ status }]) => status), Array(256).fill(201));
  one.send(order_text('{"dish":101}'));
  assert.equal((await one.answers(3))[2].status, 201);
});

test('who was turned away, and the limit, stand in the metrics', async (t) => {
  const { url } = await start_target(t);
  const stranger = health.replace('localhost', 'evil.example');
  const asking = 'GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n';
  const { body } = (await wire(t, url).send(stranger.repeat(3) + health.repeat(2) + asking).answers(6))[5];
  assert.match(body, /^rushhour_target_refusals_total\{reason="host"\} 3$/m);
  assert.match(body, /^rushhour_target_refusals_total\{reason="rate_limit"\} 0$/m);
  assert.match(body, /^rushhour_target_http_requests_in_flight_limit 256(\.0)?$/m);
  assert.match(body, /^rushhour_target_http_requests_total\{method="GET",route="\/health",code="200"\} 2$/m);
});

test('without the limit everybody waits', async (t) => {
  const { url, data } = await start_target(t, { args: ['--overload', 'none'] });
  const store = await held_store(t, data);
  const crowd = Array.from({ length: 300 }, (_, i) => wire(t, url).send(order_text(`{"dish":${1 + i}01}`)));
  const look = wire(t, url).send(health);
  await look.answers(1);
  store.release();
  for (const one of crowd) assert.equal((await one.answers(1))[0].status, 201);
});

test('flags of limits that cannot be are told apart', async (t) => {
  const table = [
    [['--rate-limit', 'many'], /--rate-limit many: must be a rate above zero/], [['--rate-limit', '0/s'], /--rate-limit 0\/s: must be/],
    [['--overload', 'some'], /--overload/], [['--head-timeout', '0'], /--head-timeout 0: must be a length of time/],
    [['--body-timeout', 'x'], /--body-timeout x: must be a length of time/],
  ];
  for (const [flags, says] of table) {
    const { code, stderr } = await rushhour(t, ['target', '--listen', '127.0.0.1:0', '--data', scratch(t), ...flags]);
    assert.equal(code, 2, flags.join(' '));
    assert.match(stderr, says);
  }
});
