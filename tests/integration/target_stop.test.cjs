// Answers that a fault holds, resets or drips, on the wire; and what becomes of connections when the target is told to stop.
'use strict';

const assert = require('node:assert/strict');
const { once } = require('node:events');
const net = require('node:net');
const { test } = require('node:test');

const { start_target } = require('./support.cjs');
const { get, order_text, switch_on, wire } = require('./target_client.cjs');

process.env.RUSHHOUR_ADMIN_TOKEN = 'the-token-of-the-admin-of-the-tests';

const line = (path, fields = '') => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${fields}\r\n`;
const since = (begin) => performance.now() - begin;

/** Resolves when each of two threads has gone round twice, and so has read what was sent before. */
async function all_is_read(t, url) {
  for (let i = 0; i < 4; i += 1) await wire(t, url).send(line('/health', 'Connection: close\r\n')).all();
}

test('an answer that is held comes late, in its place, and holds up what was asked behind it alone', async (t) => {
  const { url } = await start_target(t);
  await switch_on(url, { kind: 'delay', delay: '400ms', routes: ['GET /api/city'] });
  const one = wire(t, url);
  const begin = performance.now();
  one.send(line('/health') + line('/api/city') + line('/nowhere'));
  assert.equal((await one.answers(1))[0].status, 200);
  assert.deepEqual((await one.answers(3)).map(({ status }) => status), [200, 200, 404]);
  assert.ok(since(begin) >= 400, `${since(begin)} ms`);
  // Two at once are held at once.
  const [a, b] = [wire(t, url), wire(t, url)];
  for (const some of [a, b]) some.send(line('/api/city', 'Connection: close\r\n'));
  assert.deepEqual([(await a.all()).length, (await b.all()).length], [1, 1]);
});

test('a reset ends the connection without an answer, and nothing behind it is done', async (t) => {
  const { url } = await start_target(t);
  await switch_on(url, { kind: 'reset', routes: ['GET /api/city'] });
  const before = (await get(`${url}/api/orders/000000000000000000000000`)).status;
  assert.equal(before, 404);
  const one = wire(t, url);
  const errors = [];
  one.socket.on('error', ({ code }) => errors.push(code));
  one.send(line('/api/city') + order_text('{"dish":101}', 'Idempotency-Key: behind a reset\r\n'));
  assert.deepEqual(await one.all(), []);
  assert.deepEqual(errors, ['ECONNRESET']);
  // The order was not placed: its key is a new one.
  const [placed] = await wire(t, url).send(order_text('{"dish":101}', 'Idempotency-Key: behind a reset\r\n')).answers(1);
  assert.equal(placed.headers['idempotency-replayed'], undefined);
});

test('a body that drips comes whole at its pace, behind a head that comes at once, and the connection stays', async (t) => {
  const { url } = await start_target(t);
  const whole = await (await fetch(`${url}/api/restaurants`)).text();
  await switch_on(url, { kind: 'drip', bytes_per_s: whole.length, routes: ['GET /api/restaurants'] });
  const one = wire(t, url);
  const begin = performance.now();
  one.send(line('/api/restaurants') + line('/health'));
  await once(one.socket, 'data');
  assert.match(one.text, /^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\n/);
  const [dripped, behind] = await one.answers(2);
  assert.ok(since(begin) >= 950, `${since(begin)} ms`);
  assert.equal(Buffer.from(dripped.body, 'latin1').toString(), whole);
  assert.equal(behind.status, 200);
  const head = wire(t, url, { head_only: true }).send('HEAD /api/restaurants HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
  assert.equal((await head.all()).length, 1);
  const closing = wire(t, url).send(line('/api/restaurants', 'Connection: close\r\n'));
  assert.equal(Buffer.from((await closing.all())[0].body, 'latin1').toString(), whole);
});

test('told to stop, it answers what is under way, closing each connection, ends idle ones and takes no new ones', async (t) => {
  const { url, running } = await start_target(t, { args: ['--threads', '2'] });
  await switch_on(url, { kind: 'delay', delay: '800ms', routes: ['GET /api/city', 'POST /api/orders'] });
  const idle = wire(t, url).send(line('/health'));
  await idle.answers(1);
  const asked = Array.from({ length: 6 }, (_, i) => wire(t, url).send(i % 2 === 0 ? line('/api/city') : order_text('{"dish":101}')));
  const pipe = wire(t, url).send(line('/api/city') + line('/api/city'));
  await Promise.all([pipe, ...asked].map(({ socket }) => socket.connecting && once(socket, 'connect')));
  await all_is_read(t, url);
  const begin = performance.now();
  running.kill('SIGTERM');
  await idle.closed;
  const late = net.connect(Number(new URL(url).port), '127.0.0.1');
  const [refused] = await once(late, 'error');
  assert.equal(refused.code, 'ECONNREFUSED');
  for (const [i, one] of asked.entries()) {
    const answers = await one.all();
    assert.deepEqual(answers.map(({ status }) => status), [i % 2 === 0 ? 200 : 201]);
    assert.equal(answers[0].headers.connection, 'close');
  }
  // The second of a pipeline was not begun, and may be sent again elsewhere.
  assert.deepEqual((await pipe.all()).map(({ headers }) => headers.connection), ['close']);
  assert.deepEqual(await running.exited, { code: 0, signal: null });
  assert.ok(since(begin) < 10_000);
});

test('what never ends does not keep it from stopping', async (t) => {
  const { url, running } = await start_target(t);
  await switch_on(url, { kind: 'stall', for: '5m', routes: ['GET /api/city'] });
  const stalled = wire(t, url).send(line('/api/city'));
  const half = wire(t, url).send('GET /health HTTP/1.1\r\nHost: ');
  await all_is_read(t, url);
  const begin = performance.now();
  running.kill('SIGTERM');
  assert.deepEqual(await running.exited, { code: 0, signal: null });
  assert.ok(since(begin) >= 2900 && since(begin) < 20_000, `${since(begin)} ms`); // 3 s are given
  assert.deepEqual([await stalled.all(), await half.all()], [[], []]);
});
