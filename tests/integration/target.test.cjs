// The target as its callers meet it: endpoints, keys, ends that are sudden and ends that are not, and what it refuses to start with.
'use strict';

const assert = require('node:assert/strict');
const { once } = require('node:events');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');

const { binary, rushhour, scratch, start, start_target } = require('./support.cjs');
const { get, place_until_broken, post, server_timing, wire } = require('./target_client.cjs');

test('a customer browses, orders, follows and cancels', async (t) => {
  const { url } = await start_target(t, { args: ['--restaurants', '200'] });
  assert.deepEqual((await get(`${url}/health`)).body, { status: 'ok' });
  const city = (await get(`${url}/api/city`)).body;
  assert.equal(city.restaurants, 200);
  assert.equal(city.zones.reduce((sum, zone) => sum + zone.restaurants, 0), 200);

  const seen = new Set();
  for (let next = `/api/restaurants?zone=${city.zones[1].name}`; next !== null;) {
    const page = (await get(url + next)).body;
    for (const { id, zone } of page.restaurants) {
      assert.equal(zone, city.zones[1].name);
      seen.add(id);
    }
    next = page.next;
  }
  assert.equal(seen.size, city.zones[1].restaurants);

  const [id] = seen;
  const restaurant = (await get(`${url}/api/restaurants/${id}`)).body;
  const menu = (await get(url + restaurant.menu)).body;
  assert.equal(menu.restaurant, id);
  assert.equal(menu.zone, city.zones[1].name);
  assert.equal(menu.dishes.length, restaurant.dishes);

  const lines = [{ dish: menu.dishes[0].id, quantity: 2 }, { dish: menu.dishes[1].id }];
  const placed = await post(`${url}/api/orders`, { restaurant: id, lines, customer: 'ada' });
  assert.equal(placed.status, 201);
  assert.match(placed.headers.get('server-timing'), server_timing);
  assert.ok(placed.headers.get('date'));
  const order = placed.body;
  assert.equal(order.subtotal, 2 * menu.dishes[0].price + menu.dishes[1].price);
  assert.equal(order.total, order.subtotal + order.service_fee);
  const place = url + placed.headers.get('location');
  assert.deepEqual((await get(place)).body, order);

  const cancelled = await post(`${place}/cancel`, '');
  assert.equal(cancelled.status, 200);
  assert.equal(cancelled.body.status, 'cancelled');
  assert.equal((await post(`${place}/cancel`, '')).status, 409);
  assert.deepEqual((await get(place)).body, cancelled.body);

  const short = await post(`${url}/api/orders`, { dish: menu.dishes[0].id });
  assert.equal(short.status, 201);
  assert.equal(short.body.restaurant, id);
});

const sign_in = (url, customer, password = 'rushhour') => post(`${url}/api/sessions`, { customer, password });
const bearer = (session) => ({ authorization: `Bearer ${session.body.token}` });

test('a customer who has signed in has orders that others do not see', async (t) => {
  const { url, data, running } = await start_target(t);
  const [ada, bob] = [await sign_in(url, 'ada'), await sign_in(url, 'bob')];
  assert.equal(ada.status, 201);
  assert.equal(ada.body.expires_in, 3600);
  assert.deepEqual((await get(`${url}/api/me`, bearer(ada))).body, { customer: 'ada' });
  assert.equal((await get(`${url}/api/me`)).status, 401);

  const placed = await post(`${url}/api/orders`, { dish: 101 }, bearer(ada));
  assert.equal(placed.body.customer, 'ada');
  const place = url + placed.headers.get('location');
  assert.deepEqual((await get(place, bearer(ada))).body, placed.body);
  for (const headers of [{}, bearer(bob)]) {
    assert.equal((await get(place, headers)).status, 404);
    assert.equal((await post(`${place}/cancel`, '', headers)).status, 404);
  }
  const forbidden = await post(`${url}/api/orders`, { dish: 101, customer: 'bob' }, bearer(ada));
  assert.equal(forbidden.status, 403);
  assert.equal(forbidden.headers.get('content-type'), 'application/problem+json');
  assert.equal((await post(`${place}/cancel`, '', bearer(ada))).body.status, 'cancelled'); // it leaves memory for the store
  assert.equal((await get(place)).status, 404);
  assert.equal((await get(place, bearer(ada))).status, 200);

  // Another process has another key; the order is ada's as before.
  await running.stop();
  const again = await start_target(t, { data });
  const there = again.url + placed.headers.get('location');
  assert.equal((await get(there, bearer(ada))).status, 401);
  assert.equal((await get(there)).status, 404);
  assert.equal((await get(there, bearer(await sign_in(again.url, 'ada')))).status, 200);
});

test('the password is what the flag says, or the variable, or the default', async (t) => {
  const good = async (url, password) => (await sign_in(url, 'ada', password)).status === 201;
  const ask = async (args, env, right, wrong) => {
    const running = start(t, binary, ['target', '--listen', '127.0.0.1:0', '--data', path.join(scratch(t), 'data'), ...args],
      { env: { ...process.env, ...env } });
    const [, url] = await running.says_so(/listening on (\S+)/);
    assert.deepEqual([await good(url, right), await good(url, wrong)], [true, false]);
  };
  await ask([], {}, 'rushhour', 'lunch');
  await ask([], { RUSHHOUR_PASSWORD: 'lunch' }, 'lunch', 'rushhour');
  await ask(['--password', 'supper'], { RUSHHOUR_PASSWORD: 'lunch' }, 'supper', 'lunch');
});

test('a key makes one order of many attempts, at once and later, across a restart', async (t) => {
  const data = path.join(scratch(t), 'data');
  const first = await start_target(t, { data });
  const attempt = (url, body) => post(`${url}/api/orders`, body, { 'idempotency-key': 'lunch-1' });
  const answers = await Promise.all(Array.from({ length: 30 }, () => attempt(first.url, { dish: 101 })));
  for (const { status } of answers) assert.equal(status, 201);
  assert.equal(new Set(answers.map(({ headers }) => headers.get('location'))).size, 1);
  assert.equal(new Set(answers.map(({ body }) => JSON.stringify(body))).size, 1);
  assert.equal(answers.filter(({ headers }) => headers.get('idempotency-replayed') !== 'true').length, 1);
  const other = await attempt(first.url, { dish: 102 });
  assert.equal(other.status, 422);
  assert.equal(other.headers.get('content-type'), 'application/problem+json');
  assert.equal(other.body.errors[0].field, 'Idempotency-Key');
  await first.running.stop();

  const second = await start_target(t, { data });
  const later = await attempt(second.url, { dish: 101 });
  assert.equal(later.status, 201);
  assert.equal(later.headers.get('idempotency-replayed'), 'true');
  assert.deepEqual(later.body, answers[0].body);
  assert.equal((await attempt(second.url, { dish: 102 })).status, 422);
});

test('ids without a key repeat from fresh folder to fresh folder, and never in one', async (t) => {
  const data = path.join(scratch(t), 'data');
  const ids = [];
  for (const folder of [data, path.join(scratch(t), 'data'), data]) {
    const { url, running } = await start_target(t, { data: folder });
    const run = [];
    for (let i = 0; i < 5; i += 1) run.push((await post(`${url}/api/orders`, { dish: 101 })).body.id);
    ids.push(run);
    await running.stop();
  }
  assert.deepEqual(ids[0], ids[1]);
  assert.equal(new Set([...ids[0], ...ids[2]]).size, 10);
});

test('kill -9 under load loses no order that was acknowledged', async (t) => {
  const data = path.join(scratch(t), 'data');
  for (let round = 0; round < 5; round += 1) {
    const { url, running } = await start_target(t, { data: path.join(data, String(round)), args: ['--threads', '2'] });
    const orders = new Map();
    await place_until_broken(t, url, 16, (key, place) => {
      orders.set(key, place);
      if (orders.size === 200 * (round + 1)) running.kill('SIGKILL');
    });
    await running.exited;
    assert.ok(orders.size >= 200 * (round + 1));
    const again = await start_target(t, { data: path.join(data, String(round)) });
    for (const [key, place] of orders) {
      const { status, body } = await get(again.url + place);
      assert.equal(status, 200, `${key} was acknowledged and is gone`);
      assert.equal(body.lines[0].quantity, 1 + (Number(key.split(' ')[3]) % 9));
      assert.equal(body.total, body.subtotal + body.service_fee);
    }
    await again.running.stop();
  }
});

test('a stop lets answers that are under way leave, folds the log back and ends with 0', async (t) => {
  for (const signal of ['SIGTERM', 'SIGINT']) {
    const { url, data, running } = await start_target(t, { args: ['--threads', '2'] });
    const orders = [];
    await place_until_broken(t, url, 16, (_, place) => {
      orders.push(place);
      if (orders.length === 100) running.kill(signal);
    });
    assert.deepEqual(await running.exited, { code: 0, signal: null });
    assert.equal(running.stderr, '');
    assert.equal(fs.existsSync(path.join(data, 'orders.db-wal')), false);
    const again = await start_target(t, { data });
    for (const place of orders) assert.equal((await get(again.url + place)).status, 200);
    await again.running.stop();
  }
});

test('a stop does not wait for connections that are idle or half asked', async (t) => {
  const { url, running } = await start_target(t);
  const idle = wire(t, url).send('GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await idle.answers(1);
  const half = wire(t, url).send('GET /health HTTP/1.1\r\n');
  await once(half.socket, 'connect');
  running.kill('SIGTERM');
  await idle.closed;
  running.kill('SIGTERM'); // the second one is meant
  assert.deepEqual(await running.exited, { code: 0, signal: null });
});

test('it ends with the process that started it, if that is asked for', async (t) => {
  const data = path.join(scratch(t), 'data');
  const command = `"${binary}" target --listen 127.0.0.1:0 --data "${data}" --die-with-parent & wait`;
  const parent = start(t, '/bin/sh', ['-c', command]);
  const [, url] = await parent.says_so(/listening on (\S+)/);
  assert.equal((await get(`${url}/health`)).status, 200);
  parent.kill('SIGKILL');
  await parent.exited; // resolves when the target, too, has closed the output
  await assert.rejects(fetch(`${url}/health`));
});

test('it says nothing but where it listens', async (t) => {
  const { running } = await start_target(t);
  await running.stop();
  assert.match(running.stdout, /^listening on http:\/\/127\.0\.0\.1:\d+\n$/);
});

test('what cannot be is said in one line, with the flag and the right exit code', async (t) => {
  const folder = scratch(t);
  fs.writeFileSync(path.join(folder, 'file'), '');
  const { url, data } = await start_target(t);
  const { port } = new URL(url);
  const fresh = ['--data', path.join(folder, 'data')];
  const table = [
    [1, /--listen .*port is in use/, ['--listen', `127.0.0.1:${port}`, ...fresh]],
    [1, /--data .*cannot be made/, ['--data', path.join(folder, 'file', 'below')]],
    [1, /--data .*cannot be/, ['--data', '/proc/rushhour']],
    [1, /--data .*another target/, ['--data', data]],
    [1, /--listen 192\.0\.2\.1:0.*cannot listen/, ['--listen', '192.0.2.1:0', '--allow-remote', ...fresh]],
    [2, /--listen .*ADDRESS:PORT/, ['--listen', 'nowhere']],
    [2, /--listen .*ADDRESS:PORT/, ['--listen', '127.0.0.1:99999']],
    [2, /--listen .*ADDRESS:PORT/, ['--listen', '127.0.0.1:']],
    [2, /--listen .*ADDRESS:PORT/, ['--listen', 'example.org:80']],
    [2, /--listen .*--allow-remote/, ['--listen', '0.0.0.0:0']],
    [2, /--listen .*--allow-remote/, ['--listen', '[::]:0']],
    [2, /--restaurants/, ['--restaurants', '0']],
    [2, /--restaurants/, ['--restaurants', '1000001']],
    [2, /--restaurants/, ['--restaurants', 'many']],
    [2, /--threads/, ['--threads', '0']],
    [2, /--seed/, ['--seed', 'x']],
    [2, /--idle-timeout/, ['--idle-timeout', 'soon']],
    [2, /--idle-timeout/, ['--idle-timeout', '0']],
    [2, /--max-connections/, ['--max-connections', '-1']],
    [2, /--password/, ['--password', '', ...fresh]],
    [2, /--restaurant\b/, ['--restaurant', '5']],
    [2, /extra|surplus/, ['surplus']],
  ];
  for (const [code, pattern, args] of table) {
    const ended = await rushhour(t, ['target', ...args], { env: { ...process.env, RUSHHOUR_TOKEN: 'a-token-of-enough-length' } });
    assert.equal(ended.code, code, `${args.join(' ')}: ${ended.stderr}`);
    assert.match(ended.stderr, pattern);
    assert.equal(ended.stderr.trim().split('\n').length, 1, ended.stderr);
    assert.equal(ended.stdout, '');
  }
  for (const token of [undefined, '', 'short']) {
    const env = { ...process.env, RUSHHOUR_TOKEN: token };
    if (token === undefined) delete env.RUSHHOUR_TOKEN;
    const ended = await rushhour(t, ['target', '--listen', '0.0.0.0:0', '--allow-remote', ...fresh], { env });
    assert.equal(ended.code, 2);
    assert.match(ended.stderr, /RUSHHOUR_TOKEN/);
  }
});

test('beyond loopback everything but health asks for the token', async (t) => {
  const token = 'a-token-of-enough-length';
  const running = start(t, binary, ['target', '--listen', '0.0.0.0:0', '--allow-remote', '--data', path.join(scratch(t), 'data')],
    { env: { ...process.env, RUSHHOUR_TOKEN: token } });
  const [, said] = await running.says_so(/listening on (\S+)/);
  const url = said.replace('0.0.0.0', '127.0.0.1');
  assert.equal((await get(`${url}/health`)).status, 200);
  const refused = await get(`${url}/api/city`);
  assert.equal(refused.status, 401);
  assert.equal(refused.headers.get('www-authenticate'), 'Bearer');
  assert.equal((await get(`${url}/nowhere`)).status, 401);
  assert.equal((await post(`${url}/api/orders`, { dish: 101 })).status, 401);
  assert.equal((await get(`${url}/api/city`, { authorization: `Bearer ${token.toUpperCase()}` })).status, 401);
  assert.equal((await get(`${url}/api/city`, { authorization: `Bearer ${token}` })).status, 200);
  assert.equal((await post(`${url}/api/orders`, { dish: 101 }, { authorization: `Bearer ${token}` })).status, 201);
});

test('it listens on IPv6 and takes localhost for loopback', async (t) => {
  const data = (name) => ['--data', path.join(scratch(t), name)];
  const six = start(t, binary, ['target', '--listen', '[::1]:0', ...data('six')]);
  const named = start(t, binary, ['target', '--listen', 'localhost:0', ...data('named')]);
  const [, name] = await named.says_so(/listening on (\S+)/);
  assert.equal((await get(`${name}/health`)).status, 200);
  if (!fs.existsSync('/proc/net/if_inet6') || fs.readFileSync('/proc/net/if_inet6', 'utf8') === '') {
    t.diagnostic('skipped: this machine has no IPv6');
    return;
  }
  const [, url] = await six.says_so(/listening on (\S+)/);
  assert.match(url, /^http:\/\/\[::1\]:\d+$/);
  assert.equal((await get(`${url}/health`)).status, 200);
});
