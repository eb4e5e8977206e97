// What a script may ask of HTTP, from the script to the socket and back: cookies, redirects, codings, forms, trace ids, options.
'use strict';

const assert = require('node:assert');
const crypto = require('node:crypto');
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const test = require('node:test');
const zlib = require('node:zlib');

const { rushhour, scratch, write_scenario } = require('./support.cjs');

/** A server that answers by path; {url, seen}: what it was asked, as {method, path, headers, body}. */
async function start_server(t, answers) {
  const seen = [];
  const server = http.createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const asked = { method: request.method, path: request.url, headers: request.headers, body: Buffer.concat(chunks).toString() };
      seen.push(asked);
      answers[request.url.split('?')[0]](response, asked);
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${server.address().port}`, seen };
}

const menu = JSON.stringify({ dishes: [{ id: 7, name: 'ramen' }] });
const answers = {
  '/login': (response) => response.writeHead(303, { Location: '/home', 'Set-Cookie': ['sid=7; Path=/', 'zone=north'] }).end('gone'),
  '/home': (response, asked) => response.end(asked.headers.cookie ?? ''),
  '/menu': (response) => response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(zlib.gzipSync(menu)),
  '/broken': (response) => response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(menu),
  '/loop': (response) => response.writeHead(302, { Location: '/loop' }).end(),
  '/echo': (response, asked) => response.end(JSON.stringify(asked)),
};

const script = (body, http_options = '') => `
local http, check = require "rushhour.http", require "rushhour.check"
options = { http = { ${http_options} },
  scenarios = { s = { executor = "constant-arrival-rate", exec = "f", rate = 2, duration = "1s", max_vus = 2, graceful_stop = "5s" } } }
function f()
${body}
end
`;

/** Plays a script and returns run.json; every check of it must have held. */
async function play(t, text, url, words = []) {
  const folder = scratch(t);
  const file = write_scenario(folder, text);
  const ended = await rushhour(t, ['run', file, '--target', url, '--out', path.join(folder, 'runs'), '--seed', '5', '--json', ...words]);
  assert.ok(ended.json, ended.stderr);
  assert.strictEqual(ended.json.generator.script_errors, 0, ended.stderr);
  for (const check of ended.json.checks) assert.strictEqual(check.fails, 0, `${check.check} failed`);
  const [run] = fs.readdirSync(path.join(folder, 'runs'));
  return { json: ended.json, run: path.join(folder, 'runs', run) };
}

test('a login sets cookies on its redirect, and they are sent until the iteration ends', async (t) => {
  const { url, seen } = await start_server(t, answers);
  const { json } = await play(t, script(`
    local home = http.post("/login", { form = { user = "anna b", zones = { "n", "s" } } }, { name = "log in" })
    check(home, { ["is home"] = function(r) return r.status == 200 and r.body == "sid=7; zone=north" and r.url:find("/home$") ~= nil end })
    check(http.get("/home", { cookies = { own = 1 } }),
      { ["own cookies first"] = function(r) return r.body == "own=1; sid=7; zone=north" end })
  `), url);
  assert.strictEqual(json.steps.find(({ step }) => step === 'log in').count, 2);
  assert.strictEqual(seen.length, 6);
  assert.strictEqual(seen[0].body, 'user=anna+b&zones=n&zones=s');
  assert.strictEqual(seen[0].headers['content-type'], 'application/x-www-form-urlencoded');
  assert.strictEqual(seen[1].method, 'GET');
  for (const { path: where, headers } of seen) if (where === '/login') assert.strictEqual(headers.cookie, undefined);
});

test('bodies are decoded, hashed or only counted', async (t) => {
  const { url } = await start_server(t, answers);
  const digest = crypto.createHash('sha256').update(menu).digest('hex');
  const { json } = await play(t, script(`
    check(http.get("/menu"), { ["a dish"] = function(r) return r:json("dishes.0.name") == "ramen" and r.size == ${menu.length} end })
    check(http.get("/menu", { body = "hash" }), { ["its digest"] = function(r) return r.digest == "${digest}" and r.body == "" end })
    check(http.get("/menu", { body = "discard" }),
      { ["its size as it came"] = function(r) return r.size == ${zlib.gzipSync(menu).length} and r.digest == nil end })
    check(http.get("/broken"), { ["no gzip"] = function(r) return r.error.kind == "bad content encoding" end })
  `), url);
  assert.deepStrictEqual(json.errors, [{ class: 'bad content encoding', count: 2 }]);
});

test('redirects end at their limit, which options and params set', async (t) => {
  const { url, seen } = await start_server(t, answers);
  const { json } = await play(t, script(`
    check(http.get("/loop"), { ["a loop"] = function(r) return r.error.kind == "too many redirects" end })
    check(http.get("/loop", { redirects = 0 }), { ["our own affair"] = function(r) return r.status == 302 and r.url == nil end })
  `, 'redirects = 2'), url);
  assert.strictEqual(seen.length, 2 * (3 + 1));
  assert.strictEqual(json.plan.http.redirects, 2);
});

test('queries, credentials and multipart bodies arrive as they were meant', async (t) => {
  const { url, seen } = await start_server(t, answers);
  await play(t, script(`
    http.get("/echo?a=1", { query = { q = "hot soup", z = { 1, 2 } }, auth = { user = "Aladdin", password = "open sesame" } })
    http.post("/echo", { multipart = { note = "hi", photo = { data = "png", filename = "a.png", type = "image/png" } } }, { bearer = "t" })
  `), url);
  const get = seen.find(({ method }) => method === 'GET');
  assert.strictEqual(get.path, '/echo?a=1&q=hot%20soup&z=1&z=2');
  assert.strictEqual(get.headers.authorization, 'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==');
  const posts = seen.filter(({ method }) => method === 'POST');
  assert.strictEqual(posts[0].headers.authorization, 'Bearer t');
  const boundary = posts[0].headers['content-type'].split('boundary=')[1];
  assert.strictEqual(posts[0].body.split(`--${boundary}`).length, 4);
  assert.strictEqual(posts[0].body, posts[1].body);
});

test('a traceparent changes nothing of what a script draws, and its ids stand with the slowest requests', async (t) => {
  const { url, seen } = await start_server(t, answers);
  const text = (on) => script('http.get("/echo?n=" .. math.random(1000000))', `traceparent = ${on}`);
  const first = await play(t, text(true), url);
  await play(t, text(false), url);
  const [once, without] = [seen.slice(0, 2), seen.slice(2)];
  for (const { headers } of once) assert.match(headers.traceparent, /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-01$/);
  assert.strictEqual(new Set(once.map(({ headers }) => headers.traceparent.slice(3, 35))).size, 2);
  assert.deepStrictEqual(without.map(({ path: where }) => where).sort(), once.map(({ path: where }) => where).sort());
  for (const { headers } of without) assert.strictEqual(headers.traceparent, undefined);
  const lines = fs.readFileSync(path.join(first.run, 'slowest.jsonl'), 'utf8').trim().split('\n');
  const slowest = lines.map((line) => JSON.parse(line).trace_id);
  assert.deepStrictEqual(slowest.sort(), once.map(({ headers }) => headers.traceparent.slice(3, 35)).sort());
});

test('users that connected ahead have no connect phase in their first requests', async (t) => {
  const { url } = await start_server(t, answers);
  const connected = async (on) => {
    const text = script(`
      local home = http.get("/home")
      check(home, { ["connected ${on ? 'ahead' : 'now'}"] = function(r) return (r.phases.connect == nil) == ${on} end })
    `, on ? 'prefetch = true' : 'connections = "per-request"');
    const { run } = await play(t, text, url);
    return fs.readFileSync(path.join(run, 'events.jsonl'), 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line))
      .filter(({ event }) => event === 'prefetch');
  };
  const [event, ...more] = await connected(true);
  assert.deepStrictEqual(more, []);
  const { took_ns, ...rest } = event;
  assert.ok(took_ns > 0);
  assert.deepStrictEqual(rest, { at_ns: 0, event: 'prefetch', wanted: 2, opened: 2, error: '', message: '' });
  assert.deepStrictEqual(await connected(false), []);
});

test('a wrong option of http is refused by its path before anything is sent', async (t) => {
  const { url, seen } = await start_server(t, answers);
  const folder = scratch(t);
  const file = write_scenario(folder, script('http.get("/home")', 'cookies = "sometimes"'));
  const ended = await rushhour(t, ['run', file, '--target', url, '--out', path.join(folder, 'runs')]);
  assert.strictEqual(ended.code, 104);
  assert.match(ended.stderr, /options\.http\.cookies: is one of per-iteration, per-user, off, not 'sometimes'/);
  assert.strictEqual(seen.length, 0);
});
