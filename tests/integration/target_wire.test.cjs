// The target on the wire: pieces, pipelines, malformed requests, limits.
'use strict';

const assert = require('node:assert/strict');
const { once } = require('node:events');
const { test } = require('node:test');

const { start_target } = require('./support.cjs');
const { get, order_text, server_timing, wire } = require('./target_client.cjs');

test('requests that come together are answered in their order', async (t) => {
  const { url } = await start_target(t);
  const pipe = wire(t, url);
  pipe.send(`GET /api/restaurants/1 HTTP/1.1\r\nHost: localhost\r\n\r\n${order_text('{"dish":101}')}`
    + `GET /nowhere HTTP/1.1\r\nHost: localhost\r\n\r\nHEAD /api/city HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
  await pipe.closed;
  assert.deepEqual([...pipe.text.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, status]) => Number(status)), [200, 201, 404, 200]);
  for (const [, timing] of pipe.text.matchAll(/^Server-Timing: (.*)\r$/gm)) assert.match(timing, server_timing);
  assert.equal(pipe.text.match(/^Server-Timing:/gm).length, 4);
  assert.equal(pipe.text.match(/^Date:/gm).length, 4);

  const many = wire(t, url);
  many.send('GET /api/restaurants/1/menu HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(2000));
  const menus = await many.answers(2000);
  assert.equal(new Set(menus.map(({ body }) => body)).size, 1);
});

test('a request may come a byte at a time, in chunks, or only when it is asked for', async (t) => {
  const { url } = await start_target(t);
  const slow = wire(t, url);
  slow.socket.setNoDelay(true);
  for (const byte of order_text('{"dish":101}')) {
    slow.send(byte);
    await new Promise(setImmediate);
  }
  assert.equal((await slow.answers(1))[0].status, 201);

  const head = 'POST /api/orders HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
  const chunked = wire(t, url).send(`${head}Transfer-Encoding: chunked\r\n\r\n5\r\n{"dis\r\n7;x=y\r\nh":101}\r\n0\r\nTrailer: x\r\n\r\n`);
  assert.equal((await chunked.answers(1))[0].status, 201);

  const asked = wire(t, url).send(`${head}Expect: 100-continue\r\nContent-Length: 12\r\n\r\n`);
  assert.equal((await asked.answers(1))[0].status, 100);
  asked.send('{"dish":101}');
  assert.equal((await asked.answers(2))[1].status, 201);

  const fields = 'Host: localhost\r\nContent-Type: text/plain\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n';
  const spared = wire(t, url).send(`POST /api/orders HTTP/1.1\r\n${fields}`);
  assert.deepEqual((await spared.all()).map(({ status }) => status), [415]);
});

test('connections stay or go as the client says', async (t) => {
  const { url } = await start_target(t);
  const get_health = (version, fields) => `GET /health HTTP/${version}\r\nHost: localhost\r\n${fields}\r\n`;
  const [closing] = await wire(t, url).send(get_health('1.1', 'Connection: close\r\n')).all();
  assert.equal(closing.headers.connection, 'close');
  assert.equal((await wire(t, url).send(get_health('1.0', '')).all()).length, 1);
  const kept = wire(t, url).send(get_health('1.0', 'Connection: keep-alive\r\n'));
  assert.equal((await kept.answers(1))[0].headers.connection, 'keep-alive');
  kept.send(get_health('1.0', ''));
  assert.equal((await kept.all()).length, 2);

  const head = wire(t, url, { head_only: true });
  head.send('HEAD /api/restaurants/1/menu HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
  const [{ headers }] = await head.all();
  const menu = await (await fetch(`${url}/api/restaurants/1/menu`)).text();
  assert.equal(Number(headers['content-length']), Buffer.byteLength(menu));
  assert.ok(head.text.endsWith('\r\n\r\n'));
});

test('a malformed request gets its status and a close, and harms nobody', async (t) => {
  const { url, running } = await start_target(t);
  const host = 'Host: localhost\r\n';
  const table = [
    ['no HTTP at all', 'hello\r\n\r\n', 400],
    ['TLS on a plain port', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'.padEnd(200, '\x00'), 400],
    ['NULs', '\x00'.repeat(100), 400],
    ['no version', 'GET /health\r\n\r\n', 400],
    ['HTTP/2 without being asked', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
    ['no host', 'GET /health HTTP/1.1\r\n\r\n', 400],
    ['two hosts', `GET /health HTTP/1.1\r\n${host}${host}\r\n`, 400],
    ['line feeds alone', 'GET /health HTTP/1.1\nHost: a\n\n', 400],
    ['a field without a name', `GET /health HTTP/1.1\r\n${host}: x\r\n\r\n`, 400],
    ['a blank before the colon', 'GET /health HTTP/1.1\r\nHost : a\r\n\r\n', 400],
    ['a blank in the target', `GET /he alth HTTP/1.1\r\n${host}\r\n`, 400],
    ['a length that is no number', `POST /api/orders HTTP/1.1\r\n${host}Content-Length: x\r\n\r\n`, 400],
    ['a length below zero', `POST /api/orders HTTP/1.1\r\n${host}Content-Length: -5\r\n\r\n`, 400],
    ['two lengths', `POST /api/orders HTTP/1.1\r\n${host}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!`, 400],
    ['a length and chunks', `POST /api/orders HTTP/1.1\r\n${host}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, 400],
    ['a smuggled coding', `POST /api/orders HTTP/1.1\r\n${host}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n`, 400],
    ['a chunk of no size', `POST /api/orders HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\nxyz\r\n`, 400],
    ['a chunk whose head never ends', `POST /api/orders HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n1;${'x'.repeat(20000)}`, 400],
    ['a body over the limit, declared', `POST /api/orders HTTP/1.1\r\n${host}Content-Length: 10000000\r\n\r\n${'x'.repeat(100000)}`, 413],
    ['a body over the limit, in chunks',
      `POST /api/orders HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n${`4000\r\n${'x'.repeat(0x4000)}\r\n`.repeat(8)}0\r\n\r\n`,
      413],
    ['an expectation that cannot be met', `GET /health HTTP/1.1\r\n${host}Expect: more\r\n\r\n`, 417],
    ['a field over the limit', `GET /health HTTP/1.1\r\n${host}X: ${'x'.repeat(9000)}\r\n\r\n`, 431],
    ['fields over the limit', `GET /health HTTP/1.1\r\n${host}${'X: y\r\n'.repeat(5000)}\r\n`, 431],
  ];
  for (const [says, bytes, status] of table) {
    const bad = wire(t, url).send(bytes);
    const answers = await bad.all();
    assert.deepEqual(answers.map((answer) => answer.status), [status], says);
    assert.equal(answers[0].headers['content-type'], 'application/problem+json', says);
    assert.equal(JSON.parse(answers[0].body).status, status, says);
    assert.match(answers[0].headers['server-timing'], server_timing, says);
    assert.equal((await get(`${url}/health`)).status, 200, says);
  }
  // Half a request and then nothing, or a reset: no answer is owed.
  for (const half of ['', 'GET', 'POST /api/orders HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhe']) {
    const gone = wire(t, url).send(half);
    await once(gone.socket, 'connect');
    gone.socket.resetAndDestroy();
    await gone.closed;
  }
  assert.equal((await get(`${url}/health`)).status, 200);
  assert.equal(running.over, false);
});

test('a request that cannot be served gets its status, and the connection stays', async (t) => {
  const { url } = await start_target(t);
  const with_body = (fields, body) =>
    `POST /api/orders HTTP/1.1\r\nHost: localhost\r\n${fields}Content-Length: ${body.length}\r\n\r\n${body}`;
  const as_json = 'Content-Type: application/json\r\n';
  const line = (method, target) => `${method} ${target} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
  const table = [
    ['a path that is not there', line('GET', '/nowhere'), 404],
    ['an order that is not there', line('GET', '/api/orders/0123456789abcdef01234567'), 404],
    ['a method that is not taken', line('DELETE', '/api/city'), 405],
    ['an order without a length', `POST /api/orders HTTP/1.1\r\nHost: localhost\r\n${as_json}\r\n`, 411],
    ['a long target', line('GET', `/${'a'.repeat(3000)}`), 414],
    ['an order in no JSON', with_body(as_json, 'dish=101'), 400],
    ['an order in a form', with_body('Content-Type: application/x-www-form-urlencoded\r\n', 'dish=101'), 415],
    ['an order of nothing', with_body(as_json, '{}'), 422],
    ['an order with an empty key', with_body(`${as_json}Idempotency-Key: \r\n`, '{"dish":101}'), 400],
    ['a page that is none', line('GET', '/api/restaurants?page=x'), 422],
  ];
  const one = wire(t, url);
  for (const [i, [says, bytes, status]] of table.entries()) {
    const answer = (await one.send(bytes).answers(i + 1))[i];
    assert.equal(answer.status, status, says);
    assert.equal(JSON.parse(answer.body).status, status, says);
    if (status === 405) assert.equal(answer.headers.allow, 'GET, HEAD');
  }
});

test('a connection that says nothing, or does not finish, is ended', async (t) => {
  const { url } = await start_target(t, { args: ['--idle-timeout', '300ms', '--head-timeout', '300ms', '--body-timeout', '300ms'] });
  assert.deepEqual(await wire(t, url).all(), []);
  const half = await wire(t, url).send('GET /health HTTP/1.1\r\nHost:').all();
  assert.deepEqual(half.map(({ status }) => status), [408]);
  const body = await wire(t, url).send('POST /api/orders HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhalf').all();
  assert.deepEqual(body.map(({ status }) => status), [408]);
  const after = await wire(t, url).send('GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n').all();
  assert.deepEqual(after.map(({ status }) => status), [200]);
});

/** Sends a byte every 20 ms until the connection ends: its answers. */
async function dripped(t, url, first, byte) {
  const slow = wire(t, url).send(first);
  slow.socket.setNoDelay(true);
  const drip = setInterval(() => slow.send(byte), 20);
  const answers = await slow.all();
  clearInterval(drip);
  return answers;
}

test('the parts of a request have times of their own, which no trickle of bytes puts off', async (t) => {
  const { url } = await start_target(t, { args: ['--idle-timeout', '1m', '--head-timeout', '400ms', '--body-timeout', '1m'] });
  assert.deepEqual((await dripped(t, url, 'GET /health HTTP/1.1\r\nX: ', 'x')).map(({ status }) => status), [408]);
  // Neither the wait for a request nor that for a body is the wait for a head.
  const patient = wire(t, url);
  await new Promise((resolve) => setTimeout(resolve, 700));
  patient.send(order_text('{"dish":101}').slice(0, -3));
  await new Promise((resolve) => setTimeout(resolve, 700));
  patient.send('01}');
  assert.equal((await patient.answers(1))[0].status, 201);

  const { url: other } = await start_target(t, { args: ['--idle-timeout', '1m', '--head-timeout', '1m', '--body-timeout', '400ms'] });
  const head = 'POST /api/orders HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60000\r\n\r\n';
  assert.deepEqual((await dripped(t, other, head, 'x')).map(({ status }) => status), [408]);
});

test('connections that never ask for anything make room for those that do', async (t) => {
  const { url } = await start_target(t, { args: ['--max-connections', '20', '--head-timeout', '1m'] });
  const asked = wire(t, url).send('GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await asked.answers(1);
  const mute = Array.from({ length: 19 }, (_, i) => wire(t, url).send(i % 2 === 0 ? '' : 'GET / HTTP/1.1\r\nX: '));
  await Promise.all(mute.map(({ socket }) => socket.connecting && once(socket, 'connect')));
  await new Promise((resolve) => setTimeout(resolve, 1100));
  for (let i = 0; i < 25; i += 1) {
    const [answer] = await wire(t, url).send('GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n').all();
    assert.equal(answer.status, 200);
  }
  assert.equal(mute.filter(({ socket }) => socket.destroyed || socket.readableEnded).length > 0, true);
  asked.send('GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n');
  assert.equal((await asked.answers(2))[1].status, 200);
});

test('on loopback only what names this machine is answered', async (t) => {
  const { url } = await start_target(t);
  const { port } = new URL(url);
  const table = [
    [`127.0.0.1:${port}`, 200], [`localhost:${port}`, 200], ['[::1]', 200], ['evil.example', 403], [`127.0.0.1.evil.example:${port}`, 403],
    ['localhost', 200],
  ];
  const one = wire(t, url);
  for (const [i, [host, status]] of table.entries()) {
    const answer = (await one.send(`GET /api/city HTTP/1.1\r\nHost: ${host}\r\n\r\n`).answers(i + 1))[i];
    assert.equal(answer.status, status, host);
    if (status === 403) assert.match(JSON.parse(answer.body).detail, /listens on loopback alone/);
  }
  const post = order_text('{"dish":101}').replace('localhost', 'evil.example');
  assert.equal((await one.send(post).answers(table.length + 1))[table.length].status, 403);
  const spared = wire(t, url).send('POST /api/orders HTTP/1.1\r\nHost: evil.example\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n');
  assert.deepEqual((await spared.all()).map(({ status }) => status), [403]);
});

test('a client that asks and never reads is ended, too', async (t) => {
  const { url } = await start_target(t, { args: ['--idle-timeout', '500ms'] });
  const deaf = wire(t, url);
  deaf.socket.pause();
  deaf.send('GET /api/restaurants/1/menu HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(100_000));
  // Its kernel learns of the end when what it sends is refused.
  await deaf.closed;
  assert.equal((await get(`${url}/health`)).status, 200);
});

test('one connection too many is told so', async (t) => {
  const { url } = await start_target(t, { args: ['--max-connections', '2'] });
  const health = 'GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n';
  const first = wire(t, url).send(health);
  const second = wire(t, url).send(health);
  await first.answers(1);
  await second.answers(1);
  const [full] = await wire(t, url).all();
  assert.equal(full.status, 503);
  assert.equal(full.headers['retry-after'], '1');
  assert.match(full.headers['server-timing'], server_timing);
  first.send('GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
  await first.closed;
  second.send(health);
  assert.equal((await second.answers(2))[1].status, 200);
});
