// The live page of a run over HTTP: what it tells and to whom, who may steer, and that it never outlives its run.
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const http = require('node:http');
const net = require('node:net');
const path = require('node:path');
const test = require('node:test');
const { binary, scratch, start, start_plain_server } = require('./support.cjs');

const scenario = `
local http = require "rushhour.http"
options = { scenarios = { diners = { executor = "constant-arrival-rate", rate = "20/s", duration = "DURATION", max_vus = 50,
                                     exec = "go" } },
            thresholds = { response_time = { "p(50) < 10s" } } }
function go() http.get("/", { name = "read <b>menu</b>" }) end
`;

/** A run with a live page: its process, port and token. */
async function begin(t, { duration = '60s', args = [], dashboard = ['--dashboard'] } = {}) {
  const folder = scratch(t);
  const file = path.join(folder, 'live.lua');
  fs.writeFileSync(file, scenario.replace('DURATION', duration));
  const run = start(t, binary, ['run', ...dashboard, file, '--target', await start_plain_server(t), '--out', path.join(folder, 'runs'),
    ...args]);
  const [, port, token] = await run.says_so(/dashboard {2}http:\/\/127\.0\.0\.1:(\d+)\/#token=([0-9a-f]{32})/);
  return { run, port: Number(port), token, folder };
}

/** {status, headers, body} of one request. */
function ask(port, target, { method = 'GET', headers = {}, body } = {}) {
  return new Promise((resolve, reject) => {
    const request = http.request({ host: '127.0.0.1', port, path: target, method, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part) => { text += part; });
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body: text }));
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** Waits until the run has begun, which the first page says. */
async function begun(port) {
  for (;;) {
    const page = await ask(port, '/');
    if (page.status === 200) return page;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The events of a stream until enough(events), or its end. */
function events(port, enough, headers = {}) {
  return new Promise((resolve, reject) => {
    const found = [];
    let rest = '';
    const request = http.get({ host: '127.0.0.1', port, path: '/events', headers, agent: false }, (response) => {
      response.setEncoding('utf8').on('data', (part) => {
        rest += part;
        for (let end = rest.indexOf('\n\n'); end >= 0; end = rest.indexOf('\n\n')) {
          const match = /^id: (\S+)\ndata: (.*)$/.exec(rest.slice(0, end));
          if (match) found.push({ id: match[1], data: JSON.parse(match[2]) });
          rest = rest.slice(end + 2);
        }
        if (enough(found)) { resolve(found); request.destroy(); }
      });
      response.on('end', () => resolve(found));
    });
    request.on('error', (error) => (error.code === 'ECONNRESET' ? resolve(found) : reject(error)));
  });
}

/** What comes back for bytes as they are. */
function raw(port, bytes) {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = net.connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.setEncoding('latin1').on('data', (part) => { text += part; });
    socket.on('close', () => resolve(text));
    socket.on('error', (error) => (text ? resolve(text) : reject(error)));
  });
}

test('the page comes with a policy that lets it ask its own server alone', async (t) => {
  const { port } = await begin(t);
  const page = await begun(port);
  const policy = page.headers['content-security-policy'];
  assert.match(policy, /^default-src 'none'; .*script-src 'sha256-.*connect-src 'self';.*frame-ancestors 'none'$/);
  assert.strictEqual(page.headers['x-content-type-options'], 'nosniff');
  assert.strictEqual(page.headers['cache-control'], 'no-store');
  assert.strictEqual(page.headers['access-control-allow-origin'], undefined);
  assert.ok(!page.body.includes('token='), 'the page does not hold the token');
});

test('a stream tells everything first, then what changed, and a later reader goes on from where it was', async (t) => {
  const { port } = await begin(t);
  await begun(port);
  const first = await events(port, (found) => found.filter((one) => one.data.panels).length >= 2);
  const whole = first.find((one) => one.data.panels);
  assert.ok(whole.data.order.includes('load') && whole.data.panels.headline.html.includes('Response time'));
  assert.match(first.at(-1).data.now.words, /^Running: 0:\d\d of 1m/);
  assert.ok(!JSON.stringify(first).includes('<b>menu</b>'), 'names are escaped');
  const later = await events(port, (found) => found.length >= 1, { 'Last-Event-ID': first.at(-1).id });
  assert.ok(!later[0].data.panels?.environment, 'what has not changed is not told again');
  const stranger = await events(port, (found) => found.length >= 1, { 'Last-Event-ID': 'elsewhere.17' });
  assert.ok(stranger[0].data.panels.environment, 'an id of another server gets everything');
});

test('panels follow the run though somebody asks for its metrics all the time', async (t) => {
  const { port } = await begin(t);
  await begun(port);
  let looking = true;
  const asking = (async () => { while (looking) assert.strictEqual((await ask(port, '/metrics')).status, 200); })();
  const with_panels = (found) => found.filter((one) => one.data.panels).length;
  const found = await events(port, (found) => with_panels(found) >= 2 || found.length >= 40);  // an event a second
  looking = false;
  await asking;
  assert.ok(with_panels(found) >= 2, `${with_panels(found)} of ${found.length} events had panels`);
});

test('figures are there for machines while the run goes on', async (t) => {
  const { port } = await begin(t);
  await begun(port);
  await events(port, (found) => found.some((one) => one.data.panels));
  const metrics = await ask(port, '/metrics');
  assert.match(metrics.headers['content-type'], /^application\/openmetrics-text/);
  assert.ok(metrics.body.endsWith('# EOF\n'));
  const meta = JSON.parse((await ask(port, '/run.json')).body);
  assert.strictEqual(meta.status, 'running');
  assert.ok(meta.verdict);
});

test('who may ask, and what', async (t) => {
  const { run, port, token } = await begin(t);
  await begun(port);
  const own = `http://127.0.0.1:${port}`;
  const bearer = { Authorization: `Bearer ${token}` };
  const rows = [
    ['another host', '/', { headers: { Host: 'evil.example' } }, 403],
    ['another origin', '/', { headers: { Origin: 'http://evil.example' } }, 403],
    ['the own origin', '/', { headers: { Origin: own } }, 200],
    ['no such page', '/../../etc/passwd', {}, 404],
    ['a method that is none', '/', { method: 'DELETE' }, 405],
    ['HEAD', '/', { method: 'HEAD' }, 200],
    ['stop by GET', '/stop', {}, 405],
    ['stop without a token', '/stop', { method: 'POST' }, 401],
    ['stop with a wrong token', '/stop', { method: 'POST', headers: { Authorization: `Bearer ${'0'.repeat(32)}` } }, 401],
    ['stop from another origin', '/stop', { method: 'POST', headers: { ...bearer, Origin: 'http://evil.example' } }, 403],
    ['stop under another host', '/stop', { method: 'POST', headers: { ...bearer, Host: 'evil.example' } }, 403],
    ['a rate that is none', '/rate', { method: 'POST', headers: bearer, body: 'fast' }, 400],
    ['a rate out of bounds', '/rate', { method: 'POST', headers: bearer, body: '101' }, 400],
    ['a body too long', '/rate', { method: 'POST', headers: bearer, body: '1'.repeat(5000) }, 413],
    ['a rate', '/rate', { method: 'POST', headers: bearer, body: '1.5' }, 202],
  ];
  for (const [what, target, options, status] of rows) assert.strictEqual((await ask(port, target, options)).status, status, what);
  assert.match(await raw(port, `GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ${'x'.repeat(17_000)}\r\n\r\n`), /^HTTP\/1\.1 431 /);
  assert.match(await raw(port, 'what is this\r\n\r\n'), /^HTTP\/1\.1 400 /);
  assert.ok(!run.over);
});

test('whoever holds the token stops the run, and the run says so', async (t) => {
  const { run, port, token, folder } = await begin(t);
  await begun(port);
  const stream = events(port, () => false);
  await events(port, (found) => found.some((one) => one.data.panels));
  const answer = await ask(port, '/stop', { method: 'POST', headers: { Authorization: `Bearer ${token}` } });
  assert.strictEqual(answer.status, 202);
  const { code } = await run.exited;
  assert.strictEqual(code, 105, run.stderr);
  const last = (await stream).at(-1).data.now;
  assert.strictEqual(last.state, 'over');
  assert.ok(fs.existsSync(last.report), last.report);
  const runs = path.join(folder, 'runs');
  const meta = JSON.parse(fs.readFileSync(path.join(runs, fs.readdirSync(runs)[0], 'run.json')));
  assert.strictEqual(meta.ended_by, 'steered');
  assert.ok(meta.steered, 'the record says that it was steered');
});

test('of users that the plan does not have, the page says before the click that there are none', async (t) => {
  const folder = scratch(t);
  const file = path.join(folder, 'users.lua');
  fs.writeFileSync(file, `options = { scenarios = { u = { executor = "constant-vus", vus = 3, duration = "60s", exec = "go" } } }
function go() require("rushhour.http").get("/") require("rushhour.sleep")(0.1) end`);
  const run = start(t, binary, ['run', '--dashboard', file, '--target', await start_plain_server(t), '--out', path.join(folder, 'runs')]);
  const [, port, token] = await run.says_so(/dashboard {2}http:\/\/127\.0\.0\.1:(\d+)\/#token=([0-9a-f]{32})/);
  const page = await begun(Number(port));
  assert.match(page.body, /id="factor" min="0" max="1"/);
  assert.match(page.body, /never more than the plan&#39;s 3: no others are made while a run goes on/);
  const scale = (body) => ask(Number(port), '/rate', { method: 'POST', headers: { Authorization: `Bearer ${token}` }, body });
  const refused = await scale('2');
  assert.strictEqual(refused.status, 400);
  assert.match(refused.body, /may be 0 to 1 times the plan's\. .* never more than the plan's 3/);
  assert.strictEqual((await scale('0.5')).status, 202);
  assert.strictEqual((await scale('1')).status, 202);
});

test('whoever holds the token scales what is offered, from one instant on, and the run says so', async (t) => {
  const { run, port, token, folder } = await begin(t, { duration: '6s', args: ['--json'] });
  await begun(port);
  const answer = await ask(port, '/rate', { method: 'POST', headers: { Authorization: `Bearer ${token}` }, body: '3' });
  assert.strictEqual(answer.status, 202);
  await run.exited;
  const runs = path.join(folder, 'runs');
  const directory = path.join(runs, fs.readdirSync(runs)[0]);
  const meta = JSON.parse(fs.readFileSync(path.join(directory, 'run.json')));
  assert.strictEqual(meta.ended_by, 'plan');
  const [act] = meta.steered;
  const at_s = act.at_ns / 1e9;
  assert.ok(at_s < 6, 'the run went on');
  const offered = 20 * at_s + 60 * (6 - at_s);
  assert.ok(Math.abs(meta.load.offered - offered) <= 1, `${meta.load.offered} offered; scaled from ${at_s} s on that makes ${offered}`);
  assert.ok(meta.warnings.some((words) => words.startsWith('Steered by hand: rate x3 at ')), meta.warnings.join('; '));
});

test('a run that ends while someone looks tells its end, and the process ends though nobody lets go', async (t) => {
  const { run, port } = await begin(t, { duration: '2s' });
  await begun(port);
  const stream = events(port, () => false);
  const idle = net.connect(port, '127.0.0.1');
  idle.on('error', () => {});
  t.after(() => idle.destroy());
  const { code } = await run.exited;
  assert.ok(code === 0 || code === 98, run.stderr); // a busy machine may spoil the measurement
  const last = (await stream).at(-1).data;
  assert.strictEqual(last.now.state, 'over');
  await assert.rejects(ask(port, '/'), { code: 'ECONNREFUSED' });
});

test('a reader that takes nothing holds up neither the run nor others', async (t) => {
  const { run, port } = await begin(t, { duration: '4s' });
  await begun(port);
  const slow = net.connect(port, '127.0.0.1', () => slow.write('GET /events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'));
  slow.pause();
  slow.on('error', () => {});
  t.after(() => slow.destroy());
  const found = await events(port, () => false);
  assert.strictEqual(found.at(-1).data.now.state, 'over');
  await run.exited;
});

test('the 65th connection is turned away in words', async (t) => {
  const { port } = await begin(t);
  await begun(port);
  const held = [];
  t.after(() => held.forEach((socket) => socket.destroy()));
  for (let i = 0; i < 64; i++) {
    const socket = net.connect(port, '127.0.0.1', () => socket.write('GET /events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'));
    socket.on('error', () => {});
    held.push(socket);
    await new Promise((resolve) => socket.once('data', resolve));
  }
  assert.match(await raw(port, ''), /^HTTP\/1\.1 503 [^]*64 connections/);
  held.pop().destroy();
  for (;;) {
    const page = await ask(port, '/').catch(() => ({ status: 503 }));
    if (page.status === 200) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
});

test('the address may stand behind a blank or a sign of equality, or be left out, in front of the scenario as well', async (t) => {
  const free = net.createServer();
  await new Promise((resolve) => free.listen(0, '127.0.0.1', resolve));
  const wanted = free.address().port;
  await new Promise((resolve) => free.close(resolve));
  for (const dashboard of [['--dashboard', `127.0.0.1:${wanted}`], ['--dashboard', String(wanted)], [`--dashboard=127.0.0.1:${wanted}`]]) {
    const { run, port } = await begin(t, { dashboard });
    assert.strictEqual(port, wanted, dashboard.join(' '));
    await begun(port);
    run.kill('SIGINT');
    assert.strictEqual((await run.exited).code, 105);
  }
});

test('a port that is taken is told before anything is sent', async (t) => {
  const taken = net.createServer();
  await new Promise((resolve) => taken.listen(0, '127.0.0.1', resolve));
  t.after(() => taken.close());
  const folder = scratch(t);
  const file = path.join(folder, 'live.lua');
  fs.writeFileSync(file, scenario.replace('DURATION', '60s'));
  const address = `127.0.0.1:${taken.address().port}`;
  const run = start(t, binary, ['run', file, '--target', await start_plain_server(t), `--dashboard=${address}`, '--out',
    path.join(folder, 'runs')]);
  const { code } = await run.exited;
  assert.strictEqual(code, 1);
  assert.ok(run.stderr.includes(`--dashboard ${address}: cannot listen there`), run.stderr);
  assert.ok(!fs.existsSync(path.join(folder, 'runs')), 'no run directory was made');
});

test('an address that is none is a mistake in the flags', async (t) => {
  const folder = scratch(t);
  const file = path.join(folder, 'live.lua');
  fs.writeFileSync(file, scenario.replace('DURATION', '60s'));
  const run = start(t, binary, ['run', file, '--target', await start_plain_server(t), '--dashboard=here:there']);
  const { code } = await run.exited;
  assert.strictEqual(code, 2);
  assert.match(run.stderr, /--dashboard wants an address/);
});
