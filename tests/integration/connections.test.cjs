// Where connections come from, where they go, how long they last and how many there are: counted by the server.
'use strict';

const assert = require('node:assert');
const { once } = require('node:events');
const http = require('node:http');
const path = require('node:path');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const test = require('node:test');

const { binary, rushhour, scratch, start, write_scenario } = require('./support.cjs');
const { start_name_server } = require('./slow_servers.cjs');

/** A server that notes {connection, from, host} of each request and the most that it had at once; answers after `delay_ms`. */
async function start_counting_server(t, { delay_ms = 0, address = [0, '127.0.0.1'] } = {}) {
  const server = http.createServer((request, response) => {
    const { number, remoteAddress } = request.socket;
    counts.requests.push({ connection: number, from: remoteAddress, host: request.headers.host });
    counts.most = Math.max(counts.most, ++counts.busy);
    const answer = () => {
      --counts.busy;
      response.end('ok');
    };
    if (delay_ms > 0) setTimeout(answer, delay_ms);
    else answer();
  });
  const counts = { connections: 0, busy: 0, most: 0, requests: [] };
  server.on('connection', (socket) => { socket.number = counts.connections++; });
  server.keepAliveTimeout = 120_000;
  server.listen(...address);
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { counts, url: `http://127.0.0.1:${server.address().port}` };
}

const script = (body, { http_options = '', hosts = '', rate = 12, users = 1 } = {}) => `
local http, check = require "rushhour.http", require "rushhour.check"
options = { http = { ${http_options} }, hosts = { ${hosts} },
  scenarios = { s = { executor = "constant-arrival-rate", exec = "f", rate = ${rate}, duration = "1s", max_vus = ${users},
                graceful_stop = "20s" } } }
function f(ctx)
${body}
end
`;

const look = 'http.get("/", { name = "look" })';

/** Plays a script, on one worker unless `words` say otherwise, and returns run.json; every check of it must have held. */
async function play(t, text, url, words = []) {
  const folder = scratch(t);
  const args = ['--target', url, '--out', path.join(folder, 'runs'), '--seed', '5', '--json', ...words];
  if (!words.includes('--threads')) args.push('--threads', '1');
  const { json, stderr } = await rushhour(t, ['run', write_scenario(folder, text), ...args]);
  assert.ok(json, stderr);
  assert.strictEqual(json.generator.script_errors, 0, stderr);
  for (const check of json.checks) assert.strictEqual(check.fails, 0, `${check.check} failed`);
  return json;
}

/** How many requests each connection carried, in their order; the probe before the run carries none. */
function loads(counts) {
  const by_connection = new Map();
  for (const { connection } of counts.requests) by_connection.set(connection, (by_connection.get(connection) ?? 0) + 1);
  return [...by_connection.values()];
}

test('a unix socket is a target like any other', async (t) => {
  const socket = path.join(scratch(t), 'app.sock');
  const { counts } = await start_counting_server(t, { address: [socket] });
  const json = await play(t, script(look), `unix:${socket}`);
  assert.strictEqual(json.totals.count, 12);
  assert.strictEqual(json.totals.errors, 0);
  assert.deepStrictEqual(loads(counts), [12]);
  assert.deepStrictEqual([...new Set(counts.requests.map(({ host }) => host))], ['localhost']);
  for (const phase of ['dns', 'tls']) assert.strictEqual(json.totals.phases_ns[phase], undefined);
});

test('a unix socket that nobody listens on, and one that cannot be, are said with their path', async (t) => {
  const folder = scratch(t);
  const file = write_scenario(folder, script(look));
  for (const [target, pattern] of [
    [`unix:${folder}/none.sock`, /none\.sock: cannot be reached/],
    ['unix:relative.sock', /absolute path/],
    [`unix:/${'x'.repeat(120)}`, /less than 108 bytes/],
  ]) {
    const { code, stderr } = await rushhour(t, ['run', file, '--target', target, '--out', path.join(folder, 'runs')]);
    assert.notStrictEqual(code, 0);
    assert.match(stderr, pattern);
  }
});

for (const [says, http_options, expected] of [
  ['kept alive, a user has one connection for all', 'connections = "keep-alive"', [12]],
  ['per request, there are as many connections as requests', 'connections = "per-request"', Array(12).fill(1)],
  ['per iteration, the requests of one share a connection', 'connections = "per-iteration"', Array(6).fill(2)],
  ['after three requests a connection is closed', 'requests_per_connection = 3', [3, 3, 3, 3]],
]) {
  test(`connections: ${says}`, async (t) => {
    const { url, counts } = await start_counting_server(t);
    const json = await play(t, script(`${look} ${look}`, { http_options, rate: 6 }), url);
    assert.strictEqual(json.totals.errors, 0);
    assert.deepStrictEqual(loads(counts), expected);
    assert.strictEqual(json.generator.connections_opened, expected.length);
  });
}

test('with prefetch, connections stand before the first arrival and carry its requests', async (t) => {
  const { url, counts } = await start_counting_server(t);
  const json = await play(t, script(look, { http_options: 'prefetch = true', users: 5 }), url);
  assert.strictEqual(json.totals.errors, 0);
  // One besides tells before the run whether the target can be reached. A connection stands before its server has accepted it, so what the
  // server saw first proves nothing; that no request had to connect does.
  assert.strictEqual(counts.connections, 6);
  assert.strictEqual(json.totals.phases_ns.connect, undefined);
});

test('connections start from the source addresses in turn', async (t) => {
  const { url, counts } = await start_counting_server(t);
  const json = await play(t, script(look, { http_options: 'connections = "per-request"' }), url, ['--source', '127.0.1.1-127.0.1.4']);
  assert.strictEqual(json.totals.errors, 0);
  const times = {};
  for (const { from } of counts.requests) times[from] = (times[from] ?? 0) + 1;
  assert.deepStrictEqual(times, { '127.0.1.1': 3, '127.0.1.2': 3, '127.0.1.3': 3, '127.0.1.4': 3 });
});

test('a source address that is not ours fails each connection in words', async (t) => {
  const { url, counts } = await start_counting_server(t);
  const json = await play(t, script(look, { rate: 3, http_options: 'sources = "192.0.2.7"' }), url);
  assert.strictEqual(json.totals.errors, 3);
  assert.strictEqual(counts.requests.length, 0);
});

/** Six users, two connections: never more at once, all requests answered, and the wait is told. */
function assert_limited(json, counts) {
  assert.strictEqual(json.totals.count, 6);
  assert.strictEqual(json.totals.errors, 0);
  assert.strictEqual(counts.requests.length, 6);
  assert.strictEqual(counts.most, 2);
  assert.ok(json.generator.connections_max <= 2, `${json.generator.connections_max} connections`);
  assert.ok(json.generator.waited_for_connection >= 2, `${json.generator.waited_for_connection} waited`);
  assert.ok(json.warnings.some((warning) => /Connections exhausted: .* 2 connections open/.test(warning)), json.warnings.join('\n'));
  const { blocked } = json.steps.find(({ step }) => step === 'look').phases_ns;
  assert.strictEqual(blocked.count, json.generator.waited_for_connection);
}

const six_at_once = { rate: 6, users: 6 };

test('with two connections permitted, six users share them, and what waited says so', async (t) => {
  const { url, counts } = await start_counting_server(t, { delay_ms: 700 });
  const json = await play(t, script(look, six_at_once), url, ['--max-connections', '2']);
  assert_limited(json, counts);
});

test('two workers share the limit of connections', async (t) => {
  const { url, counts } = await start_counting_server(t, { delay_ms: 700 });
  const text = script(look, { ...six_at_once, http_options: 'max_connections = 2' });
  assert_limited(await play(t, text, url, ['--threads', '2']), counts);
});

test('users whose server is still looked up do not pass the limit of connections together', async (t) => {
  if (process.getuid() !== 0 || spawnSync('unshare', ['-m', 'true']).status !== 0) {
    t.skip('needs root and mount namespaces, to give the binary a name server of its own');
    return;
  }
  await start_name_server(t, '127.0.53.2', 1500);
  const { url, counts } = await start_counting_server(t, { delay_ms: 700 });
  const folder = scratch(t);
  const resolver = path.join(folder, 'resolv.conf');
  fs.writeFileSync(resolver, 'nameserver 127.0.53.2\noptions timeout:20 attempts:1\n');
  const file = write_scenario(folder, script(look, { ...six_at_once, http_options: 'max_connections = 2' }));
  const running = start(t, 'unshare', ['-m', 'bash', '-c', 'mount --bind "$0" /etc/resolv.conf && exec "$@"', resolver, binary, 'run', file,
    '--target', url.replace('127.0.0.1', 'slow.test'), '--out', path.join(folder, 'runs'), '--threads', '1', '--json']);
  await running.exited;
  assert.notStrictEqual(running.stdout, '', running.stderr);
  const json = JSON.parse(running.stdout);
  assert_limited(json, counts);
});

test('one scenario talks to several hosts, each over a connection of its own, and to none that was not allowed', async (t) => {
  const [shop, pay] = [await start_counting_server(t), await start_counting_server(t)];
  const pay_at = pay.url.replace('127.0.0.1', 'pay.test');
  const json = await play(t, script(`
    ${look}
    check(http.post("${pay_at}/charge", "1", { name = "pay" }), { ["is paid"] = function(r) return r.status == 200 end })
    check(http.get("http://stranger.test/", { name = "stray" }), { ["is refused"] = function(r)
      return r.status == 0 and r.error.kind == "host not allowed" and r.error.message:find("stranger.test", 1, true) ~= nil end })
  `, { hosts: '"pay.test"', http_options: 'resolve = { ["pay.test"] = "127.0.0.1" }', rate: 4 }), shop.url);
  assert.deepStrictEqual(loads(shop.counts), [4]);
  assert.deepStrictEqual(loads(pay.counts), [4]);
  assert.strictEqual(pay.counts.requests[0].host, new URL(pay_at).host);
  assert.deepStrictEqual(json.errors, [{ class: 'host not allowed', count: 4 }]);
});
